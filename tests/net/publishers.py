"""Publishers of simulated time: what they publish follows the clock, and each has manners or misdeeds of its own."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.net.scripted import Request, ScriptedServer, answer

Play = Callable[["Asked"], bytes]
HISTORY = 12
"""Items of a paper: so many stand in its feed, and so many were published before the simulation begins."""


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire: how many its path had before, and when it came."""

    host: str
    path: str
    count: int
    at: datetime
    headers: dict[str, str]

    @property
    def conditions(self) -> tuple[str, str]:
        return self.headers.get("if-none-match", ""), self.headers.get("if-modified-since", "")


@dataclass
class Paper:
    """A paper with an item every so often; ``validators`` are those it gives, ``channel`` is what its feed says besides."""

    name: str
    start: datetime
    every: timedelta
    validators: str = "both"
    channel: str = ""
    headers: tuple[str, ...] = ()

    def count(self, now: datetime) -> int:
        """How many items there were until then."""
        return HISTORY + (now - self.start) // self.every

    def urls(self, now: datetime) -> set[str]:
        """The addresses of all items published until then."""
        return {f"http://{self.name}.example.org/story/{n}" for n in range(self.count(now))}

    def play(self, asked: Asked) -> bytes:
        etag, modified = self.gives(asked.at)
        if (etag or modified) and asked.conditions == (etag, modified):
            return answer(304, b"", *self._lines(etag, modified))
        return answer(200, self._document(asked.at), *self._lines(etag, modified))

    def gives(self, now: datetime) -> tuple[str, str]:
        count = self.count(now)
        etag = f'"{self.name}-{count}"' if self.validators in ("both", "etag") else ""
        modified = self._date(count - 1) if self.validators in ("both", "date") else ""
        return etag, modified

    def _lines(self, etag: str, modified: str) -> list[str]:
        given = [("ETag", etag), ("Last-Modified", modified)]
        return [*(f"{name}: {value}" for name, value in given if value), *self.headers]

    def _date(self, number: int) -> str:
        return format_datetime(self.start + (number - HISTORY + 1) * self.every, usegmt=True)

    def _document(self, now: datetime) -> bytes:
        last = self.count(now)
        items = "".join(
            f"<item><title>{self.name} {n}</title><link>http://{self.name}.example.org/story/{n}</link>"
            f"<guid>{self.name}-{n}</guid><pubDate>{self._date(n)}</pubDate><description>Text {n}.</description></item>"
            for n in range(last - HISTORY, last)
        )
        channel = f"<title>{self.name}</title>{self.channel}{items}"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@dataclass
class Publishers:
    """All of them behind one server; what they are asked is kept, as it came over the wire."""

    clock: Callable[[], datetime]
    server: ScriptedServer
    plays: dict[str, Play] = field(default_factory=dict)
    asked: dict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.server.default = self._play

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        request: Request = self.server.requests[-1]  # Nobody had a turn since it was noted.
        host, path = request.headers["host"], request.path
        one = Asked(host, path, len(self.asked[path]), self.clock(), request.headers)
        self.asked[path].append(one)
        writer.write(self.plays[path](one))
        await writer.drain()
