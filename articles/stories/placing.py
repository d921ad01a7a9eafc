"""Places what is new: articles without a story get one, in the order in which they were published, a batch a transaction.

Any number of processes may run this; one at a time does (``locking.py``). What a killed one leaves is a batch, which the
next one does.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction

from articles.clue import Clue
from articles.cluster import Merges, Placement
from articles.grouping import Grouping, hour_of
from articles.links import NO_LINKS
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
    while _place_batch(now, placed, is_stopped) and not is_stopped():
        continue
    if placed.articles:
        log.info("articles_placed", extra=asdict(placed))
    return placed


@transaction.atomic
def _place_batch(now: datetime, placed: Placed, is_stopped: Callable[[], bool]) -> bool:
    """Place a batch, or what there is time for, and after the last one rank anew what is due. Return whether there may be more."""
    locking.hold()
    clues = [reading.read(article) for article in reading.waiting(BATCH)]
    if clues:
        _place(clues, now, placed, is_stopped)
    if len(clues) == BATCH or is_stopped():
        return True
    tally_due(now)
    return False


def _place(clues: Sequence[Clue], now: datetime, placed: Placed, is_stopped: Callable[[], bool]) -> None:
    """Place these, and write what follows from it. A batch takes seconds: whoever is told to stop leaves the rest waiting."""
    memory = Memory()
    memory.expect(clues)
    grouping = resumed(memory, writing.founder())
    memory.load_places({other for clue in clues for other in grouping.links.bound_to(clue.article)})
    batch = writing.Batch(memory, now)
    for clue in takewhile(lambda _: not is_stopped(), clues):
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
    if memory.last is None:
        return Grouping(memory, new_story)
    links = linking.links_since(memory.last - OBEYED) if memory.is_linked else NO_LINKS
    return Grouping(memory, new_story, links, hour_of(memory.last), memory.changed_in)
