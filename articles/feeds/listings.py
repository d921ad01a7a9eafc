"""Listings: each list of the site that is fed out, by what its page is called and what stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.feeds.items import Item, items
from articles.models import Article, Section, Source, Story
from articles.querysets import ArticleQuerySet, StoryQuerySet
from articles.views.archive import day_path, of_days
from articles.views.most_read import read_most
from articles.views.shelves import find_tag

LENGTH = 40
"""So many stand in a feed."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the site as its feed sees it, in plain English: ``path`` and ``query`` are those of its page."""

    title: str
    description: str
    path: str
    items: Sequence[Item]
    query: str = ""


def newest(articles: ArticleQuerySet) -> list[Item]:
    """Read the items of the first of these articles."""
    return items(articles.for_feed()[:LENGTH], timezone.localdate())


def leading(stories: StoryQuerySet) -> list[Item]:
    """Read the items of what stands for the highest of these stories; by time, for a feed's reader keeps what it has seen."""
    return newest(Article.objects.visible().filter(pk__in=stories.ranked().values("lead")[:LENGTH]))


def front(_request: HttpRequest) -> Listing:
    """List what stands highest in the edition."""
    return Listing(settings.SITE_NAME, "The edition", "/", leading(Story.objects.visible()))


def latest(_request: HttpRequest) -> Listing:
    """List the river."""
    title = f"{settings.SITE_NAME}: latest"
    return Listing(title, "Everything, by time", "/latest/", newest(Article.objects.visible()))


def section(_request: HttpRequest, slug: str) -> Listing:
    """List what stands highest on one shelf."""
    shelf = get_object_or_404(Section, slug=slug)
    return Listing(
        title=f"{settings.SITE_NAME}: {shelf.name}",
        description=shelf.description or shelf.name,
        path=shelf.get_absolute_url(),
        items=leading(Story.objects.visible().in_section(shelf)),
    )


def section_latest(_request: HttpRequest, slug: str) -> Listing:
    """List one shelf by time."""
    shelf = get_object_or_404(Section, slug=slug)
    return Listing(
        title=f"{settings.SITE_NAME}: {shelf.name}, by time",
        description=shelf.description or shelf.name,
        path=f"{shelf.get_absolute_url()}latest/",
        items=newest(Article.objects.visible().in_section(shelf)),
    )


def tag(_request: HttpRequest, slug: str) -> Listing:
    """List what bears a tag, by time."""
    found = find_tag(slug)
    return Listing(
        title=f"{settings.SITE_NAME}: {found.name}",
        description=f"What publishers tagged {found.name}",
        path=found.get_absolute_url(),
        items=newest(Article.objects.visible().tagged(slug)),
    )


def archive_day(_request: HttpRequest, day: date) -> Listing:
    """List what was published on one day."""
    articles = of_days(day, day + timedelta(days=1))
    if not articles.exists():
        raise Http404("Nothing was published on this day.")
    return Listing(
        title=f"{settings.SITE_NAME}: {day.day} {day:%B %Y}",
        description=f"What was published on {day.day} {day:%B %Y}",
        path=day_path(day),
        items=newest(articles),
    )


def most_read(_request: HttpRequest, days: int, path: str) -> Listing:
    """List what was opened most in so many days, by time."""
    period = "today" if days == 1 else f"in {days} days"
    return Listing(
        title=f"{settings.SITE_NAME}: most read {period}",
        description=f"What was opened most {period}",
        path=path,
        items=newest(Article.objects.visible().filter(pk__in=list(read_most(days)))),
    )


def source(_request: HttpRequest, slug: str) -> Listing:
    """List one publisher's articles."""
    found = get_object_or_404(Source.objects.exclude(state=Source.State.PROPOSED), slug=slug)
    return Listing(
        title=f"{found.name} at {settings.SITE_NAME}",
        description=found.description or found.name,
        path=found.get_absolute_url(),
        items=newest(Article.objects.visible().of_source(found)),
    )


def story(_request: HttpRequest, found: Story) -> Listing:
    """List every report of one story, copies too, for each has its own publisher."""
    return Listing(
        title=f"{found.display_headline}: coverage at {settings.SITE_NAME}",
        description=f"Every report of this story that {settings.SITE_NAME} knows",
        path=found.get_absolute_url(),
        items=newest(Article.objects.visible().of_story(found)),
    )
