"""Claim: a feed that is ours for the time of a lease, as the value that travels, and the row it is made of."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from ingest.ledger.feeds import ASKED_FOR, RESUMED
from ingest.models import Fetch
from ingest.pace import Pace
from ingest.values import Validators

LEASE = timedelta(minutes=5)
"""Longer than any feed may take (fetch 30 s, parse 20 s, and waiting in line), so only the dead lose it."""

VALIDATORS_LAST = timedelta(days=8)
"""So long after a full answer we ask conditionally: some servers say 304 for ever, and then only a plain question helps."""

Token = uuid.UUID

FEEDS = """
SELECT f.id, f.url, f.source_id, s.name, s.language, coalesce(f.section_id, s.section_id),
       s.publishing = 'automatic', s.state = 'trial',
       f.etag, f.last_modified, f.final_url, f.full_at, f.body_digest, f.entry_count, f.dropped_count, f.failures,
       f.next_why, f.pace, f.fresh_seconds, f.gap_seconds, f.newest_at, coalesce(f.last_ok_at, f.created_at),
       f.moved_to, f.moved_since, f.gone_since, coalesce(w.state = 'active', false),
       h.id, h.name, h.free_at, h.slot_at, h.lease_until, h.throttled_at
FROM ingest_feed f
JOIN ingest_host h ON h.id = f.host_id
JOIN articles_source s ON s.id = f.source_id
LEFT JOIN ingest_subscription w ON w.feed_id = f.id
"""


class Turn(NamedTuple):
    """One row of ``FEEDS``, in the order of its columns."""

    feed_id: int
    url: str
    source_id: int
    source_name: str
    source_language: str
    section_id: int | None
    publish: bool
    is_on_trial: bool
    etag: str
    last_modified: str
    final_url: str
    full_at: datetime | None
    body_digest: bytes | None
    entry_count: int
    dropped_count: int
    failures: int
    next_why: str
    pace: str
    fresh_seconds: int | None
    gap_seconds: float | None
    newest_at: datetime | None
    since_ok: datetime
    moved_to: str
    moved_since: datetime | None
    gone_since: datetime | None
    is_pushed: bool
    host_id: int
    host: str
    host_free_at: datetime
    host_slot_at: datetime
    host_lease_until: datetime | None
    host_throttled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A feed that is ours for the time of the lease, with all that refreshing it needs to know.

    ``validators`` are those to send, and only to where they came from (``validators_of``). ``since_ok`` is when it was
    read last, or added. ``host_token`` is None where the claim does not hold the host.
    """

    feed_id: int
    token: uuid.UUID
    url: str
    source_id: int
    source_name: str
    source_language: str
    section_id: int | None
    publish: bool
    is_on_trial: bool
    validators: Validators
    validators_of: str
    body_digest: bytes | None
    entry_count: int
    dropped_count: int
    failures: int
    cause: Fetch.Cause
    pace: Pace
    fresh_seconds: int | None
    gap_seconds: float | None
    newest_at: datetime | None
    since_ok: datetime
    moved_to: str
    moved_since: datetime | None
    gone_since: datetime | None
    is_pushed: bool
    host_id: int
    host: str
    was_throttled: bool
    is_first: bool


def claim_of(turn: Turn, token: uuid.UUID, now: datetime) -> Claim:
    """Make the value that travels, from the row."""
    is_recent = turn.full_at is not None and turn.full_at >= now - VALIDATORS_LAST
    return Claim(
        feed_id=turn.feed_id,
        token=token,
        url=turn.url,
        source_id=turn.source_id,
        source_name=turn.source_name,
        source_language=turn.source_language,
        section_id=turn.section_id,
        publish=turn.publish,
        is_on_trial=turn.is_on_trial,
        validators=Validators(turn.etag, turn.last_modified) if is_recent else Validators(),
        validators_of=turn.final_url or turn.url,
        body_digest=bytes(turn.body_digest) if turn.body_digest else None,
        entry_count=turn.entry_count,
        dropped_count=turn.dropped_count,
        failures=turn.failures,
        cause=Fetch.Cause.REQUEST if turn.next_why in (ASKED_FOR, RESUMED) else Fetch.Cause.SCHEDULE,
        pace=Pace.from_json(json.loads(turn.pace)) if turn.pace != "{}" else Pace(),
        fresh_seconds=turn.fresh_seconds,
        gap_seconds=turn.gap_seconds,
        newest_at=turn.newest_at,
        since_ok=turn.since_ok,
        moved_to=turn.moved_to,
        moved_since=turn.moved_since,
        gone_since=turn.gone_since,
        is_pushed=turn.is_pushed,
        host_id=turn.host_id,
        host=turn.host,
        was_throttled=turn.host_throttled_at is not None,
        is_first=turn.full_at is None,
    )
