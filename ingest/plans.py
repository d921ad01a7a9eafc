"""From what came of a feed to the attempt that the ledger keeps: what its state becomes, when the next poll is, and why."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from articles.entry import CleanEntry
from ingest import caching, schedule
from ingest.batches import Judgement
from ingest.caching import Freshness
from ingest.errors import BadStatus, Gone
from ingest.ledger import Attempt, Claim, Counts, Quiet
from ingest.moves import Move, judge_move
from ingest.schedule import NextPoll, Rhythm
from ingest.values import Fetched, NotModified, Reading

TOO_MANY_REQUESTS = 429
FORBIDDEN = 403
UNAVAILABLE = 503
HALVED = 0.5


class Found(NamedTuple):
    """What became of a document's entries: the counts, all their keys packed, how the batch looks, and what was new.

    ``fresh`` is how many the feed had not carried before: its rhythm is its own, whoever else carries the same.
    """

    counts: Counts
    keys: bytes
    judged: Judgement
    new: Sequence[CleanEntry] = ()
    fresh: int = 0


def quiet(claim: Claim, answer: Fetched | NotModified, started: datetime) -> Quiet:
    """Plan for a 304, or for the very bytes that we read the last time: all its entries are the same."""
    is_full = isinstance(answer, Fetched)
    counts = Counts(same=claim.entry_count, dropped=claim.dropped_count) if is_full else Counts()
    said = caching.freshness(answer.headers, started)
    lasting = said if is_full else caching.after_304(_freshness(claim.fresh_seconds), said)
    rhythm = Rhythm(
        claim.gap_seconds, claim.newest_at, claim.pace, _seconds(lasting), bool(answer.validators), claim.is_pushed
    )
    return Quiet(_answered(claim, answer, started, rhythm, counts), answer, _seconds(said))


def success(claim: Claim, answer: Fetched, reading: Reading, started: datetime, found: Found) -> Attempt:
    """Plan for a document that was read."""
    fresh = _seconds(caching.freshness(answer.headers, started))
    before = Rhythm(claim.gap_seconds, claim.newest_at)
    gap, newest = schedule.observe(before, started, found.fresh, dates(reading.entries))
    gap = gap * HALVED if found.judged.missed and gap else gap
    rhythm = Rhythm(gap, newest, reading.pace, fresh, bool(answer.validators), claim.is_pushed)
    return _answered(claim, answer, started, rhythm, found.counts)


def rhythm_after(claim: Claim, now: datetime, found: Found) -> tuple[float | None, datetime | None]:
    """Return the mean gap and the moment of the newest entry after what a hub pushed."""
    return schedule.observe(Rhythm(claim.gap_seconds, claim.newest_at), now, found.fresh, dates(found.new))


def _answered(
    claim: Claim, answer: Fetched | NotModified, started: datetime, rhythm: Rhythm, counts: Counts
) -> Attempt:
    """Plan for a feed that answered."""
    return Attempt(
        claim,
        started,
        schedule.after_answer(started, rhythm, chance()),
        counts,
        gap_seconds=rhythm.gap_seconds,
        newest_at=rhythm.newest_at,
        fresh_seconds=rhythm.fresh_seconds,
        move=judge_move(claim.url, answer.hops, Move(claim.moved_to, claim.moved_since), started),
    )


def failure(claim: Claim, error: Exception, started: datetime) -> Attempt:
    """Plan for a feed that failed."""
    if isinstance(error, Gone):
        return Attempt(claim, started, schedule.after_gone(claim.gone_since or started, chance()))
    wait = getattr(error, "retry_after", None)
    failing = started - claim.since_ok
    return Attempt(claim, started, schedule.after_failure(started, claim.failures + 1, failing, wait, chance()))


def outage(claim: Claim, started: datetime) -> Attempt:
    """Plan for a feed that could not be reached, when no other could."""
    return Attempt(claim, started, schedule.after_outage(started, chance()))


def is_gone_for_good(claim: Claim, error: Exception, started: datetime) -> bool:
    """Tell whether this is the second 410, a day after the first."""
    return (
        isinstance(error, Gone) and claim.gone_since is not None and started - claim.gone_since >= schedule.GONE_AGAIN
    )


def host_pause(claim: Claim, error: Exception, next_poll: NextPoll, now: datetime) -> tuple[datetime, bool] | None:
    """Return until when the whole host is to be left alone, and whether it said that we ask too often; else None.

    A 403 from a host that said so before means the same, unless a guard before it wants to see a browser.
    """
    if not isinstance(error, BadStatus):
        return None
    is_refusal = error.status == FORBIDDEN and claim.was_throttled and not error.is_challenge
    if error.status == TOO_MANY_REQUESTS or is_refusal:
        return next_poll.at, True
    if error.status == UNAVAILABLE and error.retry_after:
        return now + schedule.as_asked(error.retry_after), False
    return None


def chance() -> float:
    """Return the jitter's share of luck."""
    return random.random()  # noqa: S311  It spreads load and keeps no secret.


def _freshness(seconds: int | None) -> Freshness:
    return Freshness() if seconds is None else Freshness(seconds, has_hint=True)


def _seconds(said: Freshness) -> int | None:
    return said.seconds if said.has_hint else None


def dates(entries: Sequence[CleanEntry]) -> list[datetime]:
    """Return when these entries were published, as far as that can be believed."""
    return [entry.published for entry in entries if entry.published and not entry.date_suspect]
