"""What this site is, what it counts, how it ranks, and what it shows of others."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import rank
from articles.models import Editor
from articles.rights import FALLBACK_WORDS
from articles.views.front import PER_FAMILY, TOP
from articles.views.most_read import LEAST
from articles.views.page import reader_page

HOUR = timedelta(hours=1)

EXAMPLES = (2, 3, 5, 10, 30, 100)
"""Numbers of publishers for which the page on ranking says what they are worth."""


@dataclass(frozen=True, slots=True)
class Worth:
    """So many independent publishers, and how many hours later a story of one alone would stand as high."""

    families: int
    hours: float

    @property
    def whole_hours(self) -> int:
        """The number whose grammar the hours follow: one and a half of them are several."""
        return ceil(self.hours)


@reader_page
def ranking(request: HttpRequest) -> HttpResponse:
    """Say how a rank is made, from the constants that make it."""
    context = {
        "worths": [Worth(families, _hours(families)) for families in EXAMPLES],
        "lately": rank.LATELY // HOUR,
        "lately_hours": _hours(1, lately=1),
        "half_day": rank.HALF_DAY // HOUR,
        "boost_hours": rank.HALF_DAY // HOUR,
        "per_family": PER_FAMILY,
        "top": TOP,
    }
    return render(request, "about/ranking.html", context)


def _hours(families: int, lately: int = 0) -> float:
    """Return how many hours a story of so many publishers is ahead of one of a single publisher."""
    ours = rank.rank(families=families, lately=lately, last_report=rank.EPOCH)
    alone = rank.rank(families=1, lately=0, last_report=rank.EPOCH)
    return round((ours.total - alone.total) * (rank.HALF_DAY / HOUR), 1)


@reader_page
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is and who makes it."""
    return render(request, "about/about.html", {"editors": Editor.objects.filter(user__is_active=True)})


@reader_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is counted and what is not."""
    return render(request, "about/privacy.html", {"least": LEAST})


@reader_page
def rights(request: HttpRequest) -> HttpResponse:
    """Say what is shown of others' work, and why."""
    return render(request, "about/rights.html", {"fallback_words": FALLBACK_WORDS})
