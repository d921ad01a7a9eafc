"""Whose turn it is: feeds are claimed for the time of a lease, one after the other at each host.

A feed whose host is not free gets the host's next turn (``turn_at``), so that nobody stands in the way of feeds behind it:
a claim looks at as many rows as it wants feeds, however many wait.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from ingest.hosts import feeds_at_once, spacing
from ingest.ledger.feeds import ASKED_FOR, RESUMED
from ingest.models import Feed, Fetch, Host
from ingest.pace import Pace
from ingest.values import Validators

LEASE = timedelta(minutes=5)
"""Longer than any feed may take (fetch 30 s, parse 20 s, and waiting in line), so only the dead lose it."""

VALIDATORS_LAST = timedelta(days=8)
"""So long after a full answer we ask conditionally: some servers say 304 for ever, and then only a plain question helps."""

Token = uuid.UUID

SHORTEST_TURN = timedelta(milliseconds=10)

FEEDS = """
SELECT f.id, f.url, f.source_id, s.name, s.language, coalesce(f.section_id, s.section_id), s.publishing = 'automatic',
       f.etag, f.last_modified, f.final_url, f.full_at, f.body_digest, f.entry_count, f.dropped_count, f.failures,
       f.next_why, f.pace, f.fresh_seconds, f.gap_seconds, f.newest_at, coalesce(f.last_ok_at, f.created_at),
       f.moved_to, f.moved_since, f.gone_since, coalesce(w.state = 'active', false),
       h.id, h.name, h.free_at, h.slot_at, h.lease_until, h.throttled_at
FROM ingest_feed f
JOIN ingest_host h ON h.id = f.host_id
JOIN articles_source s ON s.id = f.source_id
LEFT JOIN ingest_subscription w ON w.feed_id = f.id
"""
TURNS = """
WHERE f.turn_at <= %(now)s AND f.next_at <= %(before)s AND {chosen}
ORDER BY f.turn_at, f.id
LIMIT %(limit)s
FOR UPDATE OF f, h SKIP LOCKED
"""
DUE = "f.state = 'active'"
CHOSEN = "f.id = ANY(%(ids)s)"
LEASE_FEEDS = """
UPDATE ingest_feed SET lease_until = %(until)s, turn_at = %(until)s, lease_token = %(token)s WHERE id = ANY(%(ids)s)
"""
LEASE_HOSTS = "UPDATE ingest_host SET lease_until = %(until)s, lease_token = %(token)s WHERE id = ANY(%(ids)s)"
GIVE_TURNS = """
UPDATE ingest_feed f SET turn_at = g.turn_at
FROM unnest(%(ids)s::bigint[], %(turns)s::timestamptz[]) AS g (id, turn_at) WHERE f.id = g.id
"""
NOTE_SLOTS = """
UPDATE ingest_host h SET slot_at = g.slot_at
FROM unnest(%(ids)s::bigint[], %(slots)s::timestamptz[]) AS g (id, slot_at) WHERE h.id = g.id
"""
RENEW_FEEDS = """
UPDATE ingest_feed SET lease_until = %(until)s, turn_at = %(until)s
WHERE id = ANY(%(ids)s) AND lease_token = ANY(%(tokens)s)
"""
RENEW_HOSTS = "UPDATE ingest_host SET lease_until = %(until)s WHERE id = ANY(%(ids)s) AND lease_token = ANY(%(tokens)s)"
LEAVE_HOSTS = """
UPDATE ingest_host h SET lease_until = NULL, lease_token = NULL, free_at = greatest(h.free_at, g.free_at)
FROM unnest(%(ids)s::bigint[], %(tokens)s::uuid[], %(free)s::timestamptz[]) AS g (id, token, free_at)
WHERE h.id = g.id AND h.lease_token = g.token
"""


class Turn(NamedTuple):
    """One row of ``TURNS``, in the order of its columns."""

    feed_id: int
    url: str
    source_id: int
    source_name: str
    source_language: str
    section_id: int | None
    publish: bool
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


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim brought: the feeds, when each feed that must wait for its host has its turn, and how many were seen."""

    claims: list[Claim] = field(default_factory=list)
    waiting: dict[int, datetime] = field(default_factory=dict)
    seen: int = 0


def now() -> datetime:
    """Return the database's time: the one clock that all workers share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def due(now: datetime) -> QuerySet[Feed]:
    """Return the feeds whose turn has come."""
    return Feed.objects.filter(state=Feed.State.ACTIVE, turn_at__lte=now)


@transaction.atomic
def claim(now: datetime, limit: int, ids: Sequence[int] | None = None, before: datetime | None = None) -> Claimed:
    """Take up to ``limit`` feeds that are due (of ``ids``, where given, whatever their state) for the time of a lease.

    Nobody else holds them, and each of their hosts is ours alone until ``leave_hosts``. ``before`` leaves out what became
    due after that moment.
    """
    until, token = now + LEASE, uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            FEEDS + TURNS.format(chosen=DUE if ids is None else CHOSEN),
            {"now": now, "before": before or now, "limit": limit, "ids": list(ids or ())},
        )
        turns = [Turn(*row) for row in cursor.fetchall()]
        taken, slots = _deal(turns, now)
        if taken:
            cursor.execute(LEASE_FEEDS, {"until": until, "token": token, "ids": [turn.feed_id for turn in taken]})
            hosts = list({turn.host_id for turn in taken})
            cursor.execute(LEASE_HOSTS, {"until": until, "token": token, "ids": hosts})
        if slots:
            _give_turns(cursor, slots)
    claims = [_claim(turn, token, now) for turn in taken]
    return Claimed(claims, {turn.feed_id: slot for turn, slot in slots}, len(turns))


def _deal(turns: Sequence[Turn], now: datetime) -> tuple[list[Turn], list[tuple[Turn, datetime]]]:
    """Part the feeds into those whose hosts are free, and those that wait, each with its host's next turn."""
    taken: list[Turn] = []
    slots: list[tuple[Turn, datetime]] = []
    at_once: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    for turn in turns:
        is_free = turn.host_free_at <= now and (turn.host_lease_until is None or turn.host_lease_until < now)
        if is_free and at_once[turn.host_id] < feeds_at_once(turn.host):
            at_once[turn.host_id] += 1
            taken.append(turn)
        else:
            begin = last.get(turn.host_id) or max(turn.host_free_at, turn.host_slot_at, now)
            last[turn.host_id] = begin + max(spacing(turn.host), SHORTEST_TURN)
            slots.append((turn, last[turn.host_id]))
    return taken, slots


def _give_turns(cursor: Any, slots: Sequence[tuple[Turn, datetime]]) -> None:
    """Write down who waits until when, and the last turn that each host has given away."""
    cursor.execute(GIVE_TURNS, {"ids": [turn.feed_id for turn, _ in slots], "turns": [slot for _, slot in slots]})
    last = {turn.host_id: slot for turn, slot in slots}
    cursor.execute(NOTE_SLOTS, {"ids": list(last), "slots": list(last.values())})


def _claim(turn: Turn, token: uuid.UUID, now: datetime) -> Claim:
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


@transaction.atomic
def take(feed: Feed, now: datetime) -> Claim:
    """Take one feed whose document we have already, without its host. The caller knows that nobody else has it."""
    token = uuid.uuid4()
    Feed.objects.filter(id=feed.pk).update(lease_until=now + LEASE, turn_at=now + LEASE, lease_token=token)
    return look(feed.pk, now, token)


def look(feed_id: int, now: datetime, token: Token | None = None) -> Claim:
    """Return what is known of a feed; without a token it is not ours, and none of its state may be written."""
    with connection.cursor() as cursor:
        cursor.execute(f"{FEEDS} WHERE f.id = %s", [feed_id])
        return _claim(Turn(*cursor.fetchone()), token or uuid.uuid4(), now)


def memory(feed_id: int) -> tuple[bytes, bytes]:
    """Return what is remembered of a feed's last document: its items' digests and its entries' keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT item_digests, keys FROM ingest_feed WHERE id = %s", [feed_id])
        digests, keys = cursor.fetchone()
    return bytes(digests), bytes(keys)


def release(claims: Sequence[Claim]) -> None:
    """Give feeds back untouched, as when we are told to stop: they stay due."""
    for claimed in claims:
        held = Feed.objects.filter(id=claimed.feed_id, lease_token=claimed.token)
        held.update(lease_until=None, lease_token=None, turn_at=F("next_at"))


def renew(claims: Sequence[Claim], now: datetime) -> None:
    """Hold feeds and their hosts for longer: we are slow, not dead."""
    held: dict[str, Any] = {"until": now + LEASE, "tokens": [claimed.token for claimed in claims]}
    with connection.cursor() as cursor:
        cursor.execute(RENEW_FEEDS, {**held, "ids": [claimed.feed_id for claimed in claims]})
        cursor.execute(RENEW_HOSTS, {**held, "ids": [claimed.host_id for claimed in claims]})


def take_host(host_id: int, now: datetime) -> Token | None:
    """Take one host for ourselves, where it is free; None where it is not."""
    token = uuid.uuid4()
    free = Host.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), id=host_id, free_at__lte=now)
    return token if free.update(lease_until=now + LEASE, lease_token=token) else None


def leave_hosts(left: Iterable[tuple[int, uuid.UUID, datetime]]) -> None:
    """Let others speak to hosts that a claim held, each not before the given moment."""
    rows = list(left)
    if not rows:
        return
    ids, tokens, free = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_HOSTS, {"ids": list(ids), "tokens": list(tokens), "free": list(free)})


def penalize(key: str, until: datetime, why: str, now: datetime, *, is_throttled: bool) -> None:
    """Leave a host alone until then, because it said so."""
    Host.objects.get_or_create(name=key)
    Host.objects.filter(name=key, free_at__lt=until).update(free_at=until, why=why[:200])
    if is_throttled:
        Host.objects.filter(name=key).update(throttled_at=now)
