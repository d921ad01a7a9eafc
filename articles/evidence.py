"""Pure: how much speaks for it that two stories are one; an article that comes is a story of one article.

Every article is a vector: for each of its terms how much it weighs in headline and lead, and how rare it was when the
article came. A story is the sum of its articles' vectors. Two of them are like each other as the angle between the vectors
is small; what counts beside that is

- that more than one term speaks for it: the greater part of the best term's share is left out, or "Kansas" alone would do;
- how many words there are to compare: by the same angle, long texts are surer than headlines, and many reports surer than
  one (``GROWTH``, ``FOOTING``; ``LONE`` for the doubt that a single report leaves);
- how far the reports are apart in time.

All constants are one choice for all languages and kinds of texts; docs/decisions/0030-how-reports-are-grouped.md has what else was tried.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import neg

from articles.clue import UNIT, Clue, weights
from articles.shelf import Shelf, Story

PRIOR = 300.0
"""So many articles are imagined before the first, so that few articles do not make every word look rare."""

PRIOR_SHARE = 0.001
"""The share of imagined articles that each word stands in."""

USUAL_PRIOR = 40.0
"""So many articles are imagined where it is asked how usual an article's words are: fewer, to tell a template early."""

CONTRAST = 1.25
"""Power to which the weight of a term is raised: rare words stand out."""

BEST_TERM = 0.65
"""This much of the best term's share is left out."""

CHANCE = 2.0
"""So many times what any two articles of these days share by chance is left out."""

MOST_TERMS = 40
"""So many terms of an article weigh anything, the most telling ones."""

LONE = 2.0
"""How much less the angle means between single articles than between stories of many."""

GROWTH, FOOTING = 0.35, 0.1
"""Powers of the number of words, of the greater and the lesser of the two."""

FEWEST, MOST = 6.0, 100.0
"""Words of a plain headline, by which the number of words is measured, and how many count at most."""

APART = 8.0
"""Hours between the reports of two stories after which being close in time counts 1/e."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clue with its vector, and its terms in order, the most telling first."""

    clue: Clue
    telling: tuple[str, ...]


def reading(shelf: Shelf, clue: Clue) -> Reading:
    """Return a clue with its vector (of length ``UNIT``) by the counts that are on the shelf now."""
    day = shelf.day(clue.language, clue.seen)
    every, *each = shelf.frequencies(clue.language, ("", *clue.terms), day)
    total = every + PRIOR
    shares = [(count + PRIOR * PRIOR_SHARE) / total for count in each]
    raw = [(-weight * math.log(share)) ** CONTRAST for share, weight in zip(shares, weights(clue), strict=True)]
    least = sorted(raw)[-MOST_TERMS] if len(raw) > MOST_TERMS else 0.0
    raw = [value if value >= least else 0.0 for value in raw]
    scale = UNIT / (math.sqrt(math.fsum([value * value for value in raw])) or 1.0)
    vector = tuple([round(value * scale) if value else 0 for value in raw])
    telling = sorted(zip(map(neg, vector), clue.terms, strict=True))
    ground = round(math.fsum([share * value * value for share, value in zip(shares, vector, strict=True)]))
    return Reading(
        replace(clue, vector=vector, ground=ground, usual=_usual(each, vector, every)),
        tuple([term for _, term in telling]),
    )


def _usual(counts: Sequence[float], vector: Sequence[int], every: float) -> int:
    """Return how usual the words of an article are among the others of its language, each as it weighs."""
    others = [(count - 1.0) * value * value for count, value in zip(counts, vector, strict=True)]
    return round(math.fsum(others) / (every + USUAL_PRIOR))


def likeness(one: Story, other: Story) -> float:
    """Return how much speaks for it that two stories are one: 0 nothing; ``articles/cluster.py`` says what is enough."""
    mine, theirs = one.sums, other.sums
    products = [mine[term] * theirs[term] for term in mine.keys() & theirs.keys()]
    total, best = sum(products), max(products, default=0)
    if not total:
        return 0.0
    chance = (one.ground * len(other.articles) + other.ground * len(one.articles)) / 2.0
    angle = LONE * (total - BEST_TERM * best - CHANCE * chance) / math.sqrt(_doubted(one) * _doubted(other))
    less, more = sorted((min(one.weight, MOST), min(other.weight, MOST)))
    size = math.pow(more / FEWEST, GROWTH) * math.pow(less / FEWEST, FOOTING)
    return angle * size * math.exp(-apart(one, other) / APART)


def _doubted(story: Story) -> float:
    """Return the square of the length of a story's vector, and on top of it what each single report leaves in doubt."""
    return story.square + len(story.articles) * (LONE - 1.0) * UNIT * UNIT


def apart(one: Story, other: Story) -> float:
    """Return the hours between the reports of two stories, 0 where the times overlap."""
    gap = max(one.first - other.last, other.first - one.last)
    return max(0.0, gap.total_seconds() / 3_600)


def shared(one: Story, other: Story) -> list[str]:
    """Return the terms that two stories share, the most telling first."""
    common = [(mine * other.sums[term], term) for term, mine in one.sums.items() if other.sums.get(term)]
    return [term for _, term in sorted(common, key=lambda pair: (-pair[0], pair[1]))]
