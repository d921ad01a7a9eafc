"""Pure: which known word was meant by one that is not known."""

from collections.abc import Iterable, Mapping

SHORTEST = 4
"""Letters of a word for which another may have been meant; of shorter ones too many are alike."""


def meant(word: str, known: Mapping[str, int]) -> str:
    """Return which of the ``known`` words, with their counts, was meant by ``word``, or "" where none is near or it is one."""
    word = word.casefold()
    if word in known or len(word) < SHORTEST:
        return ""
    near = [(edits(word, other), -count, other) for other, count in known.items()]
    return min((other for other in near if other[0] <= _forgiven(word)), default=(0, 0, ""))[2]


def corrected(words: str, meanings: Iterable[tuple[str, str]]) -> str:
    """Return ``words`` as typed with each (word, what was meant) replaced."""
    for word, other in meanings:
        words = words.replace(word, other)
    return words


def edits(one: str, other: str) -> int:
    """Count the letters to add, drop, change, or swap with their neighbour, that make ``other`` of ``one``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _forgiven(word: str) -> int:
    """Return how many slips a word of that length may have."""
    return 1 if len(word) < 6 else 2
