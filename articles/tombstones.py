"""Tombstones: forgotten on purpose, and only so. What one of them kept away may come back with the next reading of its feed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles import audit
from articles.models import Tombstone


@transaction.atomic
def forget(tombstones: QuerySet[Tombstone], actor: User, reason: str, now: datetime) -> int:
    """Forget these, so that their entries may come back. Return how many there were."""
    gone = list(tombstones.select_for_update(of=("self",)).select_related("source"))
    changes = [
        audit.Change(stone, {"source": stone.source, "reason": stone.reason, "left": stone.made_at}, {})
        for stone in gone
    ]
    audit.record("forgotten", changes, actor=actor, reason=reason, now=now)
    Tombstone.objects.filter(pk__in=[stone.pk for stone in gone]).delete()
    return len(gone)
