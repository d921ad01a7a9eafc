"""The only writer of feeds' state and of the ledger: one row for every attempt, and why the next one is when it is.

A worker claims feeds for a while (``claim_due``: SKIP LOCKED, so any number of processes share the work), and gives
each back with one of the ``record_`` functions. Whoever slept past the lease finds another token there and writes
nothing: ``LeaseLost``.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.digest import sha256
from articles.models import Section, Source
from ingest.models import Feed, Fetch
from ingest.schedule import NextPoll
from ingest.values import Fetched, NotModified, Reading, Validators

LEASE = timedelta(minutes=5)
"""Longer than any feed may take (fetch 30 s, parse 20 s, and waiting in line), so only the dead lose it."""

VALIDATORS_LAST = timedelta(days=8)
"""So long after a full answer we ask conditionally: some servers say 304 for ever, and then only a plain question helps."""


class LeaseLost(Exception):
    """Another worker holds the feed now; what we found is dropped."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A feed that is ours for the time of the lease, with all that refreshing it needs to know."""

    feed_id: int
    token: uuid.UUID
    url: str
    source_id: int
    source_name: str
    source_language: str
    section_id: int | None
    publish: bool
    validators: Validators
    body_digest: bytes | None
    item_digests: bytes
    entry_count: int
    dropped_count: int
    failures: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the entries of one document."""

    new: int = 0
    changed: int = 0
    same: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to refresh a claimed feed: when it began, what came of it, and when the next one is."""

    claim: Claim
    started: datetime
    next_poll: NextPoll
    counts: Counts = field(default_factory=Counts)


# Feeds ----------------------------------------------------------------------------------------------------------------
def add_feed(
    source: Source, url: str, title: str = "", section: Section | None = None, *, now: datetime
) -> tuple[Feed, bool]:
    """Return the feed at ``url`` and whether it is new; a new one is due at once."""
    return Feed.objects.get_or_create(
        url_digest=sha256(url),
        defaults={"source": source, "url": url, "title": title[:500], "section": section, "next_at": now},
    )


def poll_now(feeds: QuerySet[Feed], now: datetime) -> int:
    """Make feeds due at once. Return how many."""
    return feeds.update(next_at=now, next_why="an editor asked for it")


def pause(feeds: QuerySet[Feed], why: str) -> int:
    """Stop polling feeds until somebody resumes them. Return how many."""
    return feeds.update(state=Feed.State.PAUSED, next_why=why[:200])


def resume(feeds: QuerySet[Feed], now: datetime) -> int:
    """Poll paused or retired feeds again, beginning now. Return how many."""
    return feeds.exclude(state=Feed.State.ACTIVE).update(
        state=Feed.State.ACTIVE, next_at=now, next_why="resumed by an editor", failures=0
    )


# Claiming -------------------------------------------------------------------------------------------------------------
def due(now: datetime) -> QuerySet[Feed]:
    """Return the feeds whose time has come."""
    return Feed.objects.filter(state=Feed.State.ACTIVE, next_at__lte=now)


def claim(feeds: QuerySet[Feed], now: datetime, limit: int) -> list[Claim]:
    """Take up to ``limit`` of these feeds that nobody else holds, for the time of a lease."""
    with transaction.atomic():
        free = feeds.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now)).order_by("next_at", "id")
        rows = list(free.select_for_update(of=("self",), skip_locked=True).select_related("source")[:limit])
        token = uuid.uuid4()
        Feed.objects.filter(id__in=[feed.id for feed in rows]).update(lease_until=now + LEASE, lease_token=token)
    full = _answered_in_full(rows, now - VALIDATORS_LAST)
    return [
        _claim(feed, token, Validators(feed.etag, feed.last_modified) if feed.id in full else Validators())
        for feed in rows
    ]


def _answered_in_full(feeds: Sequence[Feed], since: datetime) -> set[int]:
    """Return which of the feeds answered with a body, not with 304, since that moment."""
    answers = Fetch.objects.filter(feed__in=feeds, outcome=Fetch.Outcome.OK, started_at__gte=since)
    return set(answers.order_by().values_list("feed_id", flat=True).distinct())


def _claim(feed: Feed, token: uuid.UUID, validators: Validators) -> Claim:
    """Make the value that travels, from the row."""
    return Claim(
        feed_id=feed.id,
        token=token,
        url=feed.url,
        source_id=feed.source_id,
        source_name=feed.source.name,
        source_language=feed.source.language,
        section_id=feed.section_id or feed.source.section_id,
        publish=feed.source.publishing == Source.Publishing.AUTOMATIC,
        validators=validators,
        body_digest=bytes(feed.body_digest) if feed.body_digest else None,
        item_digests=bytes(feed.item_digests),
        entry_count=feed.entry_count,
        dropped_count=feed.dropped_count,
        failures=feed.failures,
    )


def release(claims: Sequence[Claim]) -> None:
    """Give feeds back untouched, as when we are told to stop: they stay due."""
    for claimed in claims:
        Feed.objects.filter(id=claimed.feed_id, lease_token=claimed.token).update(lease_until=None, lease_token=None)


# Recording ------------------------------------------------------------------------------------------------------------
def record_success(attempt: Attempt, answer: Fetched, reading: Reading) -> None:
    """Note that a document was read and stored. Inside the transaction that stored its entries."""
    counts = attempt.counts
    _give_back(
        attempt,
        body_digest=digest_of(answer),
        item_digests=b"" if counts.dropped else reading.item_digests,
        entry_count=counts.new + counts.changed + counts.same,
        dropped_count=counts.dropped,
        version=reading.version[:20],
        **_state_after(attempt, answer),
    )
    _name_feed(attempt.claim.feed_id, reading)
    _enter(attempt, answer, Fetch.Outcome.OK, notes="\n".join(reading.notes))


@transaction.atomic
def record_quiet(attempt: Attempt, answer: Fetched | NotModified) -> None:
    """Note that nothing was new: a 304, or the same bytes again."""
    _give_back(attempt, **_state_after(attempt, answer))
    _enter(attempt, answer, Fetch.Outcome.NOT_MODIFIED if isinstance(answer, NotModified) else Fetch.Outcome.OK)


@transaction.atomic
def record_failure(attempt: Attempt, error: Exception) -> None:
    """Note a failed attempt; the next one comes later, but it comes."""
    message = (str(error) or type(error).__name__).replace("\x00", "")[:500]
    _give_back(attempt, failures=attempt.claim.failures + 1, last_error=message)
    Fetch.objects.create(
        outcome=Fetch.Outcome.FAILED,
        error_class=type(error).__name__[:60],
        error=message,
        status=getattr(error, "status", None) or None,
        **_asked(attempt),
    )


def digest_of(answer: Fetched) -> bytes:
    """Return what tells whether the same bytes came again (and would be read the same way)."""
    return hashlib.sha256(f"{answer.content_type}\n{answer.truncated}\n".encode() + answer.body).digest()


def _state_after(attempt: Attempt, answer: Fetched | NotModified) -> dict[str, Any]:
    """Return the columns of a feed that answered."""
    return {
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "failures": 0,
        "last_ok_at": attempt.started,
        "last_error": "",
    }


def _give_back(attempt: Attempt, **state: Any) -> None:
    """End the lease and write the state, if the lease is still ours. Raises ``LeaseLost`` where it is not."""
    written = Feed.objects.filter(id=attempt.claim.feed_id, lease_token=attempt.claim.token).update(
        lease_until=None,
        lease_token=None,
        last_attempt_at=attempt.started,
        next_at=attempt.next_poll.at,
        next_why=attempt.next_poll.why,
        **state,
    )
    if not written:
        raise LeaseLost(f"feed {attempt.claim.feed_id} was taken over by another worker")


def _name_feed(feed_id: int, reading: Reading) -> None:
    """Take the feed's own title where we have none yet; a title that an editor gave stays."""
    if reading.title:
        Feed.objects.filter(id=feed_id, title="").update(title=reading.title[:500])


def _asked(attempt: Attempt) -> dict[str, Any]:
    """Return the columns of a ledger row that every attempt has."""
    return {
        "feed_id": attempt.claim.feed_id,
        "started_at": attempt.started,
        "sent_etag": attempt.claim.validators.etag,
        "sent_last_modified": attempt.claim.validators.last_modified,
        "next_at": attempt.next_poll.at,
        "next_why": attempt.next_poll.why,
    }


def _enter(attempt: Attempt, answer: Fetched | NotModified, outcome: Fetch.Outcome, notes: str = "") -> None:
    """Write the ledger row of an attempt that got an answer."""
    Fetch.objects.create(
        outcome=outcome,
        status=answer.status,
        final_url=answer.url if answer.url != attempt.claim.url else "",
        address=answer.address,
        milliseconds=answer.milliseconds,
        body_bytes=answer.wire_bytes if isinstance(answer, Fetched) else 0,
        got_etag=answer.validators.etag,
        got_last_modified=answer.validators.last_modified,
        notes=notes[:5000],
        **asdict(attempt.counts),
        **_asked(attempt),
    )
