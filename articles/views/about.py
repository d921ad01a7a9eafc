"""What this site is, what it counts, and what it shows of others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Editor
from articles.rights import FALLBACK_WORDS
from articles.views.page import reader_page


@reader_page
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is and who makes it."""
    return render(request, "about/about.html", {"editors": Editor.objects.all()})


@reader_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is counted and what is not."""
    return render(request, "about/privacy.html")


@reader_page
def rights(request: HttpRequest) -> HttpResponse:
    """Say what is shown of others' work, and why."""
    return render(request, "about/rights.html", {"fallback_words": FALLBACK_WORDS})
