"""Pure: a made-up language whose words are as frequent as those of a real one (Zipf's law), and texts and questions in it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

WORDS = 50_000
HEADLINE, DEK = 9, 25
"""Words of a headline, and of a dek."""

STARTS = "b d f g h k l m n p r s t v z br st tr kl fr gr".split()
MIDDLES = "a e i o u ai or an el".split()
LANGUAGES = ("en", "de", "fr", "es", "ar", "pl")
SHARES = (55, 18, 10, 8, 6, 3)
SOURCES, SECTIONS = 400, 8


@dataclass(slots=True)
class Language:
    """The words, the most frequent first."""

    seed: int = 1
    words: list[str] = field(default_factory=list)
    _sums: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311  Chance, not secrets.
        syllables = [start + middle for start in STARTS for middle in MIDDLES]
        made: dict[str, None] = {}
        while len(made) < WORDS:
            made["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4))))] = None
        self.words = list(made)
        self._sums = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def texts(self, count: int) -> Iterator[tuple[int, str, str, str, int, int]]:
        """Yield (number, headline, dek, language, source, section) of so many articles; numbers from 1."""
        chance = random.Random(self.seed + 1)  # noqa: S311  As above.
        for number in range(1, count + 1):
            said = chance.choices(self.words, cum_weights=self._sums, k=HEADLINE + DEK)
            yield (
                number,
                " ".join(said[:HEADLINE]),
                " ".join(said[HEADLINE:]),
                chance.choices(LANGUAGES, SHARES)[0],
                1 + int(SOURCES * chance.random() ** 2),
                1 + chance.randrange(SECTIONS),
            )

    def questions(self, each: int) -> dict[str, list[dict[str, str]]]:
        """Return so many questions of each kind, as parameters of the page."""
        chance = random.Random(self.seed + 2)  # noqa: S311  As above.

        def one(first: int, last: int) -> str:
            return self.words[chance.randrange(first, last)]

        headlines = [headline.split() for _, headline, *_ in self.texts(each)]
        rare = [one(20_000, 40_000) for _ in range(each)]
        many = range(each)
        return {
            "rare": [{"q": word} for word in rare],
            "middling": [{"q": one(500, 5_000)} for _ in many],
            "frequent": [{"q": one(10, 300)} for _ in many],
            "in every other article": [{"q": one(0, 8)} for _ in many],
            "two words": [{"q": f"{one(10, 300)} {one(100, 3_000)}"} for _ in many],
            "one or the other": [{"q": f"{one(100, 3_000)} or {one(100, 3_000)}"} for _ in many],
            "without": [{"q": f"{one(10, 300)} -{one(10, 300)}"} for _ in many],
            "phrase": [{"q": f'"{words[3]} {words[4]}"'} for words in headlines],
            "filtered": [
                {"q": one(10, 300), "source": f"paper-{chance.randrange(SOURCES)}", "lang": "en"} for _ in many
            ],
            "in a year": [{"q": one(10, 300), "from": "2025-01-01", "to": "2025-12-31"} for _ in many],
            "newest first": [{"q": one(10, 300), "sort": "newest"} for _ in many],
            "misspelt": [{"q": word[:2] + word[3] + word[2] + word[4:]} for word in rare if len(word) > 5],
        }
