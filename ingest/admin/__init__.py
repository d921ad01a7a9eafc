"""Feeds, hosts, notices and the ledger in the admin."""

from ingest.admin.feed import FeedAdmin
from ingest.admin.fetch import FetchAdmin
from ingest.admin.host import HostAdmin
from ingest.admin.notice import NoticeAdmin

__all__ = ["FeedAdmin", "FetchAdmin", "HostAdmin", "NoticeAdmin"]
