"""Feeds and the ledger in the admin."""

from ingest.admin.feed import FeedAdmin
from ingest.admin.fetch import FetchAdmin

__all__ = ["FeedAdmin", "FetchAdmin"]
