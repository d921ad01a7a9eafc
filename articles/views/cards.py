"""Cards: articles in lists, each with what its rights let a card show. No body is loaded for them."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils import timezone

from articles import rights
from articles.models import Article, Section

Dealt = TypeVar("Dealt")


@dataclass(frozen=True, slots=True)
class Card:
    """One article in a list: ``dek`` is plain text or ""; ``has_picture`` where there is one that may be shown."""

    article: Article
    dek: str
    has_picture: bool

    @property
    def section(self) -> Section | None:
        """The shelf on which it stands."""
        return self.article.section

    @property
    def headline(self) -> str:
        """The headline readers see."""
        return self.article.display_headline

    @property
    def address(self) -> str:
        """Where the headline leads."""
        return self.article.get_absolute_url()


def deal(articles: Iterable[Article]) -> list[Card]:
    """Return a card for each article, as its rights stand today."""
    today = timezone.localdate()
    return [_card(article, today) for article in articles]


def _card(article: Article, today: date) -> Card:
    grant = rights.in_force(article.grant, today)
    return Card(
        article=article,
        dek=rights.card_dek(grant, article.display_dek, today),
        has_picture=grant.images and article.picture is not None,
    )


def spread(
    cards: Iterable[Dealt],
    count: int,
    most: int,
    *,
    by: Callable[[Dealt], Hashable],
    seen: Counter[Hashable] | None = None,
) -> list[Dealt]:
    """Return the first ``count`` with at most ``most`` alike ``by`` something; where that is too few, the next.

    ``seen`` counts those that stand already.
    """
    counted = Counter(seen)
    taken: list[Dealt] = []
    left: list[Dealt] = []
    for card in cards:
        fits = len(taken) < count and counted[by(card)] < most
        (taken if fits else left).append(card)
        counted[by(card)] += fits
    return [*taken, *left][:count]
