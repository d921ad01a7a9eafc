"""Status, for readers: is the news coming in, and whose is late? In words, and nothing of our insides."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles.models import Article, Source
from articles.views.page import reader_page
from articles.views.plot import Plot, daily
from articles.views.week import midnight
from ingest.ledger.attempts import FAILING_AFTER
from ingest.models import Feed, Notice

LATE_AFTER = timedelta(hours=1)
"""A feed that waits for so long for its turn is late, and that is our doing."""

NOTHING_AFTER = timedelta(hours=2)
SHOWN = 300
"""So many sources have a row; where there are more, the others are counted."""

DAYS = 14
"""Of so many days the page says how many pieces came."""

STATES = {
    "late": gettext_lazy("Cannot be read just now"),
    "waiting": gettext_lazy("Waits to be read"),
    "silent": gettext_lazy("Silent for longer than usual"),
    "new": gettext_lazy("Not read yet"),
    "well": gettext_lazy("Read as usual"),
    "paused": gettext_lazy("Not read at present"),
    "ended": gettext_lazy("Has ended its feed"),
}
"""How a source stands, those with trouble first."""

TROUBLE = ("late", "waiting", "silent")
NOT_READ = ("paused", "ended")
ACTIVE = Q(state=Feed.State.ACTIVE)
SILENT = Notice.objects.filter(feed=OuterRef("pk"), kind=Notice.Kind.QUIET, ended_at=None)
COUNTED = {
    "active": Count("pk", filter=ACTIVE),
    "well": Count("pk", filter=ACTIVE & Q(failures__lt=FAILING_AFTER, last_ok_at__isnull=False)),
    "failing": Count("pk", filter=ACTIVE & Q(failures__gte=FAILING_AFTER)),
    "retired": Count("pk", filter=Q(state=Feed.State.RETIRED)),
    "turn_at": Min("turn_at", filter=ACTIVE),
    "read_at": Max("last_ok_at"),
    "silent": Count("pk", filter=Exists(SILENT)),
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
        return str(STATES[self.state])


@dataclass(frozen=True, slots=True)
class Standing:
    """How one source stands, "" where it has no feed; when we last read it; its feeds, each with title and address."""

    state: str
    read_at: datetime | None
    feeds: tuple[tuple[str, str], ...]


@reader_page
def status(request: HttpRequest) -> HttpResponse:
    """Show whether the news is coming in, and how each source stands."""
    now = timezone.now()
    feeds: dict[int, Any] = {row["source"]: row for row in Feed.objects.order_by().values("source").annotate(**COUNTED)}
    states = _states(feeds, now)
    counts = Counter(states.values())
    read = [row["read_at"] for source, row in feeds.items() if row["read_at"] and states[source] not in NOT_READ]
    context = {
        "rows": _rows(feeds, states),
        "more": max(0, len(states) - SHOWN),
        "flow": _flow(counts, max(read, default=None), now),
        "read_at": max(read, default=None),
        "newest_at": Article.objects.visible().values_list("first_seen_at", flat=True).first(),
        "well": counts["well"],
        "troubled": sum(counts[state] for state in TROUBLE),
        "looked_at": _looked_at(counts),
        "plot": _plot(),
    }
    return render(request, "ingest/status.html", context)


def _states(feeds: Mapping[int, Any], now: datetime) -> dict[int, str]:
    """Return how each source stands, those with trouble first, and then by name."""
    by_name = Source.objects.order_by("name", "pk").values_list("pk", flat=True)
    states = {pk: _state(feeds[pk], now) for pk in by_name if pk in feeds}
    order = list(STATES)
    return dict(sorted(states.items(), key=lambda item: order.index(item[1])))


def _rows(feeds: Mapping[int, Any], states: Mapping[int, str]) -> list[Row]:
    """Return a row for each of the first sources."""
    shown = list(islice(states, SHOWN))
    newest = Article.objects.visible().filter(source=OuterRef("pk")).values("first_seen_at")[:1]
    sources = {source.pk: source for source in Source.objects.filter(pk__in=shown).annotate(newest_at=Subquery(newest))}
    return [Row(sources[pk], states[pk], feeds[pk]["read_at"], sources[pk].newest_at) for pk in shown if pk in sources]


def standing_of(source: Source, now: datetime) -> Standing:
    """Return how one source stands; one query, however many feeds it has."""
    read = ArrayAgg(
        JSONObject(title="title", url="url"), filter=~Q(state=Feed.State.RETIRED), order_by="pk", default=[]
    )
    feeds: dict[str, Any] = Feed.objects.filter(source=source).aggregate(feeds=Count("pk"), read=read, **COUNTED)
    state = _state(feeds, now) if feeds["feeds"] else ""
    return Standing(state, feeds["read_at"], tuple((feed["title"], feed["url"]) for feed in feeds["read"]))


def _state(feeds: Mapping[str, Any], now: datetime) -> str:
    """Say how a source stands by what is known of its feeds: as well as the best of them."""
    if not feeds["active"]:
        return "ended" if feeds["retired"] else "paused"
    if not feeds["well"]:
        return "late" if feeds["failing"] else "new"
    if feeds["turn_at"] < now - LATE_AFTER:
        return "waiting"
    return "silent" if feeds["silent"] else "well"


def _plot() -> Plot:
    """Draw how many pieces came on each of the last days."""
    today = timezone.localdate()
    since = midnight(today - timedelta(days=DAYS - 1))
    return daily(Article.objects.visible().seen_since(since).seen_by_day(), today, DAYS)


def _looked_at(counts: Mapping[str, int]) -> int:
    return sum(count for state, count in counts.items() if state not in NOT_READ)


def _flow(counts: Mapping[str, int], read_at: datetime | None, now: datetime) -> str:
    """Say whether news is coming in: "well", "partly", "not" at all, or "idle" where nothing was read."""
    if read_at is None:
        return "idle"
    is_late = (counts["late"] + counts["waiting"]) * 2 > _looked_at(counts)
    if read_at < now - NOTHING_AFTER and is_late:
        return "not"
    return "partly" if is_late else "well"
