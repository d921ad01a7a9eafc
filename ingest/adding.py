"""Add a feed by its URL, or by that of a page that leads to it (``seek.py``), with its source and its first entries.

At the terminal that is one step (``add``). At the desk it is two: ``look`` fetches and stores nothing, and what came is
kept as a draft until ``keep_first`` makes a feed of it, without another request.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from articles import publishers
from articles.dedupe import is_own
from articles.digest import sha256
from articles.models import Section, Source
from articles.search import indexing
from articles.stories import placing
from ingest import ledger, pipeline
from ingest.addresses import read_url
from ingest.hosts import host_key, spacing
from ingest.languages import language_tag
from ingest.models import Feed, Fetch
from ingest.outcomes import Result
from ingest.pipeline import Settings
from ingest.seek import Sought, reread, seek
from ingest.values import Fetched, Reading
from ingest.well_known import feed_of

DESK_SECONDS = 7.0
"""So long an editor waits for one answer, and for it to be read; four times that where a page leads to a feed."""

PLACING_SECONDS = 3.0


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
    known = known_at(url)
    if known:
        return Added(known, is_new=False, result=None)
    return keep_first(look(url, settings, probe=probe), Wishes(section=section))


def known_at(url: str) -> Feed | None:
    """Return the feed that we have at ``url``, or where the rule of a well-known site leads from there."""
    url = read_url(url).url
    return Feed.objects.filter(url_digest=sha256(feed_of(url) or url)).first()


def look(url: str, settings: Settings, *, probe: bool = False) -> Sought:
    """Find the feed at ``url`` or of the page there, and read it. Nothing is stored. Raises as ``add``."""
    url = read_url(url).url
    return async_to_sync(seek)(feed_of(url) or url, settings, timezone.now(), probe=probe)


def read_again(asked: str, answer: Fetched, settings: Settings, now: datetime) -> Sought:
    """Read a document that was fetched before. Raises ``DocumentError``."""
    return async_to_sync(reread)(asked, answer, settings, now)


def hurried(settings: Settings) -> Settings:
    """Return these settings for somebody who waits for the answer, and keeps a process of the site from others meanwhile."""
    limits = settings.limits
    return replace(
        settings,
        limits=replace(
            limits,
            connect_seconds=min(limits.connect_seconds, DESK_SECONDS / 2),
            read_seconds=min(limits.read_seconds, DESK_SECONDS),
            total_seconds=min(limits.total_seconds, DESK_SECONDS),
            parse_seconds=min(limits.parse_seconds, DESK_SECONDS),
        ),
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody decided about a new feed: whose it is (None: whose it says), what its new source is, and its section."""

    source: Source | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    section: Section | None = None


@transaction.atomic
def keep_first(sought: Sought, wishes: Wishes) -> Added:
    """Make the source and the feed, and store the first document; its server was asked just now, and has its pause."""
    now = timezone.now()
    answer, reading, section = sought.answer, sought.reading, wishes.section
    url = address_of(sought)
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return Added(known, is_new=False, result=None)
    for key in {host_key(sought.asked), host_key(answer.url)}:
        if pause := spacing(key):
            ledger.penalize(key, now + pause, "a feed was added", now, is_throttled=False)
    source = wishes.source or _source(url, reading, wishes)
    own = section if section != source.section else None
    feed, _ = ledger.add_feed(source, url, reading.title, own, now=now)
    claim = replace(ledger.take(feed, now), cause=Fetch.Cause.REQUEST)  # Nobody polls only because somebody looked.
    return Added(feed, is_new=True, result=pipeline.keep(claim, answer, reading, now))


def put_in_place(now: datetime) -> None:
    """Put what just came into stories and make it found, as far as that takes seconds; the rest is for the next round."""
    placing.place_waiting(now, _over_after(PLACING_SECONDS))
    indexing.index_waiting(now, _over_after(PLACING_SECONDS))


def _over_after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def address_of(sought: Sought) -> str:
    """Return where the feed will be polled: where it has moved for good, or where it was asked for."""
    return sought.answer.url if _moved_for_good(sought.answer) else sought.asked


def facts_of(url: str, reading: Reading) -> dict[str, Any]:
    """Return what a feed says of its publisher: name, home page and language."""
    return {
        "name": reading.title or urlsplit(url).hostname or url,
        "home_url": reading.home_url,
        "language": language_tag(reading.language),
    }


def _source(url: str, reading: Reading, wishes: Wishes) -> Source:
    """Return whose feed it is: a publisher that we have only where the feed comes from the host of its home page.

    What a feed says of itself proves nothing; a stranger must not get at the articles and rights of another.
    """
    facts = {**facts_of(url, reading), "section": wishes.section, **wishes.facts}
    is_known = is_own(reading.home_url, url) and not wishes.facts
    return (publishers.ensure_source if is_known else publishers.make_source)(**facts)


def _moved_for_good(answer: Fetched) -> bool:
    """Tell whether every redirect on the way was a permanent one."""
    return all(hop.status in (301, 308) for hop in answer.hops)
