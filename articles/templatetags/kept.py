"""Markup that this process made before: ``{% set_card card kind="lead" %}`` and ``{% kept "footer" %}...{% endkept %}``.

Each is kept under all that it is made from, the language included, so that it need never be forgotten for being old.
"""

from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from articles.views.cards import Card
from articles.views.memory import Memory
from articles.views.story_cards import StoryCard

register = template.Library()

MOST = 4_000
"""So many pieces a process keeps: a card has a kilobyte or two."""

_made: Memory[tuple[Hashable, ...], str] = Memory(MOST)


@register.simple_tag
def set_card(card: Card | StoryCard, **options: Any) -> str:
    """Set a card by ``articles/_card.html`` with its options; one that knows its version is set once."""
    if not isinstance(card, StoryCard) or card.version is None:
        return render_to_string("articles/_card.html", {"card": card, **options})
    key = (get_language(), card.made_from, *options.items())
    return _made.find(key) or _made.keep(key, render_to_string("articles/_card.html", {"card": card, **options}))


class KeptNode(template.Node):
    """A part of a page that is made from nothing but what the tag names."""

    def __init__(self, names: list[FilterExpression], part: NodeList) -> None:
        self.names = names
        self.nodelist = part

    def render(self, context: template.Context) -> str:
        """Return the part."""
        key = (get_language(), *(name.resolve(context) for name in self.names))
        return _made.find(key) or _made.keep(key, self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Keep what stands up to ``endkept``; the arguments are all that it is made from, beside the language."""
    names = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    part = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(names, part)
