"""The state of feeds and the ledger of attempts, one noun a file."""

from ingest.models.feed import Feed
from ingest.models.fetch import Fetch

__all__ = ["Feed", "Fetch"]
