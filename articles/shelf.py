"""Pure: what grouping has in memory: the clues that may still be joined, their stories, and how frequent each word is.

The shelf of a replay begins empty and sees every article in the order of placing. The site's begins with what Postgres
holds of that (``articles/stories/memory.py``) and goes on alike. All of it follows from the placed articles in their order.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul

from articles.clue import Clue
from articles.texts import Text, is_long, text_of

NEWEST = 60
"""Articles that are found under one key, the newest: what a new article costs has a bound, however many there are."""

MEMORY = 30.0
"""Days after which the count of a word has faded to 1/e."""

QUIET = dt.timedelta(hours=72)
"""So long after its last report nothing joins a story."""

LIFE = dt.timedelta(days=5)
"""So long after its first report nothing joins a story."""

TEXTS = 3_000
"""So many articles stay ready to be compared."""

SLACK = dt.timedelta(days=1)
"""So much earlier than the latest article may one be seen that is placed after it."""


LONG_AGO, NEVER = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(slots=True)
class Count:
    """In how many articles a term stood lately: ``count`` as it was on ``day`` (days since 1970)."""

    count: float
    day: int

    def on(self, day: int) -> float:
        """Return the count as it has faded until ``day``."""
        return self.count if day <= self.day else self.count * math.exp((self.day - day) / MEMORY)

    def add(self, day: int) -> None:
        """Count one more article on ``day``; an older one counts as if it came on the latest day."""
        self.count = self.on(day) + 1.0
        self.day = max(self.day, day)


@dataclass(slots=True)
class Story:
    """A story on the shelf: its articles in the order in which they came, the time of its reports, its words summed up.

    ``sums``: the sum of the articles' vectors. ``weight``: in how many words their weight lies. ``square`` follows from
    ``sums``: the square of their length. Whole numbers all, so that it does not matter in which order they were added.
    """

    id: int
    articles: list[int] = field(default_factory=list)
    first: dt.datetime = NEVER
    last: dt.datetime = LONG_AGO
    sums: dict[str, int] = field(default_factory=dict)
    weight: int = 0
    ground: int = 0
    square: int = field(init=False)

    def __post_init__(self) -> None:
        self.square = sum(value * value for value in self.sums.values())

    def add(self, clue: Clue) -> None:
        """Take an article in."""
        self.articles.append(clue.article)
        self.first = min(self.first, clue.seen)
        self.last = max(self.last, clue.seen)
        self.weight += breadth(clue)
        self.ground += clue.ground
        heavy = {term: value for term, value in zip(clue.terms, clue.vector, strict=True) if value}
        self.square += sum([value * (2 * self.sums.get(term, 0) + value) for term, value in heavy.items()])
        if not self.sums:
            self.sums = heavy
            return
        for term, value in heavy.items():
            self.sums[term] = self.sums.get(term, 0) + value

    def is_open(self, seen: dt.datetime) -> bool:
        """Tell whether an article of that time may still join."""
        return seen - self.last <= QUIET and seen - self.first <= LIFE and self.first - seen <= QUIET

    def may_meet(self, other: "Story") -> bool:
        """Tell whether two stories may still become one."""
        return (
            max(self.first - other.last, other.first - self.last) <= QUIET
            and max(self.last, other.last) - min(self.first, other.first) <= LIFE
        )


def breadth(clue: Clue) -> int:
    """Return in how many words the weight of an article lies: all of them, were they of equal weight, else fewer."""
    square: int = sum(map(mul, clue.vector, clue.vector))
    return round(sum(clue.vector) ** 2 / max(1, square))


class Shelf:
    """What grouping has in memory; see the module."""

    def __init__(self) -> None:
        self.clues: dict[int, Clue] = {}
        self.stories: dict[int, Story] = {}
        self.story_of: dict[int, int] = {}
        self.counts: dict[str, dict[str, Count]] = {}
        self.postings: dict[str, tuple[int, ...]] = {}
        self.order: dict[int, int] = {}
        self.placed = 0
        self._texts: dict[int, Text | None] = {}

    def under(self, key: str) -> Sequence[int]:
        """Return the newest articles under a key, in the order of placing."""
        return self.postings.get(key, ())

    def members(self, story: int) -> list[Clue]:
        """Return the clues of a story in the order in which they came."""
        return [self.clues[article] for article in self.stories[story].articles]

    def present(self, stories: Collection[int]) -> set[int]:
        """Return which of these stories are on the shelf."""
        return {story for story in stories if story in self.stories}

    def gather(self, stories: Iterable[int]) -> list[Story]:
        """Return these stories, in this order."""
        return [self.stories[story] for story in stories]

    def recall(self, articles: Iterable[int]) -> list[Clue]:
        """Return the clues of these articles, in this order; those that are gone are left out."""
        return [self.clues[article] for article in articles if article in self.clues]

    def text(self, article: int) -> Text | None:
        """Return an article made ready to be compared as a text, None for a short one; some thousands are remembered."""
        if article not in self._texts:
            if len(self._texts) >= TEXTS:
                self._texts.clear()
            clue = self.clues[article]
            self._texts[article] = text_of(clue) if is_long(clue) else None
        return self._texts[article]

    def day(self, language: str, seen: dt.datetime) -> int:
        """Return the day that counts of a language stand for: never earlier than the latest that was counted."""
        day = int(seen.timestamp() // 86_400)
        total = self.counts.get(language, {}).get("")
        return day if total is None else max(day, total.day)

    def frequencies(self, language: str, terms: Iterable[str], day: int) -> list[float]:
        """Return in how many articles each of these terms stood lately; of the term "", how many articles there were."""
        counts = self.counts.get(language, {})
        found = map(counts.get, terms)
        return [0.0 if count is None else count.count if count.day >= day else count.on(day) for count in found]

    def count(self, clue: Clue) -> None:
        """Count the terms of an article that is about to be placed."""
        day = self.day(clue.language, clue.seen)
        counts = self.counts.setdefault(clue.language, {})
        for term in ("", *clue.terms):
            if (count := counts.get(term)) is None:
                counts[term] = Count(1.0, day)
            elif count.day == day:
                count.count += 1.0  # As ``add`` would, but it is done for each word of each article.
            else:
                count.add(day)

    def put(self, clue: Clue, story: int, keys: Iterable[str]) -> None:
        """Put an article in a story, which may be new, and let it be found under its keys."""
        self.clues[clue.article] = clue
        self.order[clue.article] = self.placed = self.placed + 1
        for key in keys:
            self.postings[key] = (*self.postings.get(key, ()), clue.article)[-NEWEST:]
        if story not in self.stories:
            self.stories[story] = Story(story)
        self.stories[story].add(clue)
        self.story_of[clue.article] = story

    def move(self, articles: Iterable[int], story: int) -> None:
        """Put articles that are on the shelf in another story, which may be new; one that is left empty is gone."""
        moved = set(articles)
        touched = {self.story_of[article] for article in moved} - {story}
        for article in moved:
            self.story_of[article] = story
        kept = self.stories[story].articles if story in self.stories else []
        self._rebuild(story, {*kept, *moved})
        for other in sorted(touched):
            self._rebuild(other, set(self.stories[other].articles) - moved)

    def forget(self, now: dt.datetime) -> None:
        """Take away what nothing can join any more, however late it was seen (``SLACK``)."""
        gone = {story.id for story in self.stories.values() if not story.is_open(now - SLACK)}
        articles = {article for story in gone for article in self.stories[story].articles}
        for key, found in list(self.postings.items()):
            left = tuple(article for article in found if article not in articles)
            if left:
                self.postings[key] = left
            else:
                del self.postings[key]
        for article in articles:
            del self.clues[article], self.story_of[article], self.order[article]
        for story in gone:
            del self.stories[story]

    def _rebuild(self, story: int, articles: set[int]) -> None:
        """Sum a story up anew. Its articles stand in the order of placing."""
        self.stories.pop(story, None)
        if articles:
            self.stories[story] = Story(story)
            for article in sorted(articles, key=self.order.__getitem__):
                self.stories[story].add(self.clues[article])
