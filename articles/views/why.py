"""Why a story stands where it stands, and why its reports are in it; and what was done to it since it began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Link, Membership, Story, StoryEvent
from articles.views.page import reader_page
from articles.views.story_cards import who_wrote
from articles.views.whereabouts import at_its_address

REASONS = 80
"""So many reports stand with their reasons, the newest."""

EVENTS = 100
NEVER = 50
TERMS: dict[str, str | Promise] = {
    "families": _("independent publishers"),
    "lately": _("publishers of the last three hours"),
    "boost": _("an editor's boost"),
    "section": _("weight of the section"),
    "pin": _("pinned by an editor"),
    "time": _("the last independent report, in half days"),
}
"""The terms of the rank, as ``articles/rank.py`` calls them at the desk."""

METHODS: dict[str, str | Promise] = {
    Membership.Method.ALONE: _("Nothing like it was known"),
    Membership.Method.TERMS: _("Telling words in common"),
    Membership.Method.COPY: _("The same text"),
    Membership.Method.MERGE: _("Its story was merged"),
    Membership.Method.LINK: _("An editor linked it"),
    Membership.Method.EDITOR: _("An editor put it here"),
}
DONE: dict[str, str | Promise] = {
    StoryEvent.Kind.MERGED: _("Merged"),
    StoryEvent.Kind.SPLIT: _("Split"),
    StoryEvent.Kind.MOVED: _("Moved"),
    StoryEvent.Kind.LEAD: _("Lead chosen"),
    StoryEvent.Kind.EDITED: _("Headline edited"),
    StoryEvent.Kind.UNDONE: _("Undone"),
}
"""What of a story's log readers see. The desk's own reasons and its names are not among it."""

BY_HAND = {Membership.Method.LINK, Membership.Method.EDITOR}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one report is in its story; ``membership`` is None for the moment before it is written."""

    article: Article
    origin: str
    membership: Membership | None
    words: str | Promise
    by_editor: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a story's history: what was done, and which visible articles came by it or left."""

    kind: str
    words: str | Promise
    at: datetime
    by_editor: bool
    undone_at: datetime | None
    came: list[Article]
    left: list[Article]


@reader_page
@at_its_address
def why(request: HttpRequest, story: Story) -> HttpResponse:
    """Show the rank term by term, and the reasons of the grouping report by report."""
    members = list(Article.objects.visible().of_story(story).for_coverage()[:REASONS])
    context = {
        "story": story,
        "terms": [(label, story.rank_terms[name]) for name, label in TERMS.items() if name in story.rank_terms],
        "reasons": [_reason(article) for article in members],
        "left_out": max(0, story.reports + story.copies - len(members)),
        "never": _never(story),
    }
    return render(request, "story/why.html", context)


@reader_page
@at_its_address
def history(request: HttpRequest, story: Story) -> HttpResponse:
    """Show what was done to the story, the newest first."""
    events = StoryEvent.objects.filter(Q(story=story) | Q(other=story), kind__in=DONE)[:EVENTS]
    return render(request, "story/history.html", {"story": story, "happenings": _happenings(story, list(events))})


def _reason(article: Article) -> Reason:
    membership: Membership | None = getattr(article, "membership", None)
    by_editor = membership is not None and (membership.actor_id is not None or membership.method in BY_HAND)
    words = METHODS[membership.method] if membership else ""
    return Reason(article=article, origin=who_wrote(article), membership=membership, words=words, by_editor=by_editor)


def _never(story: Story) -> list[tuple[Article, Article]]:
    """Return what an editor said never to join: [(a report of this story, the other article)], as far as both are visible."""
    ours = Article.objects.visible().of_story(story).order_by().values("pk")
    words = Link.objects.filter(Q(one__in=ours) | Q(other__in=ours), event__undone_at=None).order_by("pk")
    last = {(link.one_id, link.other_id): link.kind for link in words}
    pairs = [pair for pair, kind in last.items() if kind == Link.Kind.CANNOT][:NEVER]
    seen = _visible({number for pair in pairs for number in pair})
    named = [(seen[one], seen[other]) for one, other in pairs if one in seen and other in seen]
    return [pair if pair[0].story_id == story.pk else (pair[1], pair[0]) for pair in named]


def _happenings(story: Story, events: list[StoryEvent]) -> list[Happening]:
    moves = [_moved(event, story.pk) for event in events]
    seen = _visible({number for came, left in moves for number in (*came, *left)})
    return [
        Happening(
            kind=event.kind,
            words=DONE[event.kind],
            at=event.at,
            by_editor=event.actor_id is not None,
            undone_at=event.undone_at,
            came=[seen[number] for number in came if number in seen],
            left=[seen[number] for number in left if number in seen],
        )
        for event, (came, left) in zip(events, moves, strict=True)
    ]


def _moved(event: StoryEvent, story: int) -> tuple[list[int], list[int]]:
    """Return the ids of the articles that came into the story by an event, and of those that left it."""
    moves = [(int(number), *places) for number, places in event.moves.items()]
    return [number for number, _, to in moves if to == story], [number for number, start, _ in moves if start == story]


def _visible(numbers: Iterable[int]) -> dict[int, Article]:
    """Read those of these articles that readers may know of: {id: article}."""
    return Article.objects.visible().for_cards().in_bulk(list(numbers))
