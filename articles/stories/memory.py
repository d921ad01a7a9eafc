"""Memory: the shelf of the site. What is asked of it comes from Postgres at first, many rows at a time where that is known.

It lives as long as one transaction, which holds the lock of ``locking.py``, so nothing in it is ever out of date.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import TypeVar

from django.db import connection
from django.db.models import Max

from articles import evidence
from articles.clue import Clue
from articles.cluster import keys_of, likely
from articles.models import Article, Gist, TermCount
from articles.models import Clue as ClueRow
from articles.shelf import NEWEST, Count, Shelf, Story
from articles.stories import gists, reading

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
    """The shelf as Postgres has it. ``unsaved`` are stories that had to be summed up, because nobody had."""

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[int, Story] = Lazily(self.load_stories)
        self.clues: dict[int, Clue] = Lazily(self.load_clues)
        self.unsaved: set[int] = set()
        self.placed = ClueRow.objects.aggregate(last=Max("pk"))["last"] or 0

    def expect(self, clues: Sequence[Clue]) -> None:
        """Load in a few queries what placing these articles will ask for, as far as it can be told before."""
        self.load_counts({f"{clue.language}:{term}" for clue in clues for term in ("", *clue.terms)})
        keys = {clue.article: keys_of(clue, evidence.reading(self, clue).telling) for clue in clues}
        self.load_postings(set(chain.from_iterable(keys.values())))
        self.load_stories({story for found in keys.values() for story in likely(self, found)})

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
        for key, count, day in TermCount.objects.filter(pk__in=list(keys)).values_list("key", "count", "day"):
            language, _, term = key.partition(":")
            self.counts.setdefault(language, {})[term] = Count(count, day)

    def load_postings(self, keys: Collection[str]) -> None:
        """Load the newest articles under these keys, and in which stories they are."""
        with connection.cursor() as cursor:
            cursor.execute(POSTINGS, [list(keys), NEWEST])
            found = {key: numbers or [] for key, numbers in cursor.fetchall()}
        self._load_places({number for numbers in found.values() for number in numbers} - self.story_of.keys())
        for key, numbers in found.items():
            self.postings[key] = [number for number in numbers if number in self.story_of]

    def load_stories(self, stories: Collection[int]) -> None:
        """Load what these stories come to; what nobody summed up, or what changed since, is summed up now."""
        wanted = set(stories) - self.stories.keys()
        for number, facts in Gist.objects.filter(pk__in=wanted).values_list("pk", "facts"):
            self.stories[number] = gists.story_of(number, facts)
        for number in sorted(wanted - self.stories.keys()):
            self._sum_up(number)

    def load_clues(self, articles: Collection[int]) -> None:
        """Load the clues of these articles, with their place in the order."""
        wanted = set(articles) - self.clues.keys()
        rows = ClueRow.objects.filter(article__in=wanted).values_list("pk", "article", "language", "facts")
        for order, article, language, facts in rows:
            self.clues[article] = reading.from_facts(article, language, facts)
            self.order[article] = order

    def _load_places(self, articles: Collection[int]) -> None:
        """Load in which stories these articles are."""
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
