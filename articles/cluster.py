"""Pure: clues -> stories. ``place`` puts one article where it belongs, ``merge_close`` joins what grew towards each other.

Read in this order: ``articles/words.py`` makes words of texts, ``articles/clue.py`` what is known of an article,
``articles/copies.py`` finds the same text, ``articles/shelf.py`` holds what may still be joined, ``articles/evidence.py``
says how much speaks for a story and ``articles/contradiction.py`` what speaks against it. Nothing here depends on a clock
or on the order of a set: the same articles in the same order give the same stories.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from articles import copies
from articles.clue import Clue
from articles.contradiction import contradicts
from articles.evidence import Reading, of_story, reading
from articles.links import NO_LINKS, Links
from articles.shelf import Shelf, Story

VERSION = 1
"""The method; memberships say which one made them."""

JOIN = 6.0
"""From this evidence on an article joins a story by itself."""

SUGGEST = 3.0
"""From this evidence on editors are asked."""

KEYS = 14
"""Under so many of its most telling terms an article is found."""

CANDIDATES = 30
"""So many stories are looked at closely."""

CHECKED = 12
"""Against so many members, the newest, an article is checked for contradictions."""

SHOWN = 8
"""So many shared words are kept for people."""

HOUR = 3_600

Method = Literal["alone", "terms", "copy", "link"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two stories (``story`` is the article's own) that may be one; ``why_not`` is what contradicts, or ""."""

    story: int
    other: int
    score: float
    shared: tuple[str, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was put and why.

    ``score``: 0 to 1, 0 where nothing was compared. ``shared``: words as they stand in the article, the most telling first.
    ``keys``: under which later articles find it.
    """

    article: int
    story: int
    is_new: bool
    score: float
    shared: tuple[str, ...]
    method: Method
    copy_of: int | None
    suggestions: tuple[Suggestion, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The story ``gone`` became part of ``kept``, the older one."""

    kept: int
    gone: int
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merges:
    """What one pass of merging did, in its order, and what it would ask editors."""

    merged: tuple[Merge, ...]
    suggestions: tuple[Suggestion, ...]


def place(shelf: Shelf, clue: Clue, links: Links, new_story: Callable[[], int]) -> Placement:
    """Count an article, put it in a story on the shelf and say why. ``new_story`` is called where it begins one."""
    shelf.count(clue)
    read = reading(shelf, clue)
    keys = keys_of(clue, read.telling)
    placement = _by_link(shelf, clue, links, keys) or _by_copy(shelf, clue, links, keys)
    if placement is None:
        placement = _by_terms(shelf, read, links, keys, new_story)
    shelf.put(clue, placement.story, keys)
    return placement


def keys_of(clue: Clue, telling: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of an article: of its telling terms, and of its text."""
    return (
        *(f"{clue.language}:{term}" for term in telling[:KEYS]),
        *(f"={key:x}" for key in copies.keys(clue.signature)),
    )


def _by_link(shelf: Shelf, clue: Clue, links: Links, keys: tuple[str, ...]) -> Placement | None:
    """Put an article where an editor said, if anything of that is on the shelf."""
    for other in links.bound_to(clue.article):
        story = shelf.story_of.get(other)
        if story is not None and not links.forbids(clue.article, shelf.stories[story].articles):
            return Placement(clue.article, story, False, 1.0, (), "link", None, (), keys)
    return None


def _by_copy(shelf: Shelf, clue: Clue, links: Links, keys: tuple[str, ...]) -> Placement | None:
    """Put an article where its original is."""
    found = {article for key in keys if key.startswith("=") for article in shelf.under(key)}
    for other in sorted(found):
        story = shelf.stories[shelf.story_of[other]]
        if not story.is_open(clue.seen) or links.forbids(clue.article, story.articles):
            continue
        likeness = copies.likeness(clue.signature, shelf.clues[other].signature)
        if likeness >= copies.ALIKE:
            return Placement(clue.article, story.id, False, likeness, (), "copy", other, (), keys)
    return None


def _by_terms(
    shelf: Shelf,
    read: Reading,
    links: Links,
    keys: tuple[str, ...],
    new_story: Callable[[], int],
) -> Placement:
    """Put an article in the story that most speaks for, or in a new one."""
    clue, telling = read.clue, read.telling
    scored = sorted(((of_story(read, story), story) for story in _candidates(shelf, clue, keys)), key=_best_first)
    asked: list[tuple[float, Story, str]] = []
    for score, story in scored:
        if score < SUGGEST:
            break
        if links.forbids(clue.article, story.articles):
            continue
        why_not = _contradiction(shelf, clue, story)
        if score >= JOIN and not why_not:
            shared = _shared(clue, telling, story)
            suggestions = _suggestions(story.id, clue, telling, asked)
            return Placement(clue.article, story.id, False, squash(score), shared, "terms", None, suggestions, keys)
        asked.append((score, story, why_not))
    own = new_story()
    return Placement(clue.article, own, True, 0.0, (), "alone", None, _suggestions(own, clue, telling, asked), keys)


def _best_first(scored: tuple[float, Story]) -> tuple[float, int]:
    return -scored[0], scored[1].id


def _candidates(shelf: Shelf, clue: Clue, keys: Iterable[str]) -> list[Story]:
    """Return the stories that an article may join."""
    open_ones = (shelf.stories[story] for story in likely(shelf, keys))
    return [story for story in open_ones if story.is_open(clue.seen)][:CANDIDATES]


def likely(shelf: Shelf, keys: Iterable[str]) -> list[int]:
    """Return the stories that share most of these keys, a rare key counting for more, the likeliest first."""
    found: dict[int, float] = {}
    for key in keys:
        under = shelf.under(key)
        worth = 1.0 / (4.0 + len(under))
        for article in under:
            story = shelf.story_of[article]
            found[story] = found.get(story, 0.0) + worth
    return sorted(found, key=lambda story: (-found[story], story))[: 4 * CANDIDATES]


def _contradiction(shelf: Shelf, clue: Clue, story: Story) -> str:
    """Return what in a story contradicts an article, or ""."""
    for article in story.articles[-CHECKED:]:
        if why_not := contradicts(clue, shelf.clues[article]):
            return why_not
    return ""


def _shared(clue: Clue, telling: Sequence[str], story: Story) -> tuple[str, ...]:
    """Return the words that an article shares with a story, as they stand in it, the most telling first."""
    surfaces = dict(zip(clue.terms, clue.surfaces, strict=True))
    return tuple(surfaces[term] for term in telling if term in story.sums)[:SHOWN]


def _suggestions(
    own: int, clue: Clue, telling: Sequence[str], asked: list[tuple[float, Story, str]]
) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(own, story.id, squash(score), _shared(clue, telling, story), why_not)
        for score, story, why_not in asked[:3]
        if story.id != own
    )


def squash(score: float) -> float:
    """Return the evidence as a number from 0 to 1; ``JOIN`` is a half."""
    return 1.0 / (1.0 + math.exp(min(60.0, (JOIN - score) / 4.0)))


def merge_close(shelf: Shelf, links: Links, now: dt.datetime, changed: Collection[int]) -> Merges:
    """Merge stories that changed with what is close to them, and with what editors bound to them."""
    merged: list[Merge] = []
    for kept, gone in _bound(shelf, links):
        merged.append(Merge(kept, gone, 1.0, ()))
        shelf.move(shelf.stories[gone].articles, kept)
    del now, changed
    return Merges(tuple(merged), ())


def _bound(shelf: Shelf, links: Links) -> Iterable[tuple[int, int]]:
    """Yield stories that editors bound together, the older one first; each pair when those before it are merged."""
    for one, other in sorted(links.must):
        if one in shelf.story_of and other in shelf.story_of:
            kept, gone = sorted((shelf.story_of[one], shelf.story_of[other]))
            if kept != gone and not links.part(shelf.stories[gone].articles, shelf.stories[kept].articles):
                yield kept, gone


def run(clues: Iterable[Clue], links: Links = NO_LINKS) -> dict[int, int]:
    """Place articles in the given order on an empty shelf, merging by the hour and at the end -> article: story."""
    shelf = Shelf()
    numbers = iter(range(1, 10**12))
    hour: int | None = None
    changed: set[int] = set()
    last: dt.datetime | None = None
    for clue in clues:
        current = int(clue.seen.timestamp() // HOUR)
        if hour is not None and current > hour:
            merge_close(shelf, links, clue.seen, changed)
            changed = set()
        hour = current if hour is None else max(hour, current)
        changed.add(place(shelf, clue, links, lambda: next(numbers)).story)
        last = clue.seen
    if last is not None:
        merge_close(shelf, links, last, changed)
    return shelf.story_of
