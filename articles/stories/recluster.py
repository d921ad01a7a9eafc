"""Recluster: all stories again, from the clues in the order of their placing and what editors ordered in between.

By the same method the same stories come out, under the same addresses. A new method comes to its own: articles change
their places, and the address of a story that is no more leads to where the article went that began it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from articles.clue import Clue
from articles.models import Article, Link, StoryEvent
from articles.models import Clue as ClueRow
from articles.stories import linking, locking, reading, rewriting, writing
from articles.stories.replaying import Replay

CHUNK = 500
"""Clues that are read at a time."""


@dataclass(frozen=True, slots=True)
class Reclustered:
    """How many articles there are in how many stories, and how many of them are in another story now."""

    articles: int
    stories: int
    moved: int


@transaction.atomic
def recluster(
    now: datetime, *, anew: bool = False, is_dry: bool = False, progress: Callable[[], object] = lambda: None
) -> Reclustered:
    """Group all placed articles again, and write what came of it. Nothing is placed meanwhile.

    ``anew`` reads every clue from the article's text of today, as a new method of reading needs it; ``is_dry`` writes
    nothing. ``progress`` is called for each article.
    """
    locking.hold()
    founded = dict(ClueRow.objects.filter(founded__isnull=False).values_list("article", "founded"))
    new_story = writing.founder()
    replay = Replay(lambda clue: founded.get(clue.article) or new_story(clue))
    orders = _orders()
    order = next(orders, None)
    for number, clue, keys in _clues(anew=anew):
        while order and order.after_clue < number:
            order = _obey(replay, order, orders)
        replay.place(clue, keys, is_new=anew)
        progress()
    while order:
        order = _obey(replay, order, orders)
    return _result(replay, now, is_dry=is_dry)


def _result(replay: Replay, now: datetime, *, is_dry: bool) -> Reclustered:
    places = replay.places()
    before = dict(Article.objects.filter(clue__isnull=False).values_list("pk", "story_id"))
    moved = {article: story for article, story in places.items() if before.get(article) != story}
    if not is_dry:
        rewriting.rewrite(replay, moved, now)
    return Reclustered(len(places), len(set(places.values())), len(moved))


def _clues(*, anew: bool) -> Iterator[tuple[int, Clue, list[str]]]:
    """Yield every clue in the order of placing, with the number and the keys of its row."""
    last = 0
    while rows := list(
        ClueRow.objects.filter(pk__gt=last).values_list("pk", "article", "language", "facts", "keys")[:CHUNK]
    ):
        last = rows[-1][0]
        fresh = reading.again([row[1] for row in rows]) if anew else {}
        for number, article, language, facts, keys in rows:
            yield number, fresh.get(article) or reading.from_facts(article, language, facts), keys


def _orders() -> Iterator[StoryEvent]:
    """Yield what editors ordered, in its order. What the site merged by itself comes out of the replay.

    The site's own merges name nobody and say nothing of pairs; an editor's may have lost its editor, but has its links.
    """
    events = StoryEvent.objects.annotate(says=Exists(Link.objects.filter(event=OuterRef("pk")))).order_by("pk")
    told = events.exclude(moves={}, says=False).exclude(kind=StoryEvent.Kind.MERGED, actor__isnull=True, says=False)
    yield from told.iterator(CHUNK)


def _obey(replay: Replay, order: StoryEvent, orders: Iterator[StoryEvent]) -> StoryEvent | None:
    """Do what was ordered. Return the next order."""
    moves = {int(article): way[1] for article, way in order.moves.items()}
    replay.obey(moves, linking.links_until(order.pk))
    return next(orders, None)
