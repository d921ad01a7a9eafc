"""Feeds, hosts, hubs, notices and the ledger in the admin; and sources, which the desk shows with their feeds."""

from ingest.admin.feed import FeedAdmin
from ingest.admin.fetch import FetchAdmin
from ingest.admin.host import HostAdmin
from ingest.admin.notice import NoticeAdmin
from ingest.admin.run import RunAdmin
from ingest.admin.source import PublisherAdmin
from ingest.admin.subscription import SubscriptionAdmin

__all__ = ["FeedAdmin", "FetchAdmin", "HostAdmin", "NoticeAdmin", "PublisherAdmin", "RunAdmin", "SubscriptionAdmin"]
