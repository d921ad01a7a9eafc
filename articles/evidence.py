"""Pure: how much the words of an article speak for a story.

The question is which explains the words better: that they were drawn from the words of the story, or from those of all
articles (a Dirichlet-multinomial each, so that a word that the story repeats counts for more, and so does a rare one). The
answer is the logarithm of the odds, in nats.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from articles.clue import Clue, weights
from articles.shelf import Shelf, Story

SMOOTHING = 20.0
"""How many words of all articles are mixed under those of a story. 10 to 40 make little difference."""

PRIOR = 500.0
"""So many articles are imagined before the first, each word in ``PRIOR_SHARE`` of them."""

PRIOR_SHARE = 0.002
"""The share of imagined articles that a word stands in."""

WORDS = 12.0
"""Words that an article is taken to have."""

HUNDREDTHS = 100.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A clue beside what its words are worth on a day.

    ``weights``: of its terms, ``weight``: of all, in words. ``lift``: how much it tells that a term stands in a story, beside
    that it stands anywhere. ``telling``: the terms, the most telling first.
    """

    clue: Clue
    weights: tuple[int, ...]
    weight: float
    lift: dict[str, float]
    telling: tuple[str, ...]


def reading(shelf: Shelf, clue: Clue) -> Reading:
    """Return what the words of a clue are worth by the counts on the shelf."""
    day = shelf.day(clue.language, clue.seen)
    total = shelf.frequency(clue.language, "", day) + PRIOR
    lift = {
        term: WORDS * total / (SMOOTHING * (shelf.frequency(clue.language, term, day) + PRIOR * PRIOR_SHARE))
        for term in clue.terms
    }
    weighed = weights(clue)
    worth = {term: weight * math.log1p(lift[term]) for term, weight in zip(clue.terms, weighed, strict=True)}
    telling = tuple(sorted(clue.terms, key=lambda term: (-worth[term], term)))
    return Reading(clue, weighed, sum(weighed) / HUNDREDTHS, lift, telling)


def evidence(read: Reading, sums: Mapping[str, int], weight: int) -> float:
    """Return the logarithm of the odds that the words of an article are those of a story with these sums."""
    total = read.weight * math.log(SMOOTHING / (weight / HUNDREDTHS + SMOOTHING))
    for term, mine in zip(read.clue.terms, read.weights, strict=True):
        theirs = sums.get(term)
        if theirs:
            total += mine / HUNDREDTHS * math.log1p(theirs / HUNDREDTHS * read.lift[term])
    return total


def of_story(read: Reading, story: Story) -> float:
    """Return how much an article speaks for a story."""
    return evidence(read, story.sums, story.weight)
