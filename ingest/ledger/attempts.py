"""What came of an attempt: one row each, with the reason for the time of the next one."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ingest.ledger.notices import notice, settle
from ingest.ledger.turns import Claim
from ingest.link_header import pushed
from ingest.models import Feed, Fetch, Notice
from ingest.moves import Move
from ingest.schedule import NextPoll
from ingest.values import Fetched, NotModified, Reading

FAILING_AFTER = 3
"""So many failures in a row are told to operators; fewer are weather."""


class LeaseLost(Exception):
    """Another worker holds the feed now; what we found is dropped."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the entries of one document."""

    new: int = 0
    changed: int = 0
    same: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to refresh a claimed feed: when it began, what came of it, and when the next one is.

    The rest is what the feed's state becomes by it; the defaults leave that as the claim found it.
    """

    claim: Claim
    started: datetime
    next_poll: NextPoll
    counts: Counts = field(default_factory=Counts)
    gap_seconds: float | None = None
    newest_at: datetime | None = None
    fresh_seconds: int | None = None
    move: Move = field(default_factory=Move)
    notes: tuple[str, ...] = ()


QUIETS = """
WITH given AS (
    SELECT * FROM unnest(
        %(feed)s::bigint[], %(token)s::uuid[], %(started)s::timestamptz[], %(full)s::boolean[], %(cause)s::text[],
        %(outcome)s::text[], %(status)s::int[], %(final_url)s::text[], %(address)s::text[], %(milliseconds)s::int[],
        %(bytes)s::bigint[], %(sent_etag)s::text[], %(sent_modified)s::text[], %(etag)s::text[], %(modified)s::text[],
        %(fresh)s::int[], %(feed_fresh)s::int[], %(same)s::int[], %(dropped)s::int[], %(moved_to)s::text[],
        %(moved_since)s::timestamptz[], %(next_at)s::timestamptz[], %(next_why)s::text[]
    ) AS g (
        feed, token, started, is_full, cause, outcome, status, final_url, address, milliseconds, bytes, sent_etag,
        sent_modified, etag, modified, fresh, feed_fresh, same, dropped, moved_to, moved_since, next_at, next_why
    )
), kept AS (
    UPDATE ingest_feed f SET
        lease_until = NULL, lease_token = NULL, etag = g.etag, last_modified = g.modified, final_url = g.final_url,
        failures = 0,
        last_attempt_at = g.started, last_ok_at = g.started, last_error = '', fresh_seconds = g.feed_fresh,
        full_at = CASE WHEN g.is_full THEN g.started ELSE f.full_at END, moved_to = g.moved_to,
        moved_since = g.moved_since, gone_since = NULL, next_at = g.next_at, turn_at = g.next_at, next_why = g.next_why
    FROM given g WHERE f.id = g.feed AND f.lease_token = g.token
    RETURNING f.id
)
INSERT INTO ingest_fetch (
    feed_id, started_at, cause, outcome, error_class, error, status, final_url, address, milliseconds, body_bytes,
    sent_etag, sent_last_modified, got_etag, got_last_modified, fresh_seconds, new, changed, same, dropped, notes,
    next_at, next_why
)
SELECT g.feed, g.started, g.cause, g.outcome, '', '', g.status, g.final_url, g.address, g.milliseconds, g.bytes,
    g.sent_etag, g.sent_modified, g.etag, g.modified, g.fresh, 0, 0, g.same, g.dropped, '', g.next_at, g.next_why
FROM given g JOIN kept ON kept.id = g.feed
RETURNING feed_id
"""


@dataclass(frozen=True, slots=True)
class Quiet:
    """An attempt that brought nothing new, with its answer: a 304, or the same bytes again."""

    attempt: Attempt
    answer: Fetched | NotModified
    fresh_seconds: int | None
    """What this answer says; the attempt has what holds for the feed."""


def record_quiets(quiets: Sequence[Quiet]) -> set[int]:
    """Note that nothing was new, for many feeds in one statement. Return the feeds whose lease was lost."""
    if not quiets:
        return set()
    rows = [_quiet_row(quiet) for quiet in quiets]
    with connection.cursor() as cursor:
        cursor.execute(QUIETS, {name: [row[name] for row in rows] for name in rows[0]})
        kept = {feed_id for (feed_id,) in cursor.fetchall()}
    for quiet in quiets:
        if quiet.attempt.claim.failures >= FAILING_AFTER:
            settle(Notice.Kind.FAILING, quiet.attempt.started, quiet.attempt.claim.feed_id)
    return {row["feed"] for row in rows} - kept


def _quiet_row(quiet: Quiet) -> dict[str, Any]:
    """Return the values of one feed in ``QUIETS``."""
    attempt, answer, claim = quiet.attempt, quiet.answer, quiet.attempt.claim
    is_full = isinstance(answer, Fetched)
    return {
        "feed": claim.feed_id,
        "token": claim.token,
        "started": attempt.started,
        "full": is_full,
        "cause": str(claim.cause),
        "outcome": str(Fetch.Outcome.OK if is_full else Fetch.Outcome.NOT_MODIFIED),
        "status": answer.status,
        "final_url": answer.url if answer.url != claim.url else "",
        "address": answer.address,
        "milliseconds": answer.milliseconds,
        "bytes": answer.wire_bytes if isinstance(answer, Fetched) else 0,
        "sent_etag": claim.validators.etag,
        "sent_modified": claim.validators.last_modified,
        "etag": answer.validators.etag,
        "modified": answer.validators.last_modified,
        "fresh": quiet.fresh_seconds,
        "feed_fresh": attempt.fresh_seconds,
        "same": attempt.counts.same,
        "dropped": attempt.counts.dropped,
        "moved_to": attempt.move.to,
        "moved_since": attempt.move.since,
        "next_at": attempt.next_poll.at,
        "next_why": attempt.next_poll.why[:200],
    }


def record_success(attempt: Attempt, answer: Fetched, reading: Reading, keys: bytes) -> None:
    """Note that a document was read and stored; ``keys`` are those of its entries. Inside the transaction that stored them."""
    counts, claim = attempt.counts, attempt.claim
    said = pushed(answer.headers.get("link", ""), answer.url)
    _give_back(
        attempt,
        etag=answer.validators.etag,
        last_modified=answer.validators.last_modified,
        final_url=answer.url if answer.url != claim.url else "",
        failures=0,
        last_ok_at=attempt.started,
        last_error="",
        full_at=attempt.started,
        fresh_seconds=attempt.fresh_seconds,
        gap_seconds=attempt.gap_seconds,
        newest_at=attempt.newest_at,
        moved_to=attempt.move.to,
        moved_since=attempt.move.since,
        gone_since=None,
        body_digest=digest_of(answer),
        item_digests=b"" if counts.dropped else reading.item_digests,
        keys=keys,
        entry_count=counts.new + counts.changed + counts.same,
        dropped_count=counts.dropped,
        version=reading.version[:20],
        pace=reading.pace.as_json(),
        hub_url=next(iter((*said.hubs, *reading.hubs)), ""),
        topic_url=said.self_url or reading.self_url,
    )
    if reading.title and claim.is_first:
        Feed.objects.filter(id=claim.feed_id, title="").update(title=reading.title[:500])
    if claim.failures >= FAILING_AFTER:
        settle(Notice.Kind.FAILING, attempt.started, claim.feed_id)
    Fetch.objects.create(
        outcome=Fetch.Outcome.OK,
        status=answer.status,
        final_url=answer.url if answer.url != claim.url else "",
        address=answer.address,
        milliseconds=answer.milliseconds,
        body_bytes=answer.wire_bytes,
        got_etag=answer.validators.etag,
        got_last_modified=answer.validators.last_modified,
        fresh_seconds=attempt.fresh_seconds,
        notes="\n".join((*reading.notes, *attempt.notes))[:5000],
        **asdict(counts),
        **_asked(attempt),
    )


@transaction.atomic
def record_failure(attempt: Attempt, error: Exception, **state: Any) -> None:
    """Note a failed attempt; the next one comes later, but it comes. ``state`` are further columns of the feed."""
    failures, message = attempt.claim.failures + 1, message_of(error)
    _give_back(attempt, **{"failures": failures, "last_error": message, **state})
    if failures >= FAILING_AFTER:
        notice(Notice.Kind.FAILING, message, attempt.started, attempt.claim.feed_id)
    _enter_failure(attempt, error)


@transaction.atomic
def spare(attempt: Attempt, error: Exception) -> None:
    """Note a failed attempt that is not the feed's fault: it is not charged with it."""
    _give_back(attempt)
    _enter_failure(replace(attempt, notes=("The fault was ours: no feed at all could be reached.",)), error)


def answered_since(moment: datetime) -> bool:
    """Tell whether any server has answered us since then."""
    return Fetch.objects.filter(started_at__gte=moment, status__isnull=False).exists()


def digest_of(answer: Fetched) -> bytes:
    """Return what tells whether the same bytes came again (and would be read the same way)."""
    return hashlib.sha256(f"{answer.content_type}\n{answer.truncated}\n".encode() + answer.body).digest()


def message_of(error: Exception) -> str:
    """Return an error's words as a column takes them."""
    return (str(error) or type(error).__name__).replace("\x00", "")[:500]


def _enter_failure(attempt: Attempt, error: Exception) -> None:
    """Write the ledger row of an attempt that failed."""
    wait = getattr(error, "retry_after", None)
    Fetch.objects.create(
        outcome=Fetch.Outcome.FAILED,
        error_class=type(error).__name__[:60],
        error=message_of(error),
        status=getattr(error, "status", None) or None,
        wait_seconds=None if wait is None else int(min(wait, 1e9)),
        notes="\n".join(attempt.notes),
        **_asked(attempt),
    )


def _give_back(attempt: Attempt, **state: Any) -> None:
    """End the lease and write the state, if the lease is still ours. Raises ``LeaseLost`` where it is not."""
    written = Feed.objects.filter(id=attempt.claim.feed_id, lease_token=attempt.claim.token).update(
        lease_until=None,
        lease_token=None,
        last_attempt_at=attempt.started,
        next_at=attempt.next_poll.at,
        turn_at=attempt.next_poll.at,
        next_why=attempt.next_poll.why[:200],
        **state,
    )
    if not written:
        raise LeaseLost(f"feed {attempt.claim.feed_id} was taken over by another worker")


def _asked(attempt: Attempt) -> dict[str, Any]:
    """Return the columns of a ledger row that every attempt has."""
    return {
        "feed_id": attempt.claim.feed_id,
        "started_at": attempt.started,
        "cause": attempt.claim.cause,
        "sent_etag": attempt.claim.validators.etag,
        "sent_last_modified": attempt.claim.validators.last_modified,
        "next_at": attempt.next_poll.at,
        "next_why": attempt.next_poll.why[:200],
    }
