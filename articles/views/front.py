"""The front page: a lead, a list, a strip for each shelf, and an end."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Section
from articles.views.cards import Card, deal, spread
from articles.views.page import reader_page

POOL = 40
"""So many of the newest compete for the top of the page."""

TOP = 12
"""So many stand at the top at most: the lead, what stands beneath it, and the list beside it."""

STRIP_PICTURE = 7
STRIP_TEXT = 5
"""So many stand in a strip, its own lead included, with and without a picture."""

STRIP_POOL = 10
PER_SOURCE = 2
"""No source stands more often than this in the top or in a strip, unless there is nobody else."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A shelf on the front page: its own lead and a few more."""

    section: Section
    lead: Card
    cards: list[Card]


@reader_page
def front(request: HttpRequest) -> HttpResponse:
    """Show the edition: the newest at the top until ranking comes, then every shelf."""
    visible = Article.objects.visible().for_cards()
    top = spread(deal(visible[:POOL]), TOP, PER_SOURCE)
    lead = _lead(top)
    seconds, others = _around(lead, [card for card in top if card is not lead])
    shown = [card.article.pk for card in (lead, *seconds, *others) if card]
    strips = _strips(deal(visible.newest_of_each_section(STRIP_POOL, excluding=shown)))
    return render(
        request, "articles/front.html", {"lead": lead, "seconds": seconds, "others": others, "strips": strips}
    )


def _lead(top: list[Card]) -> Card | None:
    """Choose the newest that has something to say beside its headline; else the newest."""
    return next((card for card in top if card.dek), top[0] if top else None)


def _around(lead: Card | None, rest: list[Card]) -> tuple[list[Card], list[Card]]:
    """Part the rest into what stands beneath the lead and beside it, so that both columns end at about one height.

    A picture makes the left column long, deks the right one.
    """
    wordy = 2 * sum(bool(card.dek) for card in rest) > len(rest)
    if lead and lead.has_picture:
        beneath, beside = (4, 7) if wordy else (2, 7)
    else:
        beneath, beside = (4, 4) if wordy else (4, 5)
    return rest[:beneath], rest[beneath : beneath + beside]


def _strips(cards: Iterable[Card]) -> list[Strip]:
    """Part the cards into shelves, in the editors' order."""
    shelved = [(card.article.section, card) for card in cards if card.article.section]
    shelved.sort(key=lambda pair: (pair[0].position, pair[0].name))
    return [_strip(section, [card for _, card in pairs]) for section, pairs in groupby(shelved, key=lambda p: p[0])]


def _strip(section: Section, cards: list[Card]) -> Strip:
    chosen = spread(cards, STRIP_PICTURE, PER_SOURCE)
    lead = _lead(chosen) or chosen[0]
    rest = [card for card in chosen if card is not lead]
    return Strip(section=section, lead=lead, cards=rest if lead.has_picture else rest[: STRIP_TEXT - 1])
