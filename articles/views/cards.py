"""Cards: articles in lists, each with what its rights let a card show. No body is loaded for them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from articles import rights
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Card:
    """One article in a list: ``dek`` is plain text or ""; ``has_picture`` where there is one that may be shown."""

    article: Article
    dek: str
    has_picture: bool


def deal(articles: Iterable[Article]) -> list[Card]:
    """Return a card for each article, as its rights stand today."""
    today = timezone.localdate()
    return [_card(article, today) for article in articles]


def _card(article: Article, today: date) -> Card:
    grant = rights.in_force(article.source.grant, today)
    return Card(
        article=article,
        dek=rights.card_dek(grant, article.display_dek, today),
        has_picture=grant.images and article.picture is not None,
    )


def spread(cards: Iterable[Card], count: int, per_source: int) -> list[Card]:
    """Return the first ``count`` cards with at most ``per_source`` of one source; where that is too few, the next."""
    seen: Counter[int] = Counter()
    taken: list[Card] = []
    left: list[Card] = []
    for card in cards:
        seen[card.article.source_id] += 1
        (taken if seen[card.article.source_id] <= per_source else left).append(card)
    return [*taken, *left][:count]
