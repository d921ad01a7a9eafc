"""Pure: a tag as its publisher writes it -> its slug, under which pieces of all publishers find together.

"Climate Change", "climate change" and "#climate_change" are one tag; letters, digits and marks of every script stay.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

CHARACTERS = 60

KEPT = frozenset("LMN")
"""Letters, marks and numbers, by the first letter of their category in Unicode. Marks are the vowels of many scripts."""


@lru_cache(maxsize=4096)
def tag_slug(tag: str) -> str:
    """Return the slug of a tag: at most 60 characters, its own slug in turn; "" where nothing of the tag can be read."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())
    words = "".join(sign if unicodedata.category(sign)[0] in KEPT else " " for sign in folded).split()
    return "-".join(words)[:CHARACTERS].rstrip("-")


def tag_slugs(tags: Iterable[str]) -> list[str]:
    """Return the slugs of an article's tags, each once, in the tags' order."""
    return list(dict.fromkeys(filter(None, map(tag_slug, tags))))
