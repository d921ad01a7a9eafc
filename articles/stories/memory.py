"""Memory: the shelf of the site. What is asked of it comes from Postgres at first, many rows at a time where that is known.

It lives as long as one transaction, which holds the lock of ``locking.py``, so nothing in it is ever out of date.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from datetime import datetime
from itertools import chain
from typing import TypeVar

from django.db import connection
from django.db.models import Min

from articles import evidence
from articles.clue import Clue
from articles.comparing import keys_of, likely
from articles.models import Article, Gist
from articles.models import Clue as ClueRow
from articles.shelf import NEWEST, Count, Shelf, Story
from articles.stories import gists, reading

LATEST = """
SELECT max(id), max(seen_at), EXISTS (SELECT FROM articles_link) FROM articles_clue
"""
COUNTS = "SELECT key, count, day FROM articles_termcount WHERE key = ANY (%s)"
POSTINGS = """
SELECT key, newest.numbers FROM unnest(%s::text[]) AS key, LATERAL (
    SELECT array_agg(number ORDER BY clue_id) AS numbers FROM (
        SELECT clue_id, number FROM articles_posting WHERE articles_posting.key = key.key ORDER BY clue_id DESC LIMIT %s
    ) AS one
) AS newest
"""
Value = TypeVar("Value")


class Lazily(dict[int, Value]):
    """A dictionary that asks for what it has not got. What is nowhere is a ``KeyError``, as ever."""

    def __init__(self, load: Callable[[Collection[int]], None]) -> None:
        super().__init__()
        self._load = load

    def __missing__(self, key: int) -> Value:
        self._load([key])
        if key not in self:
            raise KeyError(key)
        return self[key]


class Memory(Shelf):
    """The shelf as Postgres has it. ``unsaved`` are stories that had to be summed up, because nobody had; ``last``: when the latest article so far was seen; ``is_linked``: an editor said something of some pair."""

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[int, Story] = Lazily(self.load_stories)
        self.clues: dict[int, Clue] = Lazily(self.load_clues)
        self.unsaved: set[int] = set()
        with connection.cursor() as cursor:
            cursor.execute(LATEST)
            number, seen, linked = cursor.fetchone()
        self.placed: int = number or 0
        self.last: datetime | None = seen
        self.is_linked: bool = linked

    def expect(self, clues: Sequence[Clue]) -> None:
        """Load in a few queries what placing these articles, in this order, will ask for."""
        self.load_counts({f"{clue.language}:{term}" for clue in clues for term in ("", *clue.terms)})
        keys = self._keys_to_come(clues)
        self.load_postings(set(chain.from_iterable(keys)))
        if len(clues) > 1:
            self.load_stories({story for found in keys for story in likely(self, found)})

    def _keys_to_come(self, clues: Sequence[Clue]) -> list[tuple[str, ...]]:
        """Return the keys that each article will have, as each of them is counted before it is read."""
        counts = {language: {term: copy(count) for term, count in of.items()} for language, of in self.counts.items()}
        keys = []
        for clue in clues:
            self.count(clue)
            keys.append(keys_of(clue, evidence.reading(self, clue).telling))
        self.counts = counts
        return keys

    def gather(self, stories: Iterable[int]) -> list[Story]:
        """Return these stories, in this order."""
        stories = list(stories)
        self.load_stories(stories)
        return super().gather(stories)

    def recall(self, articles: Iterable[int]) -> list[Clue]:
        """Return the clues of these articles, in this order; those that are gone are left out."""
        articles = list(articles)
        self.load_clues(articles)
        return super().recall(articles)

    def changed_in(self, hour: datetime) -> set[int]:
        """Return the stories that took an article since the first of all that came in that hour."""
        began = ClueRow.objects.filter(seen_at__gte=hour).aggregate(first=Min("pk"))["first"]
        changed = Article.objects.filter(clue__pk__gte=began, story__isnull=False).order_by()
        return set(changed.values_list("story_id", flat=True))

    def under(self, key: str) -> Sequence[int]:
        """Return the newest articles under a key, in the order of placing."""
        if key not in self.postings:
            self.load_postings([key])
        return self.postings[key]

    def put(self, clue: Clue, story: int, keys: Iterable[str]) -> None:
        """Put an article in a story, and behind those that Postgres has under its keys."""
        keys = list(keys)
        for key in keys:
            self.under(key)
        super().put(clue, story, keys)

    def present(self, stories: Collection[int]) -> set[int]:
        """Return which of these stories there are, loaded."""
        self.load_stories(stories)
        return super().present(stories)

    def move(self, articles: Iterable[int], story: int) -> None:
        """Put articles in another story; both are summed up anew, from all their clues."""
        articles = list(articles)
        both = {story, *(self.story_of[article] for article in articles)}
        self.load_clues({article for one in both if one in self.stories for article in self.stories[one].articles})
        super().move(articles, story)

    # Out of Postgres --------------------------------------------------------------------------------------------------
    def load_counts(self, keys: Collection[str]) -> None:
        """Load how frequent terms are."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, [list(keys)])
            for key, count, day in cursor.fetchall():
                language, _, term = key.partition(":")
                self.counts.setdefault(language, {})[term] = Count(count, day)

    def load_postings(self, keys: Collection[str]) -> None:
        """Load the newest articles under these keys, and in which stories they are."""
        if not keys:
            return
        with connection.cursor() as cursor:
            cursor.execute(POSTINGS, [list(keys), NEWEST])
            found = {key: numbers or [] for key, numbers in cursor.fetchall()}
        self.load_places({number for numbers in found.values() for number in numbers} - self.story_of.keys())
        for key, numbers in found.items():
            self.postings[key] = tuple(number for number in numbers if number in self.story_of)

    def load_stories(self, stories: Collection[int]) -> None:
        """Load what these stories come to; what nobody summed up, or what changed since, is summed up now."""
        wanted = set(stories) - self.stories.keys()
        if not wanted:
            return
        for number, facts in Gist.objects.filter(pk__in=wanted).values_list("pk", "facts"):
            self.stories[number] = gists.story_of(number, facts)
        for number in sorted(wanted - self.stories.keys()):
            self._sum_up(number)

    def load_clues(self, articles: Collection[int]) -> None:
        """Load the clues of these articles, with their place in the order."""
        wanted = set(articles) - self.clues.keys()
        if not wanted:
            return
        rows = ClueRow.objects.filter(article__in=wanted).values_list("pk", "article", "language", "facts")
        for order, article, language, facts in rows:
            self.clues[article] = reading.from_facts(article, language, facts)
            self.order[article] = order

    def load_places(self, articles: Collection[int]) -> None:
        """Load in which stories these articles are."""
        if not articles:
            return
        placed = Article.objects.filter(pk__in=articles, story__isnull=False).order_by()
        self.story_of.update(placed.values_list("pk", "story_id"))

    def _sum_up(self, story: int) -> None:
        """Sum a story up from the clues of its articles."""
        articles = list(
            Article.objects.filter(story=story, clue__isnull=False).order_by("clue").values_list("pk", flat=True)
        )
        if articles:
            self.load_clues(articles)
            self.story_of.update(dict.fromkeys(articles, story))
            self._rebuild(story, set(articles))
            self.unsaved.add(story)
