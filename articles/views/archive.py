"""The archive: every day that has something, what led it, and everything of it, in the site's time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article, Story
from articles.querysets import ArticleQuerySet
from articles.views import paging, river
from articles.views.cards import deal
from articles.views.page import reader_page
from articles.views.story_cards import StoryCard, deal_stories
from articles.views.week import midnight

LED = 7
"""So many stories say what led a day."""

PAGE = 40
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the archive: its first day, and how many pieces it has."""

    first: date
    count: int

    def get_absolute_url(self) -> str:
        """Return the path of the month's page."""
        return month_path(self.first)


@dataclass(frozen=True, slots=True)
class Day:
    """One day in the page of its month: how many pieces it has, and the story that led it, where several reported one."""

    date: date
    count: int
    lead: StoryCard | None

    def get_absolute_url(self) -> str:
        """Return the path of the day's page."""
        return day_path(self.date)


def day_path(day: date) -> str:
    """Return the path of the page of ``day``."""
    return f"/archive/{day:%Y/%m/%d}/"


def month_path(first: date) -> str:
    """Return the path of the page of the month that begins on ``first``."""
    return f"/archive/{first:%Y/%m}/"


def of_days(first: date, after: date) -> ArticleQuerySet:
    """Return what readers may know of from ``first`` up to but without ``after``; a day has 23 or 25 hours now and then."""
    return Article.objects.visible().between(midnight(first), midnight(after))


def months() -> list[Month]:
    """Return every month that has something, the newest first."""
    counts = Article.objects.visible().counted_by_month()
    return [Month(first, counts[first]) for first in sorted(counts, reverse=True)]


@reader_page
def archive(request: HttpRequest) -> HttpResponse:
    """Show the years and their months, with how much each holds."""
    years = [(year, list(of_year)) for year, of_year in groupby(months(), key=lambda month: month.first.year)]
    return render(request, "archive/archive.html", {"years": years})


@reader_page
def month(request: HttpRequest, first: date) -> HttpResponse:
    """Show the days of one month, and what led each."""
    articles = of_days(first, _next_month(first))
    counts = articles.counted_by_day()
    if not counts:
        raise Http404("Nothing was published in this month.")
    leads = _leads(articles)
    days = [Day(day, counts[day], leads.get(day)) for day in sorted(counts, reverse=True)]
    context = {"first": first, "days": days, **_neighbours(first, _next_month(first))}
    return render(request, "archive/month.html", context)


@reader_page(parameters=("before",))
def day(request: HttpRequest, day: date) -> HttpResponse:
    """Show what led one day, then everything of it, the newest first."""
    articles = of_days(day, day + DAY)
    page = paging.turn(request, articles.for_cards(), PAGE)
    if not page.articles:
        raise Http404("Nothing was published on this day.")
    context = {
        "day": day,
        "led": _led(articles) if page.is_first else [],
        "page": page,
        "runs": [run for of_day in river.by_day(deal(page.articles)) for run in of_day.runs],
        "count": articles.count() if page.is_first else 0,
        **_neighbours(day, day + DAY),
    }
    return render(request, "archive/day.html", context)


def _led(articles: ArticleQuerySet) -> list[StoryCard]:
    """Return the cards of the stories that most publishers reported among these articles, in that order."""
    numbers = articles.stories_by_sources()[:LED]
    stories = Story.objects.visible().for_cards().in_bulk(numbers)
    return deal_stories(stories[number] for number in numbers if number in stories)


def _leads(articles: ArticleQuerySet) -> Mapping[date, StoryCard]:
    """Return the story that most publishers reported on each day: {day: its card}."""
    of_days = articles.top_story_of_each_day()
    stories = Story.objects.visible().for_cards().in_bulk(of_days.values())
    cards = {card.story.pk: card for card in deal_stories(stories.values())}
    return {day: cards[number] for day, number in of_days.items() if number in cards}


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _neighbours(first: date, after: date) -> dict[str, date | None]:
    """Return, in one query, the last day before ``first`` and the first from ``after`` on that have something."""
    visible = Article.objects.visible()
    earlier = visible.filter(published_at__lt=midnight(first)).values_list("published_at", flat=True)
    later = visible.since(midnight(after)).order_by("published_at", "pk").values_list("published_at", flat=True)
    days = [timezone.localtime(moment).date() for moment in earlier[:1].union(later[:1])]
    return {
        "earlier": next((day for day in days if day < first), None),
        "later": next((day for day in days if day >= after), None),
    }
