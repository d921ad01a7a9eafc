"""Word diff: an old and a new text -> what stayed, what came, what went. Pure, and bounded whatever the texts are.

Words that stand once in both texts are anchors: in their longest common order they part both into pieces, which are
compared in turn. What is left without anchors is compared word by word where it is short; else it counts as rewritten.
So it costs about what sorting the words does, where comparing all with all would cost their square.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from articles.excerpt import IDEOGRAPHS

Kind = Literal["same", "added", "removed", "folded"]

LETTERS = rf"[^\W{IDEOGRAPHS}]+"
WORD = re.compile(rf"[{IDEOGRAPHS}]|{LETTERS}(?:[.,:'’-]{LETTERS})*|[^\w\s]")
"""A run of letters and digits ("4.2", "don't"), one ideograph, or one mark."""

DEEPEST = 8
"""So often a piece is parted by anchors again."""

COMPARED = 40_000
"""Pieces without anchors are compared word by word up to so many pairs of words."""

MARKS = 50
"""So many characters the marks of a change take in a page."""

CONTEXT = 10
"""So many words of what stayed stand around a change."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text. Of ``folded`` ones, which stayed as they were, the text is "" and ``words`` says how many it had."""

    kind: Kind
    text: str
    words: int = 0


def diff(old: str, new: str) -> list[Part]:
    """Return the parts in reading order: same and added together are ``new``, same and removed are ``old``."""
    olds, news = list(WORD.finditer(old)), list(WORD.finditer(new))
    pairs = _pairs([word[0] for word in olds], [word[0] for word in news])
    writing = _Writing(old, new)
    for one, other in pairs:
        writing.keep(olds[one], news[other])
    return writing.close()


def fold(parts: Sequence[Part], context: int = CONTEXT) -> list[Part]:
    """Leave out what is far from any change: of a long stretch that stayed, ``context`` words at each end that meets one."""
    last = len(parts) - 1
    return [
        piece
        for place, part in enumerate(parts)
        for piece in _folded(part, context if place else 0, context if place < last else 0)
    ]


def shortened(parts: Sequence[Part], characters: int) -> tuple[list[Part], int]:
    """Return the first parts that fit, and how many characters are left of those there were; 0 where something was cut off.

    Each change takes some more than its text, for what it is marked by.
    """
    kept: list[Part] = []
    for part in parts:
        marks = 0 if part.kind == "same" else MARKS
        if len(part.text) + marks > characters:
            room = max(0, characters - marks)
            return [*kept, *([replace(part, text=part.text[:room] + "…")] if room else [])], 0
        kept.append(part)
        characters -= len(part.text) + marks
    return kept, characters


def is_changed(parts: Sequence[Part]) -> bool:
    """Tell whether anything but blanks came or went."""
    return any(part.kind in ("added", "removed") and part.text.strip() for part in parts)


class _Writing:
    """Writes parts from word to word that both texts have: between two of them stands what went, then what came."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.old_at = self.new_at = 0
        self.parts: list[Part] = []

    def keep(self, old: re.Match[str], new: re.Match[str]) -> None:
        """Go on to a word that stayed."""
        self._gap(old.start(), new.start())
        self._add("same", new[0])
        self.old_at, self.new_at = old.end(), new.end()

    def close(self) -> list[Part]:
        """Go to the end of both texts."""
        self._gap(len(self.old), len(self.new))
        return self.parts

    def _gap(self, old_to: int, new_to: int) -> None:
        went, came = self.old[self.old_at : old_to], self.new[self.new_at : new_to]
        blanks = len(went) - len(went.lstrip()) if went and came else 0
        shared = went[:blanks] if came.startswith(went[:blanks]) else ""
        self._add("same", shared)
        went, came = went[len(shared) :], came[len(shared) :]
        tail = _blank_tail(went, came)
        self._add("removed", went.removesuffix(tail))
        self._add("added", came.removesuffix(tail))
        self._add("same", tail)

    def _add(self, kind: Kind, text: str) -> None:
        if not text:
            return
        if self.parts and self.parts[-1].kind == kind:
            self.parts[-1] = replace(self.parts[-1], text=self.parts[-1].text + text)
        else:
            self.parts.append(Part(kind, text))


def _blank_tail(went: str, came: str) -> str:
    """Return the blanks with which both end."""
    blanks = went[len(went.rstrip()) :]
    return blanks if blanks and came.endswith(blanks) else ""


def _folded(part: Part, before: int, after: int) -> Iterator[Part]:
    """Fold the middle of one part that stayed; shorter ones, and changes, stay whole."""
    words = list(WORD.finditer(part.text)) if part.kind == "same" else []
    middle = len(words) - before - after
    if middle < CONTEXT:
        yield part
        return
    start = words[before - 1].end() if before else 0
    end = words[-after].start() if after else len(part.text)
    if start:
        yield Part("same", part.text[:start])
    yield Part("folded", "", middle)
    if end < len(part.text):
        yield Part("same", part.text[end:])


# Which words stayed ---------------------------------------------------------------------------------------------------
def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the places (in old, in new) of the words that stayed, in order."""
    found: list[Pair] = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        old_from, old_to, new_from, new_to, depth = waiting.pop()
        while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
            found.append((old_from, new_from))
            old_from, new_from = old_from + 1, new_from + 1
        while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
            old_to, new_to = old_to - 1, new_to - 1
            found.append((old_to, new_to))
        if old_from == old_to or new_from == new_to:
            continue
        piece = (old[old_from:old_to], new[new_from:new_to])
        anchors = [(old_from + one, new_from + other) for one, other in _anchors(*piece)] if depth < DEEPEST else []
        if anchors:
            found += anchors
            ends = [(old_from - 1, new_from - 1), *anchors, (old_to, new_to)]
            for (one, other), (next_one, next_other) in pairwise(ends):
                waiting.append((one + 1, next_one, other + 1, next_other, depth + 1))
        elif len(piece[0]) * len(piece[1]) <= COMPARED:
            found += [(old_from + one, new_from + other) for one, other in _matched(*piece)]
    return sorted(found)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the places of words that stand once in each, as many as keep their order in both."""
    of_old, of_new = Counter(old), Counter(new)
    where = {word: place for place, word in enumerate(new) if of_new[word] == 1}
    both = [(place, where[word]) for place, word in enumerate(old) if of_old[word] == 1 and word in where]
    return _longest_rising(both)


def _longest_rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest selection of these, which rise in the first, that rises in the second too (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            piles.append(number)
        else:
            tops[pile], piles[pile] = place, number
    chosen: list[Pair] = []
    number = piles[-1] if piles else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Yield the places of words that stayed, each compared with each."""
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step
