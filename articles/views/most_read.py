"""What is read most: from the daily counts, with nobody in them."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article
from articles.views.cards import Card, deal
from articles.views.page import reader_page

LEAST = 5
"""Who was opened less often is on no list: three friends would make a front page, and a small number says who it was."""

SHOWN = 24
PERIODS = {"": 1, "week/": 7, "month/": 30}
"""The end of each list's address, and how many days it counts, today included."""


@dataclass(frozen=True, slots=True)
class Read:
    """One article on the list, and how often it was opened."""

    card: Card
    reads: int


def read_most(days: int) -> dict[int, int]:
    """Return what was opened most in so many days up to today: {id of the article: how often}, the most first."""
    since = timezone.localdate() - timedelta(days=days - 1)
    return dict(Article.objects.visible().most_read(since, LEAST)[:SHOWN])


@reader_page
def most_read(request: HttpRequest, days: int) -> HttpResponse:
    """Show what was opened most; a page no older than a minute, for a visit makes no new edition."""
    reads = read_most(days)
    articles = Article.objects.visible().for_cards().in_bulk(reads)
    cards = deal(articles[number] for number in reads if number in articles)
    rows = [Read(card, reads[card.article.pk]) for card in cards]
    return render(request, "articles/most_read.html", {"rows": rows, "days": days, "least": LEAST})
