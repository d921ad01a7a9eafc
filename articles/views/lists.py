"""The lists: the whole river by time, and what stands on one shelf, by rank and by time."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Article, Section, Source, Story
from articles.views import paging, river
from articles.views.cards import deal
from articles.views.page import reader_page
from articles.views.story_cards import deal_stories

RIVER_PAGE = 40
SECTION_PAGE = 25
SECTION_STORIES = 40
TOP_SOURCES = 8
WEEK = timedelta(days=7)


@reader_page(parameters=("before",))
def latest(request: HttpRequest) -> HttpResponse:
    """Show everything by time, a page at a time, with long runs of one source folded."""
    page = paging.turn(request, Article.objects.visible().for_cards(), RIVER_PAGE)
    return render(request, "articles/latest.html", {"page": page, "days": river.by_day(deal(page.articles))})


@reader_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the stories that stand highest on one shelf, and who fills it.

    One page and no second: ranks move while people read, so that pages of them would repeat and leave out. Further down
    a rank is little more than a time, and the shelf's river goes on from there.
    """
    shelf = get_object_or_404(Section, slug=slug)
    cards = deal_stories(Story.objects.visible().in_section(shelf).for_cards().ranked()[:SECTION_STORIES])
    return render(request, "articles/section.html", {"section": shelf, "cards": cards, **_busiest(shelf)})


@reader_page(parameters=("before",))
def section_latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what stands on one shelf, the newest first."""
    shelf = get_object_or_404(Section, slug=slug)
    page = paging.turn(request, Article.objects.visible().in_section(shelf).for_cards(), SECTION_PAGE)
    context = {"section": shelf, "page": page, "cards": deal(page.articles), **_busiest(shelf)}
    return render(request, "articles/section_latest.html", context)


def _busiest(shelf: Section) -> dict[str, list[tuple[Source, int]]]:
    """Return the sources that filled the shelf this week, the busiest first."""
    counts = Article.objects.visible().in_section(shelf).since(timezone.now() - WEEK).counted_by_source()
    busiest = list(counts)[:TOP_SOURCES]
    names = Source.objects.in_bulk(busiest)
    return {"busiest": [(names[number], counts[number]) for number in busiest]}
