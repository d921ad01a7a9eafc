"""Pure: do two texts tell of the same event? Two reports, each long enough to name who, where and what.

The odds are those of a logistic model of four questions, fitted once on labelled reports and rounded; leaving any of the sets
out changes little (docs/decisions). Whole texts are not compared: what they share beside their telling words is how people
write, and two reports from one template share most of it.
"""

import math
from dataclasses import dataclass

from articles.clue import UNIT, Clue

LONG = 15
"""So many different words must a lead have."""

INTERCEPT = -0.9
FIRST_TWO = 2.2
"""For the share of the two most telling words of each that the other one has."""

FIRST_SIX = 2.8
"""For the share of the six most telling words of each that the other one has."""

NAMES = 2.1
"""For the angle between the names of both, 0 to 1."""

HOURS = -1.1
"""For the logarithm of the hours between them."""

CHANCE, USUAL = -2.5, 0.015
"""For the logarithm of what both share with any article, in parts of what is usual: where all texts come from few templates,
more must be shared. Less than usual is taken as usual."""

NO_NAMES = 0.4
"""The angle that is assumed where a text has no names, or its script does not tell them."""


def is_long(clue: Clue) -> bool:
    """Tell whether an article has text enough to be judged by it."""
    return sum(map(bool, clue.lead)) >= LONG


@dataclass(frozen=True, slots=True)
class Text:
    """A clue made ready to be compared: the weights of its terms, the most telling of them, the square of its names' length."""

    clue: Clue
    weights: dict[str, int]
    telling: tuple[str, ...]
    names: int


def text_of(clue: Clue) -> Text:
    """Make a clue that has a vector ready to be compared."""
    weights = dict(zip(clue.terms, clue.vector, strict=True))
    telling = tuple(sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:6])
    return Text(clue, weights, telling, sum(weights.get(name, 0) ** 2 for name in clue.names))


def odds(one: Text, other: Text) -> float:
    """Return the logarithm of the odds that two texts tell of the same event."""
    mine, theirs = one.weights, other.weights
    hours = abs((one.clue.seen - other.clue.seen).total_seconds()) / 3_600
    return (
        INTERCEPT
        + FIRST_TWO * (_known(one.telling[:2], theirs) + _known(other.telling[:2], mine)) / 2
        + FIRST_SIX * (_known(one.telling, theirs) + _known(other.telling, mine)) / 2
        + NAMES * _angle(one, other)
        + HOURS * math.log1p(hours)
        + CHANCE * math.log(max(1.0, (one.clue.ground + other.clue.ground) / (2 * UNIT * UNIT * USUAL)))
    )


def _known(telling: tuple[str, ...], other: dict[str, int]) -> float:
    """Return which share of these terms the other article has."""
    return sum([term in other for term in telling]) / max(1, len(telling))


def _angle(one: Text, other: Text) -> float:
    """Return the cosine of the angle between the names of two articles."""
    if not one.names or not other.names:
        return NO_NAMES
    mine, theirs = one.weights, other.weights
    both = {*one.clue.names} & {*other.clue.names} & mine.keys() & theirs.keys()
    product = sum([mine[name] * theirs[name] for name in both])
    return product / math.sqrt(one.names * other.names)
