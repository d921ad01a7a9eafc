"""Which feeds there are, and what people order about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles import desk_log
from articles.digest import sha256
from articles.models import Section, Source
from ingest.hosts import host_key
from ingest.ledger.notices import notice
from ingest.models import Feed, Host, Notice

ASKED_FOR = "somebody asked for it"
RESUMED = "resumed by an editor"
OVER = "Its publisher says that its feed is over."
ROWS_AT_ONCE = 1_000


def add_feed(
    source: Source, url: str, title: str = "", section: Section | None = None, *, now: datetime
) -> tuple[Feed, bool]:
    """Return the feed at ``url`` and whether it is new; a new one is due at once."""
    known = Feed.objects.filter(url_digest=sha256(url)).first()
    if known:
        return known, False
    host = hosts_of([url])[host_key(url)]
    return Feed.objects.get_or_create(
        url_digest=sha256(url),
        defaults={
            "source": source,
            "url": url,
            "host": host,
            "title": title[:500],
            "section": section,
            "state": _state_with(source),
            "next_at": now,
            "turn_at": now,
        },
    )


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to be added: whose it is and where it is, and the section of its articles, where it has one of its own."""

    source: Source
    url: str
    title: str = ""
    section: Section | None = None


def add_feeds(feeds: Sequence[NewFeed], now: datetime) -> None:
    """Add many feeds with few queries, due at once; what another process added meanwhile is passed over."""
    hosts = hosts_of(feed.url for feed in feeds)
    rows = [
        Feed(
            source=feed.source,
            url=feed.url,
            url_digest=sha256(feed.url),
            host=hosts[host_key(feed.url)],
            title=feed.title[:500],
            section=feed.section,
            state=_state_with(feed.source),
            next_at=now,
            turn_at=now,
        )
        for feed in feeds
    ]
    Feed.objects.bulk_create(rows, ROWS_AT_ONCE, ignore_conflicts=True)


def _state_with(source: Source) -> Feed.State:
    """Return the state of a new feed: one of a publisher that is not read rests with it."""
    return Feed.State.ACTIVE if source.state in Source.READ else Feed.State.RESTING


def hosts_of(urls: Iterable[str]) -> dict[str, Host]:
    """Return the hosts of these URLs by their keys, made where they are new."""
    keys = {host_key(url) for url in urls}
    Host.objects.bulk_create([Host(name=key) for key in sorted(keys)], ignore_conflicts=True)
    return {host.name: host for host in Host.objects.filter(name__in=keys)}


def poll_now(feeds: QuerySet[Feed], now: datetime) -> int:
    """Make feeds due at once, but those that a worker has just now. Return how many."""
    return feeds.filter(lease_until=None).update(next_at=now, turn_at=now, next_why=ASKED_FOR)


@transaction.atomic
def pause(feeds: QuerySet[Feed], why: str, now: datetime) -> int:
    """Stop polling feeds until somebody resumes them; readers are told of sources that close so. Return how many feeds."""
    sources = list(feeds.filter(state=Feed.State.ACTIVE).values_list("source", flat=True))
    paused = feeds.update(state=Feed.State.PAUSED, state_at=now, next_why=why[:200])
    desk_log.tell_of_sources(desk_log.Kind.SOURCE_CLOSED, _without_feeds(sources), now)
    return paused


@transaction.atomic
def resume(feeds: QuerySet[Feed], now: datetime) -> int:
    """Poll paused or retired feeds again, beginning now; readers are told of sources that open so. Return how many feeds.

    Feeds of a source that is not read are left as they are.
    """
    feeds = feeds.filter(source__in=Source.objects.filter(state__in=Source.READ))
    closed = _without_feeds(feeds.values_list("source", flat=True))
    desk_log.tell_of_sources(desk_log.Kind.SOURCE_REOPENED, closed, now)
    return feeds.exclude(state=Feed.State.ACTIVE).update(
        state=Feed.State.ACTIVE, state_at=now, next_at=now, turn_at=now, next_why=RESUMED, failures=0, gone_since=None
    )


def retire(feed_id: int, why: str, now: datetime) -> None:
    """Poll a feed no more, because its publisher says that it is over; editors are told, and readers of a source that closes so."""
    feed = Feed.objects.filter(id=feed_id)
    feed.update(state=Feed.State.RETIRED, state_at=now, next_why=why[:200])
    notice(Notice.Kind.RETIRED, why, now, feed_id)
    closed = _without_feeds(feed.values_list("source", flat=True))
    desk_log.tell_of_sources(desk_log.Kind.SOURCE_CLOSED, closed, now, reason=OVER)


def _without_feeds(sources: Iterable[int]) -> list[Source]:
    """Return those of these sources of which no feed is polled; the sample edition's are read once and tell nothing."""
    polled = Feed.objects.filter(source=OuterRef("pk"), state=Feed.State.ACTIVE)
    return list(Source.objects.filter(~Exists(polled), pk__in=sources, is_sample=False))


@transaction.atomic
def move(feed_id: int, url: str, now: datetime) -> bool:
    """Poll a feed at another address from now on. Return False where another feed is there already.

    Then one of the two is too many: this one is paused, and editors are told.
    """
    feed = Feed.objects.select_for_update().get(id=feed_id)
    taken = Feed.objects.filter(url_digest=sha256(url)).exclude(id=feed_id).first()
    if taken:
        pause(Feed.objects.filter(id=feed_id), f"its address leads to feed {taken.pk} for good", now)
        notice(Notice.Kind.MOVED, f"It leads to {url} for good, which is feed {taken.pk}: it was paused.", now, feed_id)
        return False
    Feed.objects.filter(id=feed_id).update(
        url=url,
        url_digest=sha256(url),
        host=hosts_of([url])[host_key(url)],
        moved_to="",
        moved_since=None,
        final_url="",
    )
    notice(Notice.Kind.MOVED, f"It moved from {feed.url} to {url} for good.", now, feed_id)
    return True
