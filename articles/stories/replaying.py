"""Replaying: the course of grouping again, from the first clue on, with editors' orders in between where they were given."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from articles.clue import Clue
from articles.cluster import Merge, Placement, Suggestion
from articles.grouping import Grouping
from articles.links import Links
from articles.shelf import Shelf
from articles.stories.rows import Reason, reason_of

FORGET_EVERY = timedelta(hours=6)


class Replay:
    """A replay under way. ``found`` gives the id of the story that a clue begins.

    ``members``: story -> its articles, in the order of placing; ``reasons``: article -> why it is there; ``keys`` and
    ``clues``: article -> under which it is found, and what is known of it, where that is not as its row says;
    ``founders``: story -> the article that began it; ``suggestions``: what editors would be asked.
    """

    def __init__(self, found: Callable[[Clue], int]) -> None:
        self.members: dict[int, list[int]] = {}
        self.reasons: dict[int, Reason] = {}
        self.keys: dict[int, tuple[str, ...]] = {}
        self.clues: dict[int, Clue] = {}
        self.founders: dict[int, int] = {}
        self.suggestions: list[Suggestion] = []
        self.shelf = Shelf()
        self._grouping = Grouping(self.shelf, found)
        self._tidied = datetime.min.replace(tzinfo=UTC)

    def place(self, clue: Clue, keys: Collection[str], *, is_new: bool = False) -> None:
        """Place the next article; ``keys`` are those of its row, which has to learn the clue where that ``is_new``."""
        merges, placement = self._grouping.add(clue)
        if merges:
            self.suggestions += merges.suggestions
            for merge in merges.merged:
                self._merge(merge)
        self._take(placement)
        if tuple(keys) != placement.keys:
            self.keys[clue.article] = placement.keys
        placed = self.shelf.clues[clue.article]
        if is_new or placed.vector != clue.vector:
            self.clues[clue.article] = placed
        self._tidy(clue.seen)

    def obey(self, moves: Mapping[int, int], links: Links) -> None:
        """Do what an editor ordered next: {article: story}, with all that was said of pairs by then."""
        self._grouping.links = links
        for story in sorted(set(moves.values())):
            going = {article for article, into in moves.items() if into == story}
            for number, articles in list(self.members.items()) if going else ():
                self.members[number] = [article for article in articles if article not in going]
            self.members.setdefault(story, []).extend(sorted(going & self.reasons.keys()))
            on_shelf = [article for article in sorted(going) if article in self.shelf.story_of]
            if on_shelf:
                self.shelf.move(on_shelf, story)

    def places(self) -> dict[int, int]:
        """Return where every article is: {article: story}."""
        return {article: story for story, articles in self.members.items() for article in articles}

    def _merge(self, merge: Merge) -> None:
        """Note of every article that was merged why; a copy stays one."""
        for article in self.members.get(merge.gone, ()):
            self.reasons[article] = Reason("merge", merge.score, merge.shared, self.reasons[article].copy_of)
        self.members.setdefault(merge.kept, []).extend(self.members.pop(merge.gone, ()))

    def _take(self, placement: Placement) -> None:
        self.reasons[placement.article] = reason_of(placement)
        self.members.setdefault(placement.story, []).append(placement.article)
        if placement.is_new:
            self.founders[placement.story] = placement.article
        self.suggestions += placement.suggestions

    def _tidy(self, now: datetime) -> None:
        """Let the shelf forget what is over, from time to time."""
        if now - self._tidied > FORGET_EVERY:
            self._tidied = now
            self.shelf.forget(now)
