"""What was read beside the schedule: older pages of a feed, what its hub pushed, what we kept. The feed's own turn stands."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from ingest.ledger.attempts import Counts, message_of
from ingest.ledger.claims import Claim
from ingest.models import Feed, Fetch


def record_archive(claim: Claim, url: str, counts: Counts, now: datetime) -> None:
    """Note that an older page of a feed was read."""
    _enter(claim, now, cause=Fetch.Cause.ARCHIVE, outcome=Fetch.Outcome.OK, final_url=url, **asdict(counts))


def record_replay(claim: Claim, received: datetime, counts: Counts, now: datetime) -> None:
    """Note that a document was read again that we had received at that moment."""
    note = f"Read again as received on {received:%Y-%m-%d %H:%M:%S} UTC."
    _enter(claim, now, cause=Fetch.Cause.REPLAY, outcome=Fetch.Outcome.OK, notes=note, **asdict(counts))


def record_push(
    claim: Claim, counts: Counts, size: int, now: datetime, rhythm: tuple[float | None, datetime | None]
) -> None:
    """Note that a pushed document of so many bytes was read.

    ``rhythm`` is the feed's mean gap and the moment of its newest entry after it: pushed is as good as polled.
    """
    if counts.new:
        Feed.objects.filter(id=claim.feed_id).update(gap_seconds=rhythm[0], newest_at=rhythm[1])
    _enter(claim, now, cause=Fetch.Cause.PUSH, outcome=Fetch.Outcome.OK, body_bytes=size, **asdict(counts))


def record_bad_push(claim: Claim, error: Exception, size: int, now: datetime) -> None:
    """Note that nothing could be made of a pushed document; the feed is not charged with it."""
    _enter(
        claim,
        now,
        cause=Fetch.Cause.PUSH,
        outcome=Fetch.Outcome.FAILED,
        error_class=type(error).__name__[:60],
        error=message_of(error),
        body_bytes=size,
    )


def _enter(claim: Claim, now: datetime, **said: Any) -> None:
    """Write the ledger row, with the next poll as it stands."""
    next_at, why = Feed.objects.values_list("next_at", "next_why").get(id=claim.feed_id)
    Fetch.objects.create(feed_id=claim.feed_id, started_at=now, next_at=next_at, next_why=why, **said)
