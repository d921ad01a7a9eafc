"""Whose turn it is: feeds are claimed for the time of a lease, one after the other at each host.

A feed whose host is not free gets the host's next turn (``turn_at``), so that nobody stands in the way of feeds behind it:
a claim looks at as many rows as it wants feeds, however many wait.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from ingest.hosts import feeds_at_once, spacing
from ingest.ledger.claims import FEEDS, LEASE, Claim, Token, Turn, claim_of
from ingest.models import Feed, Host

SHORTEST_TURN = timedelta(milliseconds=10)

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
    claims = [claim_of(turn, token, now) for turn in taken]
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
        return claim_of(Turn(*cursor.fetchone()), token or uuid.uuid4(), now)


def memory(feed_id: int) -> tuple[bytes, bytes]:
    """Return what is remembered of a feed's last document: its items' digests and its entries' keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT item_digests, keys FROM ingest_feed WHERE id = %s", [feed_id])
        digests, keys = cursor.fetchone()
    return bytes(digests), bytes(keys)


def release(claims: Sequence[Claim]) -> None:
    """Give feeds back untouched, as when we are told to stop: they stay due."""
    ids, tokens = [claimed.feed_id for claimed in claims], [claimed.token for claimed in claims]
    _free_feeds(Feed.objects.filter(id__in=ids, lease_token__in=tokens))


def release_all(tokens: Collection[Token]) -> None:
    """Give back what is still held under any of these tokens: feeds stay due, hosts are free."""
    _free_feeds(Feed.objects.filter(lease_token__in=tokens))
    Host.objects.filter(lease_token__in=tokens).update(lease_until=None, lease_token=None)


def _free_feeds(held: QuerySet[Feed]) -> None:
    """End the leases of these feeds, so that they are taken when they would have been."""
    held.update(lease_until=None, lease_token=None, turn_at=F("next_at"))


def renew(claims: Sequence[Claim], now: datetime) -> None:
    """Hold feeds and their hosts for longer: we are slow, not dead."""
    held: dict[str, Any] = {"until": now + LEASE, "tokens": [claimed.token for claimed in claims]}
    with connection.cursor() as cursor:
        cursor.execute(RENEW_FEEDS, {**held, "ids": [claimed.feed_id for claimed in claims]})
        cursor.execute(RENEW_HOSTS, {**held, "ids": [claimed.host_id for claimed in claims]})
