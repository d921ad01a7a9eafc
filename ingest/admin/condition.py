"""How a feed fares, in one word that editors can filter by."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ingest.models import Feed

FAILING = Q(state=Feed.State.ACTIVE, failures__gt=0)
CONDITIONS = {
    "failing": ("Failing", FAILING),
    "fine": ("Fine", Q(state=Feed.State.ACTIVE, failures=0, last_attempt_at__isnull=False)),
    "new": ("Not fetched yet", Q(state=Feed.State.ACTIVE, failures=0, last_attempt_at__isnull=True)),
    "resting": ("Rests with its source", Q(state=Feed.State.RESTING)),
    "paused": ("Paused", Q(state=Feed.State.PAUSED)),
    "retired": ("Gone for good", Q(state=Feed.State.RETIRED)),
}


def condition(feed: Feed) -> str:
    """Return the key in ``CONDITIONS`` of what is true of the feed."""
    if feed.state != Feed.State.ACTIVE:
        return feed.state
    if feed.failures:
        return "failing"
    return "fine" if feed.last_attempt_at else "new"


class ConditionFilter(admin.SimpleListFilter):
    """The same words in the margin of the list."""

    title = "condition"
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every condition."""
        return [(name, words) for name, (words, _) in CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        """Keep the feeds in the chosen one."""
        chosen = CONDITIONS.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset
