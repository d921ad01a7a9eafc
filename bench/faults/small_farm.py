"""A small feed farm of our own: what ``bench/farm.py`` asks of any, with made-up news, for machines that have no other.

It is started by its path, so it imports nothing of ours. Feeds are RSS and Atom in turn; what stands in them follows from
their numbers alone.
"""

import argparse
import asyncio
import contextlib
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

PLACES = ("Harbour", "Quay", "Mill", "Ferry", "Orchard", "Bridge", "Market", "Tide", "Lantern", "Meadow")
DEEDS = ("opens late", "is repaired", "counts its visitors", "asks for volunteers", "stays closed", "wins a prize")
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{title}</title><link>{home}</link>'
    "<description>{title}</description><language>en</language>{items}</channel></rss>"
)
RSS_ITEM = (
    '<item><title>{headline}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid><pubDate>{rss_date}</pubDate>'
    "<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
)
ATOM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title>'
    '<id>{home}</id><link href="{home}"/><updated>{updated}</updated>{items}</feed>'
)
ATOM_ITEM = (
    '<entry><title>{headline}</title><link href="{link}"/><id>{guid}</id><published>{atom_date}</published>'
    '<updated>{atom_date}</updated><content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry>'
)


@dataclass
class Question:
    """One request, header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


Answer = Callable[[Question, asyncio.StreamWriter], Awaitable[None]]


def response(status: int, body: bytes = b"", *headers: str) -> bytes:
    """Write a whole HTTP/1.1 answer with the right Content-Length."""
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


async def converse(answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one question of a connection after another."""
    with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
        while True:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
            method, target, _ = first.split(" ")
            parts = urlsplit(target)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            await answer(Question(method, parts.path, query, headers), writer)
            await writer.drain()
    writer.close()


@dataclass
class Feed:
    """One feed: its items by slot with their revisions, the newest last."""

    number: int
    items: dict[int, int]

    def publish(self, new: int, changed: int) -> None:
        """Revise the newest items, then let new ones push old ones out."""
        for slot in list(self.items)[-changed:] if changed else ():
            self.items[slot] += 1
        for _ in range(new):
            self.items[max(self.items) + 1] = 1
            del self.items[min(self.items)]

    def document(self, home: str, epoch: float) -> bytes:
        """Return what it says now."""
        frame, item = ((RSS, RSS_ITEM), (ATOM, ATOM_ITEM))[self.number % 2]
        texts = [item.format(**self._words(slot, home, epoch)) for slot in reversed(self.items)]
        title = f"{PLACES[self.number % len(PLACES)]} Notes {self.number}"
        updated = _atom_date(epoch + 600 * max(self.items))
        return frame.format(title=title, home=home, updated=updated, items="".join(texts)).encode()

    def _words(self, slot: int, home: str, epoch: float) -> dict[str, str]:
        draw = Random(self.number * 10_007 + slot)  # noqa: S311  It draws words.
        place, deed, count = draw.choice(PLACES), draw.choice(DEEDS), draw.randrange(3, 900)
        moment = epoch + 600 * slot + self.number
        return {
            "headline": f"{place} {self.number} {deed}, {count} came" + " again" * (self.items[slot] - 1),
            "link": f"{home}story/{self.number}-{slot}",
            "guid": f"tag:farm.example,2026:{self.number}-{slot}",
            "rss_date": formatdate(moment, usegmt=True),
            "atom_date": _atom_date(moment),
            "text": " ".join(f"{draw.choice(PLACES)} {draw.choice(DEEDS)} {draw.randrange(99)}." for _ in range(25)),
        }


def _atom_date(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


@dataclass
class Kept:
    """What is counted of one path."""

    requests: int = 0
    violations: Counter[str] = field(default_factory=Counter)
    has_given: bool = False


class SmallFarm:
    """The feeds, the statistics, and what the control addresses do to them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.feeds = [Feed(number, dict.fromkeys(range(options.items), 1)) for number in range(options.feeds)]
        self.kept: defaultdict[str, Kept] = defaultdict(Kept)
        self.latency = 0.0
        self.epoch = time.time() // 3600 * 3600 - 7 * 86_400
        self._random = Random(1)  # noqa: S311  It draws who publishes.

    async def answer(self, asked: Question, writer: asyncio.StreamWriter) -> None:
        """Answer a feed after the latency, all else at once."""
        if asked.path.startswith("/feed/"):
            await asyncio.sleep(self.latency)
            writer.write(self._feed(asked))
        else:
            writer.write(self._page(asked))

    def _page(self, asked: Question) -> bytes:
        match asked.path:
            case "/_opml":
                return response(200, self._opml().encode())
            case "/_stats.json":
                return response(200, json.dumps(self._stats()).encode())
            case "/_control/tick":
                self._tick(**{name: float(text) for name, text in asked.query.items()})
            case "/_control/set":
                self.latency = float(asked.query.get("latency", 1000 * self.latency)) / 1000
            case "/_control/reset":
                self.kept.clear()
        return response(200, b"{}")

    def _tick(self, new: float, changed: float = 0, share: float = 1) -> None:
        for feed in self.feeds:
            if self._random.random() < share:
                feed.publish(int(new), int(changed))

    def _feed(self, asked: Question) -> bytes:
        number = int(asked.path.removeprefix("/feed/").removesuffix(".xml"))
        kept, body = self.kept[asked.path], self.feeds[number].document(self.home(number), self.epoch)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        wanted = asked.headers.get("if-none-match")
        kept.requests += 1
        kept.violations["unconditional_after_validators"] += kept.has_given and wanted is None
        kept.has_given = True
        return response(304, b"", f"ETag: {etag}") if wanted == etag else response(200, body, f"ETag: {etag}")

    def _stats(self) -> dict[str, Any]:
        feeds = {path: {"requests": one.requests, "violations": +one.violations} for path, one in self.kept.items()}
        return {"feeds": feeds, "violations": sum((one.violations for one in self.kept.values()), Counter[str]())}

    def home(self, number: int) -> str:
        """Where a feed's host is."""
        return f"http://127.0.0.{number % self.options.hosts + 2}:{self.options.port}/"

    def _opml(self) -> str:
        outlines = (
            f'<outline type="rss" text="{PLACES[n % len(PLACES)]} Notes {n}" xmlUrl="{self.home(n)}feed/{n}.xml" '
            f'htmlUrl="{self.home(n)}site/{n}/"/>'
            for n in range(len(self.feeds))
        )
        return f'<opml version="2.0"><head><title>Small farm</title></head><body>{"".join(outlines)}</body></opml>'


async def main(arguments: Sequence[str]) -> None:
    """Serve until we are stopped."""
    parser = argparse.ArgumentParser()
    for name in ("feeds", "items", "hosts", "port"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--formats")
    parser.add_argument("--lazy", action="store_true")
    options = parser.parse_args(arguments)
    farm = SmallFarm(options)
    addresses = [f"127.0.0.{number}" for number in range(1, options.hosts + 2)]
    async with await asyncio.start_server(
        lambda reader, writer: converse(farm.answer, reader, writer), addresses, options.port, backlog=500
    ) as server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1:]))
