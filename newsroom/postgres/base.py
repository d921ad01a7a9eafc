"""The backend that DATABASES names as its ENGINE."""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from newsroom.postgres.connection import ImpatientConnection
from newsroom.postgres.features import DatabaseFeatures
from newsroom.postgres.moments import bound_moments


class DatabaseWrapper(PostgresWrapper):
    """Django's wrapper, with our features, connections that do not wait for ever, and moments that Python has."""

    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        """Return what to connect with; ``patience`` is ours and not for libpq."""
        params: dict[str, Any] = super().get_connection_params()
        params.pop("patience", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> ImpatientConnection:
        """Connect, as Django does where neither a pool nor a level of isolation is asked for."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = ImpatientConnection.connect(**conn_params)
        connection.patience = self.settings_dict["OPTIONS"].get("patience")
        bound_moments(connection, self.timezone)
        return connection
