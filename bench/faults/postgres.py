"""A Postgres of our own that can be taken away and given back."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.database import Server
from bench.faults.process import until
from newsroom import database
from newsroom.embedded import EmbeddedServer


class Postgres(Server):
    """An embedded server, with which one may be rude."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        super().__init__(embedded.url)
        self._embedded = embedded

    def stop_at_once(self) -> None:
        """Let it end as in a power cut: sessions are torn off, and nothing is written that was not."""
        os.kill(self._embedded.get_postmaster_info().pid, signal.SIGQUIT)
        until(lambda: not self._embedded.is_up(), "Postgres ends")

    def processes(self) -> list[psutil.Process]:
        """Return its first process and all that this one made."""
        first = psutil.Process(self._embedded.get_postmaster_info().pid)
        return [first, *first.children(recursive=True)]

    def start(self) -> None:
        """Start it again; it recovers what it had promised to keep."""
        self._embedded.ensure_postgres_running()


@contextmanager
def postgres(directory: Path) -> Iterator[Postgres]:
    """Start a server in ``directory``, and stop it at the end. What we do to it no power cut does: it need not sync."""
    embedded = database.start(directory, {"fsync": "off"})
    try:
        yield Postgres(embedded)
    finally:
        embedded.cleanup()
