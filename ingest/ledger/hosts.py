"""Hosts: who speaks to one, when it may be asked again, and what people order about that."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from ingest.ledger.claims import LEASE, Token
from ingest.models import Feed, Host

LEAVE_HOSTS = """
UPDATE ingest_host h SET lease_until = NULL, lease_token = NULL, free_at = greatest(h.free_at, g.free_at),
    why = CASE WHEN g.free_at > h.free_at THEN '' ELSE h.why END
FROM unnest(%(ids)s::bigint[], %(tokens)s::uuid[], %(free)s::timestamptz[]) AS g (id, token, free_at)
WHERE h.id = g.id AND h.lease_token = g.token
"""


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


@transaction.atomic
def free_hosts(hosts: QuerySet[Host], now: datetime) -> int:
    """Let hosts be asked again at once, whatever they said, and give their feeds the turn that they had. Return how many."""
    chosen = list(hosts.values_list("pk", flat=True))
    waiting = Feed.objects.filter(host__in=chosen, lease_until=None, turn_at__gt=F("next_at"))
    waiting.update(turn_at=F("next_at"))
    return Host.objects.filter(pk__in=chosen).update(free_at=now, slot_at=now, why="")
