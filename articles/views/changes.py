"""The public log of the desk: what was withdrawn, corrected, merged and split, and which publishers came and went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DeskEvent, Story
from articles.querysets import NOT_ON_CARDS
from articles.views import numbered
from articles.views.page import reader_page

PAGE = 50
Kind = DeskEvent.Kind

WORDS: dict[str, str | Promise] = {
    Kind.WITHDRAWN: _("Withdrawn"),
    Kind.LEGAL: _("Withdrawn by legal order"),
    Kind.TAKEN_BACK: _("Taken back by its publisher"),
    Kind.REMOVED: _("Deleted"),
    Kind.RESTORED: _("Published again"),
    Kind.CORRECTED: _("Corrected"),
    Kind.MERGED: _("Stories merged"),
    Kind.SPLIT: _("Story split"),
    Kind.UNDONE: _("Merge or split taken back"),
    Kind.SOURCE_ADDED: _("New sources"),
    Kind.SOURCE_CLOSED: _("Sources that we no longer read"),
    Kind.SOURCE_REOPENED: _("Sources that we read again"),
}
"""What was done, as readers are told."""

OF_SOURCES = (Kind.SOURCE_ADDED, Kind.SOURCE_CLOSED, Kind.SOURCE_REOPENED)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. What was corrected in a piece that is gone is gone with it. ``events`` are those that it tells together: publishers that came or went for one reason.

    ``article`` is the one that may be named, and ``is_linked`` where it may be read; ``stories`` have their headline only
    where readers may know of it.
    """

    words: str | Promise
    at: datetime
    reason: str
    events: Sequence[DeskEvent]
    article: Article | None
    is_linked: bool
    stories: Sequence[tuple[int, Story | None]]

    @property
    def event(self) -> DeskEvent:
        """The one that it tells, or the newest of them."""
        return self.events[0]


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day of the site's time zone."""

    date: date
    lines: list[Line]


@reader_page(parameters=("before",))
def changes(request: HttpRequest) -> HttpResponse:
    """Show the log, the newest first."""
    page = numbered.turn(request, told(), PAGE)
    days = groupby(lines(page.rows, timezone.now()), key=lambda line: timezone.localtime(line.at).date())
    return render(request, "record/changes.html", {"page": page, "days": [Day(day, list(of)) for day, of in days]})


def told() -> QuerySet[DeskEvent]:
    """Return the log with all that its lines name, and the last that was done to each article."""
    last = DeskEvent.objects.filter(article=OuterRef("article")).order_by("-pk").values("kind")[:1]
    hidden = [f"{path}__{name}" for path in ("article", "story__lead", "other_story__lead") for name in NOT_ON_CARDS]
    related = ("article__source", "source", "story__lead", "other_story__lead")
    return DeskEvent.objects.annotate(last_kind=Subquery(last)).select_related(*related).defer(*hidden)


def lines(events: Iterable[DeskEvent], now: datetime) -> list[Line]:
    """Make lines of events (read by ``told``); publishers that came or went together stand in one."""
    return [_line(list(together), now) for _, together in groupby(events, key=_together)]


def _together(event: DeskEvent) -> tuple[object, ...]:
    if event.kind not in OF_SOURCES:
        return (event.pk,)
    return (event.kind, event.reason, timezone.localtime(event.at).date())


def _line(events: Sequence[DeskEvent], now: datetime) -> Line:
    event = events[0]
    article = event.article
    is_linked = bool(article and article.is_visible(now))
    return Line(
        words=WORDS[event.kind],
        at=event.at,
        reason=event.reason if is_linked or event.kind != Kind.CORRECTED else "",
        events=events,
        article=article if article and (is_linked or _may_be_named(event, article)) else None,
        is_linked=is_linked,
        stories=[_named(story, now) for story in (event.story, event.other_story) if story],
    )


def _may_be_named(event: DeskEvent, article: Article) -> bool:
    """Tell whether a piece that is gone may be called by its headline: where our own editors withdrew it, by no order.

    What an order or the publisher itself took away may be the headline as much as the text.
    """
    was_ours: bool = getattr(event, "last_kind", "") == Kind.WITHDRAWN
    return article.status == Article.Status.WITHDRAWN and was_ours and not article.legal_order


def _named(story: Story, now: datetime) -> tuple[int, Story | None]:
    """Return the number of a story, and the story where readers may know what it is called."""
    is_known = story.reports > 0 and story.lead is not None and story.lead.is_visible(now)
    return story.pk, story if is_known else None
