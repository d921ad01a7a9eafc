"""The state of feeds and the ledger of attempts, one noun a file."""

from ingest.models.draft import Draft
from ingest.models.feed import Feed
from ingest.models.fetch import Fetch
from ingest.models.host import Host
from ingest.models.notice import Notice
from ingest.models.push import Push
from ingest.models.run import Run
from ingest.models.subscription import Subscription

__all__ = ["Draft", "Feed", "Fetch", "Host", "Notice", "Push", "Run", "Subscription"]
