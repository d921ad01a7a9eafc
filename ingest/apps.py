"""The ingest app: the outside world."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Feeds and the ledger of their fetches."""

    name = "ingest"
    default_auto_field = "django.db.models.BigAutoField"
