"""Pure: do two texts tell of the same event? Two reports, each long enough to name who, where and what.

The odds are those of a logistic model of five questions, fitted once on labelled reports and rounded (docs/decisions/0030). Whole texts are not compared: what they share beside their telling words is how people
write, and two reports from one template share most of it.
"""

import math
from dataclasses import dataclass

from articles.clue import UNIT, Clue

LONG = 8
"""So many different words must a lead have."""

INTERCEPT = -0.9
FIRST_TWO = 2.2
"""For the share of the two most telling words of each that the other one has."""

FIRST_SIX = 2.4
"""For the share of the six most telling words of each that the other one has."""

NAMES = 0.7
"""For the share of the names of the one with fewer that the other one has."""

STRANGERS = -1.4
"""Where both have names, and not one in common."""

UNTOLD = 0.5
"""The share that is assumed where a text has no names, or its script does not tell them."""

HOURS = -1.0
"""For the logarithm of the hours between them."""

USUAL = 0.022
"""So much of its weight a text shares with any other by chance, at most, where people write as they do."""

TEMPLATE = -6.3
"""For the logarithm of what both share with any text, in parts of what is usual: then all come from few templates."""

TEMPLATE_SIX = 6.0
"""For the same, times the share of the six: in a template the telling words tell all the more."""

DOUBT, DOUBTED = -0.8, 0.3
"""For a template in any case, the whole of it from this logarithm on."""


def is_long(clue: Clue) -> bool:
    """Tell whether an article has text enough to be judged by it."""
    return sum(map(bool, clue.lead)) >= LONG


@dataclass(frozen=True, slots=True)
class Text:
    """A clue made ready to be compared: the weights of its terms, the most telling of them, its names."""

    clue: Clue
    weights: dict[str, int]
    telling: tuple[str, ...]
    names: frozenset[str]


def text_of(clue: Clue) -> Text:
    """Make a clue that has a vector ready to be compared."""
    weights = dict(zip(clue.terms, clue.vector, strict=True))
    telling = tuple(sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:6])
    return Text(clue, weights, telling, frozenset(clue.names))


def odds(one: Text, other: Text) -> float:
    """Return the logarithm of the odds that two texts tell of the same event."""
    mine, theirs = one.weights, other.weights
    hours = abs((one.clue.seen - other.clue.seen).total_seconds()) / 3_600
    two = (_known(one.telling[:2], theirs) + _known(other.telling[:2], mine)) / 2
    six = (_known(one.telling, theirs) + _known(other.telling, mine)) / 2
    template = math.log(max(1.0, (one.clue.usual + other.clue.usual) / (2 * UNIT * UNIT * USUAL)))
    return (
        INTERCEPT
        + FIRST_TWO * two
        + FIRST_SIX * six
        + _of_names(one.names, other.names)
        + HOURS * math.log1p(hours)
        + template * (TEMPLATE + TEMPLATE_SIX * six)
        + DOUBT * min(1.0, template / DOUBTED)
    )


def _known(telling: tuple[str, ...], other: dict[str, int]) -> float:
    """Return which share of these terms the other article has."""
    return sum([term in other for term in telling]) / max(1, len(telling))


def _of_names(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Return what the names of both say for it."""
    if not mine or not theirs:
        return NAMES * UNTOLD
    both = len(mine & theirs)
    return NAMES * both / min(len(mine), len(theirs)) if both else STRANGERS
