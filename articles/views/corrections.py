"""What we got wrong and said so, of all articles, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Correction
from articles.querysets import NOT_ON_CARDS, visible_now
from articles.views import numbered
from articles.views.page import reader_page

PAGE = 40


@reader_page(parameters=("before",))
def corrections(request: HttpRequest) -> HttpResponse:
    """List our corrections, of the articles that readers may know of."""
    hidden = [f"article__{name}" for name in NOT_ON_CARDS]
    found = (
        Correction.objects.filter(visible_now("article__")).select_related("article__source", "editor").defer(*hidden)
    )
    return render(request, "record/corrections.html", {"page": numbered.turn(request, found, PAGE)})
