"""How much of what was fetched may wait to be read: large documents come faster than processes read them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

MOST_BYTES = 8_000_000


class Room:
    """Counts the bytes of documents between fetching and reading. While there are too many, nobody fetches another.

    What is under way already still comes, so that it holds some more than ``most`` for a moment; no connection is kept waiting.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held = 0
        self._is_free = asyncio.Event()
        self._is_free.set()

    async def wait(self) -> None:
        """Wait until there is room for one more document."""
        await self._is_free.wait()

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Count a document of this size as held, until the end of the block."""
        self._add(size)
        try:
            yield
        finally:
            self._add(-size)

    def _add(self, size: int) -> None:
        self._held += size
        if self._held < self._most:
            self._is_free.set()
        else:
            self._is_free.clear()
