"""Pure: clues -> stories. ``place`` puts one article where it belongs, ``merge_close`` joins what grew towards each other.

Read in this order: ``articles/words.py`` makes words of texts, ``articles/clue.py`` what is known of an article,
``articles/copies.py`` finds the same text, ``articles/shelf.py`` holds what may still be joined, ``articles/evidence.py``
says how much speaks for it that two stories are one, and ``articles/contradiction.py`` what speaks against it. Nothing here
depends on a clock or on the order of a set: the same articles in the same order give the same stories.
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import product
from operator import neg

from articles import copies
from articles.clue import Clue
from articles.comparing import KEYS, compared, keys_of, likely
from articles.contradiction import contradicts
from articles.evidence import reading, shared
from articles.links import Links
from articles.outcome import Merge, Merges, Method, Placement, Suggestion
from articles.shelf import Shelf, Story

__all__ = ["VERSION", "Merge", "Merges", "Placement", "Suggestion", "merge_close", "place"]

VERSION = 1
"""The method; memberships say which one made them."""

CHECKED = 12
"""So many reports of a story, the newest, are checked for contradictions."""

TOLERATED = 0.25
"""So great a share of the pairs of two stories' reports may contradict each other."""

SHOWN = 8
"""So many shared words are kept for people."""

ASKED = 3
"""So many stories editors are asked about for one article."""


def place(shelf: Shelf, clue: Clue, links: Links, new_story: Callable[[], int]) -> Placement:
    """Count an article, put it in a story on the shelf and say why. ``new_story`` is called where it begins one."""
    shelf.count(clue)
    read = reading(shelf, clue)
    clue, keys = read.clue, keys_of(read.clue, read.telling)
    placement = _by_link(shelf, clue, links, keys) or _by_copy(shelf, clue, links, keys)
    if placement is None:
        placement = _by_terms(shelf, clue, links, keys, new_story)
    shelf.put(clue, placement.story, keys)
    return placement


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
        share = copies.likeness(clue.signature, shelf.clues[other].signature)
        if share >= copies.ALIKE:
            return Placement(clue.article, story.id, False, share, (), "copy", other, (), keys)
    return None


def _by_terms(shelf: Shelf, clue: Clue, links: Links, keys: tuple[str, ...], new_story: Callable[[], int]) -> Placement:
    """Put an article in the story that it is most like, or in a new one."""
    own = Story(0)
    own.add(clue)
    asked: list[tuple[float, Story, str]] = []
    for score, story in _like(shelf, clue, own, keys):
        if links.forbids(clue.article, story.articles):
            continue
        why_not = _contradiction(shelf, own, story, clue)
        if score >= 1.0 and not why_not:
            return _placement(clue, own, story.id, (score, story), asked, keys)
        asked.append((score, story, why_not))
    return _placement(clue, own, new_story(), None, asked, keys)


def _like(shelf: Shelf, clue: Clue, own: Story, keys: Iterable[str]) -> list[tuple[float, Story]]:
    """Return the stories that an article may be like enough to ask about, the likest first; 1 is enough to join."""
    candidates = shelf.gather(likely(shelf, keys))
    return compared(shelf, own, [story for story in candidates if story.is_open(clue.seen)], clue)


def _placement(  # noqa: PLR0913, PLR0917  These are the parts of the answer.
    clue: Clue,
    own: Story,
    story: int,
    chosen: tuple[float, Story] | None,
    asked: list[tuple[float, Story, str]],
    keys: tuple[str, ...],
) -> Placement:
    """Say where an article goes, because of what, and what it might have been."""
    surfaces = dict(zip(clue.terms, clue.surfaces, strict=True))
    suggestions = tuple(
        Suggestion(story, other.id, squash(score), _words(surfaces, own, other), why_not)
        for score, other, why_not in asked[:ASKED]
    )
    method: Method = "terms" if chosen else "alone"
    score, words = (squash(chosen[0]), _words(surfaces, own, chosen[1])) if chosen else (0.0, ())
    return Placement(clue.article, story, chosen is None, score, words, method, None, suggestions, keys)


def _words(surfaces: dict[str, str], one: Story, other: Story) -> tuple[str, ...]:
    """Return the words that two stories share, the most telling first, as people read them."""
    return tuple(surfaces[term] for term in shared(one, other) if term in surfaces)[:SHOWN]


def squash(score: float) -> float:
    """Return how much of what is needed there is as a number from 0 to 1; a half is just enough."""
    return score / (score + 1.0)


def _contradiction(shelf: Shelf, one: Story, other: Story, clue: Clue | None = None) -> str:
    """Return what in two stories contradicts, or "". The first has one article, ``clue``, or is on the shelf as well.

    Where many reports are compared, one contradiction may be a slip of the pen: more than ``TOLERATED`` of them count.
    """
    mine = [clue] if clue else shelf.recall(one.articles[-CHECKED:])
    theirs = shelf.recall(other.articles[-CHECKED:])
    found = [why_not for new, old in product(mine, theirs) if (why_not := contradicts(new, old))]
    return found[0] if len(found) > TOLERATED * len(mine) * len(theirs) else ""


def merge_close(shelf: Shelf, links: Links, changed: Collection[int]) -> Merges:
    """Merge stories that changed with what is close to them, the likest pair first; and what editors bound together."""
    merged = []
    for kept, gone in _bound(shelf, links):
        merged.append(Merge(kept, gone, 1.0, ()))
        shelf.move(shelf.stories[gone].articles, kept)
    course = _Merging(shelf, links)
    for story in sorted(shelf.present({*changed, *(merge.kept for merge in merged)})):
        if len(shelf.stories[story].articles) > 1:  # A single report was compared with all when it was placed.
            course.look_around(story)
    merged.extend(course.merges())
    return Merges(tuple(merged), tuple(course.suggestions))


def _bound(shelf: Shelf, links: Links) -> Iterator[tuple[int, int]]:
    """Yield stories that editors bound together, the older one first; each pair when those before it are merged."""
    for one, other in sorted(links.must):
        if one in shelf.story_of and other in shelf.story_of:
            kept, gone = sorted((shelf.story_of[one], shelf.story_of[other]))
            if kept != gone and not links.part(shelf.stories[gone].articles, shelf.stories[kept].articles):
                yield kept, gone


class _Merging:
    """One pass of merging: pairs of stories wait, the likest first; what is merged looks around anew."""

    def __init__(self, shelf: Shelf, links: Links) -> None:
        self.shelf = shelf
        self.links = links
        self.suggestions: list[Suggestion] = []
        self._waiting: list[tuple[float, int, int, int, int]] = []
        self._looked: dict[int, int] = {}
        self._gone: set[int] = set()

    def look_around(self, number: int) -> None:
        """Let the pairs of a story with those that may be like it wait. What waited of it before is out of date."""
        story = self.shelf.stories[number]
        self._looked[number] = self._looked.get(number, 0) + 1
        for score, other in compared(self.shelf, story, self._neighbours(story)):
            kept, gone = sorted((number, other.id))
            stamps = (self._looked.get(kept, 0), self._looked.get(gone, 0))
            heapq.heappush(self._waiting, (-score, kept, gone, *stamps))

    def _neighbours(self, story: Story) -> list[Story]:
        """Return the stories that may be like this one."""
        language = self.shelf.clues[story.articles[0]].language
        telling = heapq.nsmallest(KEYS, zip(map(neg, story.sums.values()), story.sums, strict=True))
        found = likely(self.shelf, [f"{language}:{term}" for _, term in telling])
        return [other for other in self.shelf.gather(found) if other is not story and story.may_meet(other)]

    def merges(self) -> Iterator[Merge]:
        """Merge what waits, and yield what was merged; pairs that are not merged are suggested."""
        while self._waiting:
            negative, kept, gone, *stamps = heapq.heappop(self._waiting)
            if [self._looked.get(kept, 0), self._looked.get(gone, 0)] != stamps or {kept, gone} & self._gone:
                continue
            one, other = self.shelf.stories[kept], self.shelf.stories[gone]
            if self.links.part(one.articles, other.articles):
                continue
            why_not = _contradiction(self.shelf, one, other)
            words = self._words(one, other)
            if why_not or -negative < 1.0:
                self.suggestions.append(Suggestion(kept, gone, squash(-negative), words, why_not))
                continue
            self.shelf.move(other.articles, kept)
            self._gone.add(gone)
            self.look_around(kept)
            yield Merge(kept, gone, squash(-negative), words)

    def _words(self, one: Story, other: Story) -> tuple[str, ...]:
        clue = self.shelf.clues[other.articles[0]]
        return _words(dict(zip(clue.terms, clue.surfaces, strict=True)), one, other)
