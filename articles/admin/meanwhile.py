"""Meanwhile: what another editor did to an article while a form was open, so that neither loses a word.

The form carries what it was made from (``base``). What only the other one changed is taken over; where both changed the same
field, both are shown, and whoever saves again decides.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from articles import audit
from articles.models import Article


def base_of(article: Article, names: Iterable[str]) -> str:
    """Write, as JSON, what a form is made from: those columns, and where the article stands."""
    return json.dumps({name: plain(getattr(article, name)) for name in (*names, *STANDING)})


STANDING = ("status", "visible_from", "visible_until")


def read(base: str) -> Mapping[str, Any]:
    """Read what a form was made from; {} where it does not say, as for a request that no form of ours sent."""
    try:
        found = json.loads(base)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def by_whom(article: Article) -> str:
    """Name who changed it last."""
    last = audit.history(article).first()
    return last.actor_name if last and last.actor_name else "somebody"


def in_words(value: Any) -> str:
    """Write a value as an editor reads it."""
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, bool):
        return "no picture" if value else "the picture"
    return f"“{value}”" if value not in (None, "") else "nothing of ours"
