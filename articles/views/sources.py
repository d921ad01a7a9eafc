"""The publishers: the directory, and a profile of each."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles import rights
from articles.models import Article, Source
from articles.views import paging
from articles.views.cards import deal
from articles.views.page import reader_page
from articles.views.plot import weekly

SOURCE_PAGE = 25
WEEK = timedelta(days=7)
WEEKS = 12


@reader_page
def sources(request: HttpRequest) -> HttpResponse:
    """List every publisher with what it lets us show and how much of it came this week."""
    counts = Article.objects.visible().since(timezone.now() - WEEK).counted_by_source()
    today = timezone.localdate()
    rows = [
        (source, rights.in_force(source.grant, today), counts.get(source.pk, 0))
        for source in Source.objects.select_related("section")
    ]
    return render(request, "articles/sources.html", {"rows": rows})


@reader_page(parameters=("before",))
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who a publisher is, what it grants, how much it publishes, and its latest."""
    found = get_object_or_404(Source.objects.select_related("section"), slug=slug)
    pieces = Article.objects.visible().of_source(found)
    page = paging.turn(request, pieces.for_cards(), SOURCE_PAGE)
    today = timezone.localdate()
    weeks = pieces.since(timezone.now() - WEEKS * WEEK).counted_by_week()
    context = {
        "source": found,
        "grant": rights.in_force(found.grant, today),
        "plot": weekly({week.date(): count for week, count in weeks.items()}, today, WEEKS),
        "page": page,
        "cards": deal(page.articles),
    }
    return render(request, "articles/source.html", context)
