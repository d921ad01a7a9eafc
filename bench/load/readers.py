"""Readers, in a process of their own: python -m bench.load.readers reads from its input what to ask and how often.

Requests begin at set times, whether or not those before them were answered, and are timed from the moment at which they were
due: a site that stands still for a second is charged with everybody who came in it. With rate 0 each thread asks as soon as
it was answered, which shows what the site can do at most.
"""

import itertools
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from bench.load.mix import Kind, draw

REQUEST = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept-Language: {language}\r\n{more}Connection: close\r\n\r\n"
PATIENCE_SECONDS = 30.0
THREADS = 48
NO_ANSWER = 0
"""The status of a request that got no answer."""


@dataclass(slots=True)
class Answers:
    """What the requests of one kind got: how often each status, and milliseconds for each."""

    statuses: dict[int, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    """All readers: at which port, how many a second in all (0: as many as are answered), for how long, by whose dice."""

    port: int
    mix: list[Kind]
    rate: float
    seconds: float
    seed: int
    answers: dict[str, Answers] = field(default_factory=dict)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> None:
        """Ask until the time is over."""
        self.answers = {kind.name: Answers() for kind in self.mix}
        due = self._due(time.monotonic())
        dice = [Random(self.seed + number) for number in range(THREADS)]  # noqa: S311  Dice, not secrets.
        threads = [threading.Thread(target=self._reader, args=(due, own)) for own in dice]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _due(self, began: float) -> Iterator[float]:
        """Give the moments at which requests are due."""
        if not self.rate:
            return iter(time.monotonic, None)
        return (began + number / self.rate for number in itertools.count())

    def _reader(self, due: Iterator[float], random: Random) -> None:
        end = time.monotonic() + self.seconds
        while True:
            with self._lock:
                at = next(due)
            if at > end:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            self._ask_one(*draw(self.mix, random), at)

    def _ask_one(self, kind: Kind, path: str, language: str, at: float) -> None:
        tag = self.tags.get((path, language), "") if kind.asks_again else ""
        more = f"If-None-Match: {tag}\r\n" if tag else ""
        status, etag = _answer(self.port, REQUEST.format(path=path, language=language, more=more).encode())
        with self._lock:
            answers = self.answers[kind.name]
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
            answers.milliseconds.append(round((time.monotonic() - at) * 1000, 2))
            if etag and status in (200, 304):
                self.tags[path, language] = etag


def _answer(port: int, request: bytes) -> tuple[int, str]:
    """Return the status and the ETag of an answer that came whole, else ``NO_ANSWER``."""
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            parts = []
            while part := connection.recv(262_144):
                parts.append(part)
    except OSError:
        return NO_ANSWER, ""
    head = b"".join(parts).partition(b"\r\n\r\n")[0].decode("latin-1")
    tags = (line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("etag:"))
    return int(head[9:12] or NO_ANSWER), next(tags, "")


def main() -> None:
    """Read the orders, ask, and print what was answered as JSON."""
    orders: dict[str, Any] = json.load(sys.stdin)
    mix = [Kind(**one) for one in orders.pop("mix")]
    crowd = Crowd(mix=mix, **orders)
    crowd.ask()
    json.dump({name: asdict(answers) for name, answers in crowd.answers.items()}, sys.stdout)


if __name__ == "__main__":
    main()
