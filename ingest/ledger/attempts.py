"""What came of an attempt: one row each, with the reason for the time of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from articles.json_rows import Row, as_json, defaults
from ingest import documents
from ingest.ledger.claims import Claim
from ingest.ledger.notices import notice, settle
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


GIVE_BACK = """
WITH kept AS (
    UPDATE ingest_feed f SET lease_until = NULL, lease_token = NULL, {changes}
    FROM json_populate_recordset(NULL::ingest_feed, %s) g
    WHERE f.id = g.id AND f.lease_token = g.lease_token
    RETURNING f.id
)
INSERT INTO ingest_fetch ({entered})
SELECT {entered} FROM json_populate_recordset(NULL::ingest_fetch, %s) n WHERE n.feed_id IN (SELECT id FROM kept)
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
    """Note that nothing was new, for many feeds in two statements. Return the feeds whose lease was lost."""
    lost: set[int] = set()
    for kind in (Fetched, NotModified):
        given = [quiet for quiet in quiets if isinstance(quiet.answer, kind)]
        lost |= _give_back([_quiet_feed(quiet) for quiet in given], [_quiet_fetch(quiet) for quiet in given])
    for quiet in quiets:
        _settle_failing(quiet.attempt)
    return lost


def _quiet_feed(quiet: Quiet) -> Row:
    """Return the columns of a feed that answered, and had nothing new."""
    attempt, answer = quiet.attempt, quiet.answer
    full = {"full_at": attempt.started} if isinstance(answer, Fetched) else {}
    return {**_standing(attempt), **_answered(attempt, answer), **full}


def _quiet_fetch(quiet: Quiet) -> Row:
    """Return the columns of its attempt."""
    said = {"fresh_seconds": quiet.fresh_seconds}
    return {**_asked(quiet.attempt), **_answer(quiet.attempt, quiet.answer), **said}


def record_success(attempt: Attempt, answer: Fetched, reading: Reading, keys: bytes) -> None:
    """Note that a document was read and stored; ``keys`` are those of its entries. Inside the transaction that stored them."""
    counts, claim = attempt.counts, attempt.claim
    said = pushed(answer.headers.get("link", ""), answer.url)
    document = {
        "full_at": attempt.started,
        "gap_seconds": attempt.gap_seconds,
        "newest_at": attempt.newest_at,
        "body_digest": documents.digest_of(answer),
        "item_digests": b"" if counts.dropped else reading.item_digests,
        "keys": keys,
        "entry_count": counts.new + counts.changed + counts.same,
        "dropped_count": counts.dropped,
        "version": reading.version[:20],
        "pace": reading.pace.as_json(),
        "hub_url": next(iter((*said.hubs, *reading.hubs)), ""),
        "topic_url": said.self_url or reading.self_url,
    }
    notes = {"notes": "\n".join(reading.notes)[:5000], "fresh_seconds": attempt.fresh_seconds}
    _give_back_one(
        {**_standing(attempt), **_answered(attempt, answer), **document},
        {**_asked(attempt), **_answer(attempt, answer), **notes},
    )
    if reading.title and claim.is_first:
        Feed.objects.filter(id=claim.feed_id, title="").update(title=reading.title[:500])
    _settle_failing(attempt)


@transaction.atomic
def record_failure(attempt: Attempt, error: Exception, gone_since: datetime | None) -> None:
    """Note a failed attempt; the next one comes later, but it comes. ``gone_since`` is since when it answers 410."""
    failures, message = attempt.claim.failures + 1, message_of(error)
    charged = {"failures": failures, "last_error": message, "gone_since": gone_since}
    _give_back_one({**_standing(attempt), **charged}, {**_asked(attempt), **_failure(attempt, error)})
    if failures >= FAILING_AFTER:
        notice(Notice.Kind.FAILING, message, attempt.started, attempt.claim.feed_id)


def spare(attempt: Attempt, error: Exception) -> None:
    """Note a failed attempt that is not the feed's fault: it is not charged with it."""
    ours = {"notes": "The fault was ours: no feed at all could be reached."}
    _give_back_one(_standing(attempt), {**_asked(attempt), **_failure(attempt, error), **ours})


def answered_since(moment: datetime) -> bool:
    """Tell whether any server has answered us since then."""
    return Fetch.objects.filter(started_at__gte=moment, status__isnull=False).exists()


def message_of(error: Exception) -> str:
    """Return an error's words as a column takes them."""
    return (str(error) or type(error).__name__).replace("\x00", "")[:500]


def _standing(attempt: Attempt) -> Row:
    """Return the columns of a feed that every attempt writes; the first two say which row, and that it is still ours."""
    return {
        "id": attempt.claim.feed_id,
        "lease_token": attempt.claim.token,
        "last_attempt_at": attempt.started,
        "next_at": attempt.next_poll.at,
        "turn_at": attempt.next_poll.at,
        "next_why": attempt.next_poll.why[:200],
    }


def _answered(attempt: Attempt, answer: Fetched | NotModified) -> Row:
    """Return the columns of a feed that answered."""
    return {
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "final_url": answer.url if answer.url != attempt.claim.url else "",
        "failures": 0,
        "last_ok_at": attempt.started,
        "last_error": "",
        "fresh_seconds": attempt.fresh_seconds,
        "moved_to": attempt.move.to,
        "moved_since": attempt.move.since,
        "gone_since": None,
    }


def _asked(attempt: Attempt) -> Row:
    """Return the columns of a ledger row that every attempt has."""
    return {
        **defaults(Fetch),
        "feed_id": attempt.claim.feed_id,
        "started_at": attempt.started,
        "cause": attempt.claim.cause,
        "sent_etag": attempt.claim.validators.etag,
        "sent_last_modified": attempt.claim.validators.last_modified,
        "next_at": attempt.next_poll.at,
        "next_why": attempt.next_poll.why[:200],
    }


def _answer(attempt: Attempt, answer: Fetched | NotModified) -> Row:
    """Return the columns of a ledger row about an answer."""
    return {
        "outcome": Fetch.Outcome.OK if isinstance(answer, Fetched) else Fetch.Outcome.NOT_MODIFIED,
        "status": answer.status,
        "final_url": answer.url if answer.url != attempt.claim.url else "",
        "address": answer.address,
        "milliseconds": answer.milliseconds,
        "body_bytes": answer.wire_bytes if isinstance(answer, Fetched) else 0,
        "got_etag": answer.validators.etag,
        "got_last_modified": answer.validators.last_modified,
        "new": attempt.counts.new,
        "changed": attempt.counts.changed,
        "same": attempt.counts.same,
        "dropped": attempt.counts.dropped,
    }


def _failure(attempt: Attempt, error: Exception) -> Row:
    """Return the columns of a ledger row about an attempt that failed."""
    wait, url = getattr(error, "retry_after", None), getattr(error, "url", "")
    return {
        "outcome": Fetch.Outcome.FAILED,
        "error_class": type(error).__name__[:60],
        "error": message_of(error),
        "status": getattr(error, "status", None) or None,
        "final_url": url if url != attempt.claim.url else "",
        "wait_seconds": None if wait is None else int(min(wait, 1e9)),
    }


def _settle_failing(attempt: Attempt) -> None:
    """End what was said of its failures."""
    if attempt.claim.failures >= FAILING_AFTER:
        settle(Notice.Kind.FAILING, attempt.started, attempt.claim.feed_id)


def _give_back_one(feed: Row, fetch: Row) -> None:
    """As ``_give_back``, for one feed. Raises ``LeaseLost`` where it is not ours any more."""
    if _give_back([feed], [fetch]):
        raise LeaseLost(f"feed {feed['id']} was taken over by another worker")


def _give_back(feeds: Sequence[Row], fetches: Sequence[Row]) -> set[int]:
    """End leases, write the feeds' columns (the same for each) and enter the attempts. Return the feeds that were lost."""
    if not feeds:
        return set()
    columns = {
        "changes": ", ".join(f"{name} = g.{name}" for name in feeds[0] if name not in ("id", "lease_token")),
        "entered": ", ".join(fetches[0]),
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK.format(**columns), [as_json(feeds), as_json(fetches)])
        kept = {feed_id for (feed_id,) in cursor.fetchall()}
    return {feed["id"] for feed in feeds} - kept
