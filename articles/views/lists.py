"""The lists by time: the whole river, and what stands on one shelf."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Article, Section, Source
from articles.views import paging, river
from articles.views.cards import deal
from articles.views.page import reader_page

RIVER_PAGE = 40
SECTION_PAGE = 25
TOP_SOURCES = 8
WEEK = timedelta(days=7)


@reader_page
def latest(request: HttpRequest) -> HttpResponse:
    """Show everything by time, a page at a time, with long runs of one source folded."""
    page = paging.turn(request, Article.objects.visible().for_cards(), RIVER_PAGE)
    return render(request, "articles/latest.html", {"page": page, "days": river.by_day(deal(page.articles))})


@reader_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what stands on one shelf, the newest first, and who fills it."""
    shelf = get_object_or_404(Section, slug=slug)
    on_shelf = Article.objects.visible().in_section(shelf)
    page = paging.turn(request, on_shelf.for_cards(), SECTION_PAGE)
    counts = on_shelf.since(timezone.now() - WEEK).counted_by_source()
    busiest = list(counts)[:TOP_SOURCES]
    names = Source.objects.in_bulk(busiest)
    context = {
        "section": shelf,
        "page": page,
        "cards": deal(page.articles),
        "busiest": [(names[number], counts[number]) for number in busiest],
    }
    return render(request, "articles/section.html", context)
