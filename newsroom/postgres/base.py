"""The backend that DATABASES names as its ENGINE."""

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from newsroom.postgres.features import DatabaseFeatures


class DatabaseWrapper(PostgresWrapper):
    """Django's wrapper, with our features."""

    features_class = DatabaseFeatures
