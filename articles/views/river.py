"""The river: days, and in each day runs of one source, of which the long ones are folded. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from articles.models import Source
from articles.views.cards import Card

LONGEST_RUN = 4
"""So many pieces of one source may stand in a row; of more, ``SHOWN_OF_BURST`` stand and the rest is folded."""

SHOWN_OF_BURST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of one source in a row: ``shown`` stand, ``folded`` wait behind "7 more from X"."""

    source: Source
    shown: list[Card]
    folded: list[Card]


@dataclass(frozen=True, slots=True)
class Day:
    """What was published on one day of the site's time zone."""

    date: date
    runs: list[Run]


def by_day(cards: Iterable[Card]) -> list[Day]:
    """Part the river into days; it is in order already."""
    days = groupby(cards, key=lambda card: timezone.localtime(card.article.published_at).date())
    return [Day(date=day, runs=_runs(of_day)) for day, of_day in days]


def _runs(cards: Iterable[Card]) -> list[Run]:
    runs = groupby(cards, key=lambda card: card.article.source_id)
    return [_run(list(run)) for _, run in runs]


def _run(cards: list[Card]) -> Run:
    shown = len(cards) if len(cards) <= LONGEST_RUN else SHOWN_OF_BURST
    return Run(source=cards[0].article.source, shown=cards[:shown], folded=cards[shown:])
