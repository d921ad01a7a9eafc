"""Add a feed by its URL, or by that of a page that leads to it (``seek.py``), with its source and its first entries."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from articles import publishers
from articles.dedupe import is_own
from articles.digest import sha256
from articles.models import Section, Source
from ingest import ledger, pipeline
from ingest.addresses import read_url
from ingest.hosts import host_key, spacing
from ingest.languages import language_tag
from ingest.models import Feed
from ingest.outcomes import Result
from ingest.pipeline import Settings
from ingest.seek import Sought, seek
from ingest.values import Fetched, Reading
from ingest.well_known import feed_of


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that we have now: whether it is new here, and what its first reading brought."""

    feed: Feed
    is_new: bool
    result: Result | None


def add(url: str, settings: Settings, section: Section | None = None, *, probe: bool = False) -> Added:
    """Find the feed at ``url`` or of the page there, add it with its source, and store its entries from the same response.

    ``probe`` allows to try the usual places where a page leads to no feed. Raises ``IngestError`` where no feed can be
    had there, saying why, and ``SeveralFeeds`` where the editor must choose.
    """
    url = read_url(url).url
    url = feed_of(url) or url
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return Added(known, is_new=False, result=None)
    return keep_first(async_to_sync(seek)(url, settings, timezone.now(), probe=probe), section)


@transaction.atomic
def keep_first(sought: Sought, section: Section | None) -> Added:
    """Make the source and the feed, and store the first document; its server was asked just now, and has its pause."""
    now = timezone.now()
    answer, reading = sought.answer, sought.reading
    url = answer.url if _moved_for_good(answer) else sought.asked
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return Added(known, is_new=False, result=None)
    for key in {host_key(sought.asked), host_key(answer.url)}:
        if pause := spacing(key):
            ledger.penalize(key, now + pause, "a feed was added", now, is_throttled=False)
    feed, _ = ledger.add_feed(_source(url, reading, section), url, reading.title, section, now=now)
    return Added(feed, is_new=True, result=pipeline.keep(ledger.take(feed, now), answer, reading, now))


def _source(url: str, reading: Reading, section: Section | None) -> Source:
    """Return whose feed it is: a publisher that we have only where the feed comes from the host of its home page.

    What a feed says of itself proves nothing; a stranger must not get at the articles and rights of another.
    """
    name = reading.title or urlsplit(url).hostname or url
    facts: dict[str, Any] = {
        "home_url": reading.home_url,
        "language": language_tag(reading.language),
        "section": section,
    }
    make = publishers.ensure_source if is_own(reading.home_url, url) else publishers.make_source
    return make(name=name, **facts)


def _moved_for_good(answer: Fetched) -> bool:
    """Tell whether every redirect on the way was a permanent one."""
    return all(hop.status in (301, 308) for hop in answer.hops)
