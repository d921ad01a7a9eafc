"""Who may speak to a server now: a number of fast lanes, and room beside them for whoever takes long.

Servers that hang would else hold every lane until their time is over, and all others would wait for them. So a fetch that takes
longer than others steps aside and lets another one in; what it costs from then on is a socket that waits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SLOW_SECONDS = 1.0
"""Most servers have answered by then."""

ASIDE = 200
"""So many may stand aside; whoever is slow beyond that holds its lane."""


class Lanes:
    """``fast`` is how many fetches run at once, beside those that stand ``aside``."""

    def __init__(self, fast: int) -> None:
        self._free = asyncio.Semaphore(fast)
        self._aside: set[object] = set()

    @property
    def aside(self) -> int:
        """Return how many stand aside."""
        return len(self._aside)

    @asynccontextmanager
    async def lane(self) -> AsyncIterator[None]:
        """Wait for a lane, and hold it until the end of the block, or until that takes long."""
        await self._free.acquire()
        whoever = object()
        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._step_aside, whoever)
        try:
            yield
        finally:
            timer.cancel()
            if whoever in self._aside:
                self._aside.remove(whoever)
            else:
                self._free.release()

    def _step_aside(self, whoever: object) -> None:
        """Let another one in, where there is room aside."""
        if self.aside < ASIDE:
            self._aside.add(whoever)
            self._free.release()
