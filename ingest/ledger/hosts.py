"""What people order about hosts."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from ingest.models import Feed, Host


@transaction.atomic
def free_hosts(hosts: QuerySet[Host], now: datetime) -> int:
    """Let hosts be asked again at once, whatever they said, and give their feeds the turn that they had. Return how many."""
    chosen = list(hosts.values_list("pk", flat=True))
    waiting = Feed.objects.filter(host__in=chosen, lease_until=None, turn_at__gt=F("next_at"))
    waiting.update(turn_at=F("next_at"))
    return Host.objects.filter(pk__in=chosen).update(free_at=now, slot_at=now, why="")
