"""Made-up reports in the shape of a day's news: how many report one event, and how often which word stands in them.

Words follow Zipf's law, as those of any language do. Half of the events have one report, most of the others a few, one in a
hundred several dozens. A report takes its words from its event's, from its event's field, and from all.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

EPOCH = datetime(2026, 3, 14, tzinfo=UTC)
SPAN = timedelta(hours=60)
"""All reports fall into it, so that every story may still be joined."""

WORDS = 120_000
FIELDS = 150
SYLLABLES = [first + vowel + last for first in "bdfgklmnprstv" for vowel in "aeiou" for last in ("", "n", "r", "st")]


@dataclass(frozen=True, slots=True)
class Report:
    """One report; ``story`` is its event's number."""

    headline: str
    lead: str
    source: int
    published: datetime
    story: int


class Language:
    """A vocabulary and how often each of its words is said."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.words = [_word(number) for number in range(WORDS)]
        self._odds = list(accumulate(1.0 / (rank + 3.0) for rank in range(WORDS)))

    def say(self, count: int) -> list[str]:
        """Return so many words as they come in any text."""
        return self._chance.choices(self.words, cum_weights=self._odds, k=count)

    def choose(self, count: int, first: int) -> list[str]:
        """Return so many different words, none among the ``first`` most frequent."""
        return [self.words[number] for number in self._chance.sample(range(first, WORDS), count)]


def _word(number: int) -> str:
    """Return a word of our own for a rank."""
    parts = []
    number += len(SYLLABLES)
    while number:
        number, rest = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
    return "".join(parts)


def reports(count: int, seed: int = 1) -> Iterator[Report]:
    """Yield ``count`` reports in the order of their publication."""
    chance = random.Random(seed)  # noqa: S311  Nothing here is secret.
    language = Language(chance)
    fields = [language.choose(60, 200) for _ in range(FIELDS)]
    planned: list[tuple[datetime, int, int]] = []
    stories = 0
    while len(planned) < count:
        start, field = EPOCH + SPAN * chance.random(), chance.randrange(FIELDS)
        planned += [
            (min(start + chance.random() * timedelta(hours=20), EPOCH + SPAN), stories, field)
            for _ in range(min(_size(chance), count - len(planned)))
        ]
        stories += 1
    events = {}
    for published, story, field in sorted(planned):
        if story not in events:
            events[story] = language.choose(9, 400) + chance.sample(fields[field], 5)
        core = events[story]
        yield Report(
            headline=_text(chance, [*chance.sample(core, 5), *language.say(4)]).capitalize(),
            lead=_text(chance, [*chance.sample(core, 10), *chance.sample(fields[field], 8), *language.say(60)]),
            source=chance.randrange(400),
            published=published,
            story=story,
        )


def _size(chance: random.Random) -> int:
    """Return how many report one event."""
    throw = chance.random()
    if throw < 0.55:
        return 1
    return chance.randint(2, 8) if throw < 0.99 else chance.randint(20, 60)


def _text(chance: random.Random, words: list[str]) -> str:
    chance.shuffle(words)
    return " ".join(words)
