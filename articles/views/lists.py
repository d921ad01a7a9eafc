"""The river: everything, by time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article
from articles.views import paging, river
from articles.views.cards import deal
from articles.views.page import reader_page

RIVER_PAGE = 40


@reader_page(parameters=("before",))
def latest(request: HttpRequest) -> HttpResponse:
    """Show everything by time, a page at a time, with long runs of one source folded."""
    page = paging.turn(request, Article.objects.visible().for_cards(), RIVER_PAGE)
    return render(request, "articles/latest.html", {"page": page, "days": river.by_day(deal(page.articles))})
