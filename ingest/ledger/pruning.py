"""What the ledger forgets: attempts, notices and hosts that nobody asks for any more."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from ingest.models import Fetch, Host, Notice, Run

ATTEMPTS_KEPT = 20
"""So many attempts of each feed stay, however old: they are what its page on the desk shows."""

BATCH = 2_000
Row = TypeVar("Row", bound=Model)


def prune_fetches(before: datetime, *, is_dry: bool = False) -> int:
    """Forget attempts from before that moment, but for the last ones of each feed. Return how many."""
    later = Fetch.objects.filter(feed=OuterRef("feed"), id__gt=OuterRef("id")).order_by("id")
    old = Fetch.objects.filter(started_at__lt=before).filter(Exists(later[ATTEMPTS_KEPT - 1 :]))
    return _prune(old.order_by(), is_dry=is_dry)


def prune_runs(before: datetime, *, is_dry: bool = False) -> int:
    """Forget rounds from before that moment. Return how many."""
    return _prune(Run.objects.filter(began_at__lt=before).order_by(), is_dry=is_dry)


def prune_notices(before: datetime, *, is_dry: bool = False) -> int:
    """Forget notices of what ended before that moment. Return how many."""
    return _prune(Notice.objects.filter(ended_at__lt=before).order_by(), is_dry=is_dry)


def prune_hosts(before: datetime, *, is_dry: bool = False) -> int:
    """Forget hosts that have no feed and were not asked since that moment. Return how many."""
    idle = Host.objects.filter(feeds=None, free_at__lt=before, slot_at__lt=before, lease_until=None)
    return _prune(idle.order_by(), is_dry=is_dry)


def _prune(rows: QuerySet[Row], *, is_dry: bool) -> int:
    """Delete rows in batches, so that no statement is long. Return how many there were."""
    if is_dry:
        return rows.count()
    total = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        total += rows.model._default_manager.filter(pk__in=ids).delete()[0]  # noqa: SLF001  Django's own name for it.
    return total
