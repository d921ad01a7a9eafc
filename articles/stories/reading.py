"""Reads the clues of articles, and keeps them as rows do."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from articles import clue
from articles.clue import Clue
from articles.families import family_of
from articles.markup import words_of
from articles.models import Article

BODY = 20_000
"""Characters of a body, tags and all, that are looked at."""

DEK_BEGINNING = 60
"""Characters of a dek by which it is told from the beginning of the body."""

_CAPTION = re.compile(r"<figcaption>.*?</figcaption>", re.DOTALL)
"""What stands below a picture is another's with every publisher; cleaned HTML closes what it opens."""

NEEDED = (
    "headline", "dek", "language", "origin_name", "origin_url", "published_at", "body__html", "source__name",
    "source__family", "source__home_url", "source__language",
)  # fmt: skip


def waiting(count: int) -> Sequence[Article]:
    """Return up to so many published articles that are in no story yet, the first published first."""
    unplaced = Article.objects.visible().filter(story__isnull=True).order_by("published_at", "pk")
    return list(unplaced.select_related("source", "body").only(*NEEDED)[:count])


def again(numbers: Sequence[int]) -> dict[int, Clue]:
    """Read the clues of these articles from their texts of today."""
    articles = Article.objects.filter(pk__in=numbers).select_related("source", "body").only(*NEEDED)
    return {article.pk: read(article) for article in articles}


def read(article: Article) -> Clue:
    """Read what grouping should know of an article. The time is when it was published, as far as we know."""
    body = words_of(_CAPTION.sub(" ", article.body.html[:BODY])) if hasattr(article, "body") else ""
    dek = article.dek.strip()
    is_opening = body.lstrip()[: len(dek)][:DEK_BEGINNING] == dek[:DEK_BEGINNING]
    return clue.read(
        article.pk,
        article.headline,
        body if is_opening else f"{dek}\n{body}",
        language=article.language or article.source.language,
        family=family_of(article),
        source_name=article.source.name,
        seen=article.published_at,
        body=body,
    )


def as_facts(read_clue: Clue) -> dict[str, Any]:
    """Return what a row keeps as JSON: all but what it has columns for."""
    return {name: value for name, value in clue.as_facts(read_clue).items() if name not in {"article", "language"}}


def from_facts(article: int, language: str, facts: Mapping[str, Any]) -> Clue:
    """Return the clue of a row."""
    return clue.from_facts({"article": article, "language": language, **facts})
