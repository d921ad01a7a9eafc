"""Pure: clues -> stories. ``place`` puts one article where it belongs, ``merge_close`` joins what grew towards each other.

Read in this order: ``articles/words.py`` makes words of texts, ``articles/clue.py`` what is known of an article,
``articles/copies.py`` finds the same text, ``articles/shelf.py`` holds what may still be joined, ``articles/evidence.py``
says how much speaks for it that two stories are one, and ``articles/contradiction.py`` what speaks against it. Nothing here
depends on a clock or on the order of a set: the same articles in the same order give the same stories.
"""

import datetime as dt
import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import product

from articles import copies
from articles.clue import Clue
from articles.contradiction import contradicts
from articles.evidence import likeness, reading, shared
from articles.links import NO_LINKS, Links
from articles.outcome import Merge, Merges, Method, Placement, Suggestion
from articles.shelf import Shelf, Story

__all__ = ["VERSION", "Merge", "Merges", "Placement", "Suggestion", "keys_of", "likely", "merge_close", "place", "run"]

VERSION = 1
"""The method; memberships say which one made them."""

JOIN = 0.34
"""From this likeness on two stories are one."""

SUGGEST = 0.24
"""From this likeness on editors are asked."""

KEYS = 14
"""Under so many of its most telling terms an article is found."""

CANDIDATES = 30
"""So many stories are looked at closely."""

CHECKED = 12
"""So many reports of a story, the newest, are checked for contradictions."""

SHOWN = 8
"""So many shared words are kept for people."""

ASKED = 3
"""So many stories editors are asked about for one article."""

HOUR = 3_600


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
        if score >= JOIN and not why_not:
            return _placement(clue, own, story.id, (score, story), asked, keys)
        asked.append((score, story, why_not))
    return _placement(clue, own, new_story(), None, asked, keys)


def _like(shelf: Shelf, clue: Clue, own: Story, keys: Iterable[str]) -> list[tuple[float, Story]]:
    """Return the stories that an article may be like enough to ask about, the likest first."""
    candidates = (shelf.stories[story] for story in likely(shelf, keys))
    open_ones = [story for story in candidates if story.is_open(clue.seen)][:CANDIDATES]
    scored = [(likeness(own, story), story) for story in open_ones]
    return sorted((pair for pair in scored if pair[0] >= SUGGEST), key=lambda pair: (-pair[0], pair[1].id))


def likely(shelf: Shelf, keys: Iterable[str]) -> list[int]:
    """Return the stories that share most of these keys, a rare key counting for more, the likeliest first."""
    found: dict[int, float] = {}
    story_of = shelf.story_of
    for key in keys:
        under = shelf.under(key)
        worth = 1.0 / (4.0 + len(under))
        for article in under:
            story = story_of[article]
            found[story] = found.get(story, 0.0) + worth
    return heapq.nsmallest(2 * CANDIDATES, found, key=lambda story: (-found[story], story))


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
    """Return a likeness as a number from 0 to 1; ``JOIN`` is a half."""
    return score / (score + JOIN)


def _contradiction(shelf: Shelf, one: Story, other: Story, clue: Clue | None = None) -> str:
    """Return what in two stories contradicts, or ""; the first has one article, ``clue``, or is on the shelf."""
    mine = [clue] if clue else [shelf.clues[article] for article in one.articles[-CHECKED:]]
    theirs = (shelf.clues[article] for article in other.articles[-CHECKED:])
    return next(filter(None, (contradicts(new, old) for old, new in product(theirs, mine))), "")


def merge_close(shelf: Shelf, links: Links, now: dt.datetime, changed: Collection[int]) -> Merges:
    """Merge stories that changed with what is close to them, the likest pair first; and what editors bound together.

    ``now`` is the time of the article that comes next, or of the last one.
    """
    merged = []
    for kept, gone in _bound(shelf, links):
        merged.append(Merge(kept, gone, 1.0, ()))
        shelf.move(shelf.stories[gone].articles, kept)
    course = _Merging(shelf, links)
    for story in sorted(shelf.present({*changed, *(merge.kept for merge in merged)})):
        course.look_around(story)
    merged.extend(course.merges())
    del now
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
        self._looked[number] = stamp = self._looked.get(number, 0) + 1
        for other in self._neighbours(story):
            score = likeness(story, self.shelf.stories[other])
            if score >= SUGGEST:
                kept, gone = sorted((number, other))
                stamps = (stamp, self._looked.get(other, 0)) if kept == number else (self._looked.get(other, 0), stamp)
                heapq.heappush(self._waiting, (-score, kept, gone, *stamps))

    def _neighbours(self, story: Story) -> list[int]:
        language = self.shelf.clues[story.articles[0]].language
        telling = heapq.nsmallest(KEYS, story.sums, key=lambda term: (-story.sums[term], term))
        found = likely(self.shelf, (f"{language}:{term}" for term in telling))
        return [other for other in found if other != story.id and story.may_meet(self.shelf.stories[other])][
            :CANDIDATES
        ]

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
            if why_not or -negative < JOIN:
                self.suggestions.append(Suggestion(kept, gone, squash(-negative), words, why_not))
                continue
            self.shelf.move(other.articles, kept)
            self._gone.add(gone)
            self.look_around(kept)
            yield Merge(kept, gone, squash(-negative), words)

    def _words(self, one: Story, other: Story) -> tuple[str, ...]:
        clue = self.shelf.clues[other.articles[0]]
        return _words(dict(zip(clue.terms, clue.surfaces, strict=True)), one, other)


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
