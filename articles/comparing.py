"""Pure: which stories may be one with this, and how much speaks for each. Nothing here changes anything."""

import math
from collections.abc import Iterable, Sequence
from itertools import product

from articles import copies
from articles.clue import Clue
from articles.evidence import likeness
from articles.shelf import Shelf, Story
from articles.texts import Text, is_long, odds, text_of

JOIN = 0.3
"""From this likeness on headlines are of one story."""

SURE = -0.1
"""From these odds on (their logarithm, the mean of all pairs) the texts of two stories tell of one event."""

FLOOR = 0.6
"""This share of ``JOIN`` there must be for texts as well: more than the name of a company in common."""

SUGGEST = 0.7
"""From this share of what is needed on editors are asked."""

KEYS = 12
"""Under so many of its most telling terms an article is found."""

CANDIDATES = 20
"""So many stories are looked at closely."""

CLOSEST, READ = 6, 6
"""Of so many of them the texts are read, of the newest reports of each."""


def keys_of(clue: Clue, telling: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of an article: of its telling terms, and of its text."""
    return (
        *(f"{clue.language}:{term}" for term in telling[:KEYS]),
        *(f"={key:x}" for key in copies.keys(clue.signature)),
    )


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
    least = sorted(found.values())[-2 * CANDIDATES] if len(found) > 2 * CANDIDATES else 0.0
    best = [story for story, worth in found.items() if worth >= least]
    return sorted(best, key=lambda story: (-found[story], story))[: 2 * CANDIDATES]


def compared(
    shelf: Shelf, own: Story, candidates: Sequence[Story], clue: Clue | None = None
) -> list[tuple[float, Story]]:
    """Return those of the candidates that a story may be like enough to ask about, the likest first; 1 is enough to join.

    ``clue`` is of the only article of ``own`` where that is not on the shelf yet.
    """
    by_words = [(likeness(own, story), story) for story in candidates[:CANDIDATES]]
    by_words.sort(key=lambda pair: (-pair[0], pair[1].id))
    closest = [pair for pair in by_words[:CLOSEST] if pair[0] / (FLOOR * JOIN) >= SUGGEST]  # No text makes up for less.
    if not closest:
        return []
    mine = _texts(shelf, own, clue)
    shelf.recall(article for _, story in closest if mine for article in story.articles[-READ:])
    scored = [(_strength(shelf, mine, score, story), story) for score, story in closest]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [(score, story) for score, story in scored if score >= SUGGEST]


def _strength(shelf: Shelf, mine: Sequence[Text], score: float, other: Story) -> float:
    """Return how much of what is needed there is: by the texts where both sides have some, else by all words."""
    theirs = _texts(shelf, other) if mine else []
    if not theirs:
        return score / JOIN
    mean = math.fsum(odds(one, two) for one, two in product(mine, theirs)) / (len(mine) * len(theirs))
    return min(score / (FLOOR * JOIN), math.exp(min(9.0, mean - SURE)))


def _texts(shelf: Shelf, story: Story, clue: Clue | None = None) -> list[Text]:
    """Return the newest reports of a story that have text enough."""
    if clue:
        return [text_of(clue)] if is_long(clue) else []
    return [text for article in story.articles[-READ:] if (text := shelf.text(article))]
