"""Places what is new: articles without a story get one, in the order in which they were published, a batch a transaction.

Any number of processes may run this; one at a time does (``locking.py``). What a killed one leaves is a batch, which the
next one does.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from articles.clue import Clue
from articles.cluster import Merges, Placement
from articles.grouping import Grouping, hour_of
from articles.models import Article
from articles.models import Clue as ClueRow
from articles.stories import linking, locking, merging, reading, writing
from articles.stories.memory import Memory
from articles.stories.tallying import tally_due

log = logging.getLogger(__name__)

BATCH = 200
"""So many articles are placed in one transaction."""

OBEYED = timedelta(days=15)
"""So old may an editor's word be that new articles are held against: longer than any story lives."""


@dataclass(slots=True)
class Placed:
    """What a run did."""

    articles: int = 0
    joined: int = 0
    merged: int = 0
    suggested: int = 0

    def count(self, placement: Placement) -> None:
        """Count an article."""
        self.articles += 1
        self.joined += not placement.is_new
        self.suggested += len(placement.suggestions)

    def count_merges(self, merges: Merges) -> None:
        """Count what an hour's merging did."""
        self.merged += len(merges.merged)
        self.suggested += len(merges.suggestions)


def place_waiting(now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> Placed:
    """Place all published articles that are in no story, and rank anew what time alone has changed. ``now`` is aware UTC."""
    placed = Placed()
    while not is_stopped() and _place_batch(now, placed):
        continue
    with transaction.atomic():
        locking.hold()
        tally_due(now)
    if placed.articles:
        log.info("articles_placed", extra=asdict(placed))
    return placed


@transaction.atomic
def _place_batch(now: datetime, placed: Placed) -> bool:
    """Place a batch. Return whether there was any."""
    locking.hold()
    clues = [reading.read(article) for article in reading.waiting(BATCH)]
    if clues:
        _place(clues, now, placed)
    return bool(clues)


def _place(clues: Sequence[Clue], now: datetime, placed: Placed) -> None:
    """Place these, and write what follows from it."""
    memory = Memory()
    memory.expect(clues)
    grouping = resumed(memory, writing.founder())
    batch = writing.Batch(memory, now)
    for clue in clues:
        merges, placement = grouping.add(clue)
        if merges:
            batch.write()
            merging.carry_out(merges, now)
            batch.changed.update(merge.kept for merge in merges.merged)
            placed.count_merges(merges)
        batch.add(placement)
        placed.count(placement)
    batch.write()


def resumed(memory: Memory, new_story: Callable[[Clue], int]) -> Grouping:
    """Return the course of grouping where it stopped: its hour, what changed in it, and what editors said."""
    last = ClueRow.objects.aggregate(last=Max("seen_at"))["last"]
    if last is None:
        return Grouping(memory, new_story)
    began = ClueRow.objects.filter(seen_at__gte=hour_of(last)).aggregate(first=Min("pk"))["first"]
    changed = Article.objects.filter(clue__pk__gte=began, story__isnull=False).order_by()
    return Grouping(
        memory,
        new_story,
        linking.links_since(last - OBEYED),
        hour_of(last),
        set(changed.values_list("story_id", flat=True)),
    )
