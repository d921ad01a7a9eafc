"""The publishers: the directory, and a profile of each."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles import rights
from articles.models import Article, Source, Story
from articles.querysets import ArticleQuerySet
from articles.views import paging
from articles.views.cards import deal
from articles.views.page import reader_page
from articles.views.plot import Plot, weekly
from articles.views.story_cards import StoryCard, deal_stories

SOURCE_PAGE = 25
WEEK = timedelta(days=7)
WEEKS = 12

LED = 4
"""So many of the stories it led stand on a profile, those of the last thirty days."""

LED_SINCE = timedelta(days=30)
MEASURED = 5
"""From so many pieces on, how late they come says something."""

SETTLED = timedelta(hours=6)
"""What a feed held when we first read it says nothing of how fast its publisher is."""


@reader_page(parameters=("before",))
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who a publisher is, what it grants, how much and how fast it publishes, what it led, and its latest."""
    known = Source.objects.exclude(state=Source.State.PROPOSED).select_related("section")
    found = get_object_or_404(known, slug=slug)
    pieces = Article.objects.visible().of_source(found)
    page = paging.turn(request, pieces.for_cards(), SOURCE_PAGE)
    context = {
        "source": found,
        "grant": rights.in_force(found.grant, timezone.localdate()),
        "plot": _plot(pieces),
        "delay": _delay(found, page.articles) if page.is_first else None,
        "led": _led(pieces) if page.is_first else [],
        "page": page,
        "cards": deal(page.articles),
    }
    return render(request, "articles/source.html", context)


def _plot(pieces: ArticleQuerySet) -> Plot:
    """Draw how much came in each of the last weeks."""
    weeks = pieces.since(timezone.now() - WEEKS * WEEK).counted_by_week()
    return weekly({week.date(): count for week, count in weeks.items()}, timezone.localdate(), WEEKS)


def _delay(found: Source, articles: Sequence[Article]) -> timedelta | None:
    """Return how long it takes until a piece stands here: the median of the newest ones; None where there are too few."""
    settled = found.created_at + SETTLED
    measured = [article for article in articles if article.first_seen_at > settled and not article.date_suspect]
    seconds = [(article.first_seen_at - article.published_at).total_seconds() for article in measured]
    return timedelta(seconds=median(seconds)) if len(seconds) >= MEASURED else None


def _led(pieces: ArticleQuerySet) -> list[StoryCard]:
    """Return the stories of several publishers for which a piece of this source stands, the newest first."""
    recent = pieces.since(timezone.now() - LED_SINCE).order_by().values("pk")
    stories = Story.objects.visible().independent().filter(lead__in=recent)
    return deal_stories(stories.for_cards().order_by("-last_report_at", "-pk")[:LED])
