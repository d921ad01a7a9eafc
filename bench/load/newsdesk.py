"""What the editors do meanwhile: one publishes every few seconds, another looks through the desk."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.load.editor import Editor, Published
from bench.load.stage import Stage

EVERY_SECONDS = 5.0
LOOKS_EVERY = 2.0


@dataclass(slots=True)
class Newsdesk:
    """Two editors at work, and what came of it."""

    publisher: Editor
    looker: Editor
    published: list[Published] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def statuses(self) -> dict[int, int]:
        """Return how often the desk answered what."""
        both = (self.publisher.statuses, self.looker.statuses)
        return {status: sum(one.get(status, 0) for one in both) for status in sorted({*both[0], *both[1]})}

    @property
    def slowest(self) -> float:
        """Return the seconds of the slowest answer."""
        return max(self.publisher.slowest, self.looker.slowest)

    def _publish(self) -> None:
        done = self.publisher.publish()
        if done:
            self.published.append(done)

    def _repeat(self, every: float, deed: Callable[[int], object]) -> None:
        turn, due = 0, time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            deed(turn)
            turn, due = turn + 1, due + every

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them work for as long as the block lasts."""
        deeds = ((EVERY_SECONDS, lambda _: self._publish()), (LOOKS_EVERY, self.looker.look_around))
        threads = [threading.Thread(target=self._repeat, args=deed, daemon=True) for deed in deeds]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()


def newsdesk(stage: Stage) -> Newsdesk:
    """Let two editors sign in."""
    return Newsdesk(stage.editor(), stage.editor())
