"""Paths of pages that are named after a headline: the number finds the page, the words are for people."""

from django.utils.text import slugify

CHARACTERS = 80


def slug_of(headline: str, otherwise: str) -> str:
    """Return the readable end of an address, in the headline's own script; ``otherwise`` where nothing of it is left."""
    return slugify(headline, allow_unicode=True)[:CHARACTERS].strip("-") or otherwise


def article_path(number: int, headline: str) -> str:
    """Return the path of an article's page."""
    return f"/article/{number}-{slug_of(headline, 'article')}/"


def story_path(number: int, headline: str) -> str:
    """Return the path of a story's page."""
    return f"/story/{number}-{slug_of(headline, 'story')}/"
