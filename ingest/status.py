"""Status, for readers: is the news coming in, and whose is late? In words, and nothing of our insides."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article, Source
from articles.views.page import reader_page
from ingest.ledger.attempts import FAILING_AFTER
from ingest.models import Feed, Notice

LATE_AFTER = timedelta(hours=1)
"""A feed that waits for so long for its turn is late, and that is our doing."""

NOTHING_AFTER = timedelta(hours=2)
STATES = {
    "late": "Cannot be read just now",
    "waiting": "Waits to be read",
    "silent": "Silent for longer than usual",
    "new": "Not read yet",
    "well": "Read as usual",
    "paused": "Not read at present",
    "ended": "Has ended its feed",
}
"""How a source stands, those with trouble first."""

TROUBLE = ("late", "waiting", "silent")
NOT_READ = ("paused", "ended")
ACTIVE = Q(state=Feed.State.ACTIVE)
COUNTED = {
    "active": Count("pk", filter=ACTIVE),
    "well": Count("pk", filter=ACTIVE & Q(failures__lt=FAILING_AFTER, last_ok_at__isnull=False)),
    "failing": Count("pk", filter=ACTIVE & Q(failures__gte=FAILING_AFTER)),
    "retired": Count("pk", filter=Q(state=Feed.State.RETIRED)),
    "turn_at": Min("turn_at", filter=ACTIVE),
    "read_at": Max("last_ok_at"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One source: how it stands, when we last read it, and when its newest piece came."""

    source: Source
    state: str
    read_at: datetime | None
    newest_at: datetime | None

    @property
    def words(self) -> str:
        """The state as readers know it."""
        return STATES[self.state]


@reader_page
def status(request: HttpRequest) -> HttpResponse:
    """Show whether the news is coming in, and how each source stands."""
    now = timezone.now()
    rows = _rows(now)
    counts = Counter(row.state for row in rows)
    context = {
        "rows": rows,
        "flow": _flow(rows, now),
        "read_at": max((row.read_at for row in rows if row.read_at), default=None),
        "newest_at": max((row.newest_at for row in rows if row.newest_at), default=None),
        "well": counts["well"],
        "troubled": sum(counts[state] for state in TROUBLE),
        "looked_at": len(rows) - sum(counts[state] for state in NOT_READ),
    }
    return render(request, "ingest/status.html", context)


def _rows(now: datetime) -> list[Row]:
    """Return a row for each source that has a feed: three queries for any number of them."""
    newest = Article.objects.visible().filter(source=OuterRef("pk")).values("first_seen_at")[:1]
    feeds: dict[int, Any] = {row["source"]: row for row in Feed.objects.order_by().values("source").annotate(**COUNTED)}
    silent = set(Notice.objects.filter(kind=Notice.Kind.QUIET, ended_at=None).values_list("feed__source", flat=True))
    sources = Source.objects.filter(pk__in=list(feeds)).annotate(newest_at=Subquery(newest))
    rows = [
        Row(
            source=source,
            state=_state(feeds[source.pk], now, is_silent=source.pk in silent),
            read_at=feeds[source.pk]["read_at"],
            newest_at=source.newest_at,
        )
        for source in sources
    ]
    order = list(STATES)
    return sorted(rows, key=lambda row: order.index(row.state))


def _state(feeds: Mapping[str, Any], now: datetime, *, is_silent: bool) -> str:
    """Say how a source stands by what is known of its feeds: as well as the best of them."""
    if not feeds["active"]:
        return "ended" if feeds["retired"] else "paused"
    if not feeds["well"]:
        return "late" if feeds["failing"] else "new"
    if feeds["turn_at"] < now - LATE_AFTER:
        return "waiting"
    return "silent" if is_silent else "well"


def _flow(rows: list[Row], now: datetime) -> str:
    """Say whether news is coming in: "well", "partly", "not" at all, or "idle" where there is nothing to read."""
    looked_at = [row for row in rows if row.state not in NOT_READ]
    read = [row.read_at for row in looked_at if row.read_at]
    if not read:
        return "idle"
    is_late = sum(row.state in ("late", "waiting") for row in looked_at) * 2 > len(looked_at)
    if max(read) < now - NOTHING_AFTER and is_late:
        return "not"
    return "partly" if is_late else "well"
