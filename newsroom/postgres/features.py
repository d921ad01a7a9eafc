"""What we need of the server."""

from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures


class DatabaseFeatures(PostgresFeatures):
    """Django checks this at every new connection and names both versions where it fails."""

    minimum_database_version = (15,)
