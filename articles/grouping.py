"""Pure: the course of grouping: one article after another, and a merge each time the articles' own clock strikes an hour.

The site, a recluster and an evaluation all go this way, so that the same articles in the same order give the same stories.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from articles.clue import Clue
from articles.cluster import Merges, Placement, merge_close, place
from articles.links import NO_LINKS, Links
from articles.shelf import Shelf

HOUR = timedelta(hours=1)


def hour_of(moment: datetime) -> datetime:
    """Return the hour in which a moment lies, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(slots=True)
class Grouping:
    """Articles on their way into stories. ``new_story`` gives the id of a story that the clue begins.

    ``hour`` is the latest hour of any article so far, ``changed`` the stories that took an article since it began; those that
    did before this course was taken up are told by ``before``.
    """

    shelf: Shelf
    new_story: Callable[[Clue], int]
    links: Links = NO_LINKS
    hour: datetime | None = None
    before: Callable[[datetime], set[int]] | None = None
    changed: set[int] = field(default_factory=set)

    def add(self, clue: Clue) -> tuple[Merges | None, Placement]:
        """Merge, if the article is the first of an hour, then place it."""
        merges = None
        if self.hour is None or clue.seen >= self.hour + HOUR:
            merges = self.merge() if self.hour else None
            self.hour = hour_of(clue.seen)
        placement = place(self.shelf, clue, self.links, lambda: self.new_story(clue))
        self.changed.add(placement.story)
        return merges, placement

    def merge(self) -> Merges:
        """Merge the stories that changed with what is close to them."""
        changed, self.changed = self.changed, set()
        if self.before and self.hour:
            changed |= self.before(self.hour)
            self.before = None
        return merge_close(self.shelf, self.links, self.shelf.present(changed))


def run(clues: Iterable[Clue], links: Links = NO_LINKS) -> dict[int, int]:
    """Group articles in this order, from nothing, with a last merge at the end: {article: story}."""
    shelf = Shelf()
    numbers = count(1)
    grouping = Grouping(shelf, lambda _: next(numbers), links)
    for clue in clues:
        grouping.add(clue)
    grouping.merge()
    return shelf.story_of
