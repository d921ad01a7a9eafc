"""A server that answers each path as it is told, rightly or not: in this process, on as many loopback addresses as are wanted."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from bench.farm import free_port
from bench.faults.small_farm import RSS, RSS_ITEM, Question, converse, response

Play = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def item(number: int, **words: str) -> str:
    """Return one item with a guid, a link and a date of its own, except where ``words`` say otherwise."""
    plain = {
        "headline": f"Quay {number} is repaired",
        "link": f"https://quay.example/{number}",
        "guid": f"quay-{number}",
        "rss_date": f"Sat, 21 Nov 2026 {number // 60 % 24:02}:{number % 60:02}:00 GMT",
        "text": f"Number {number} was worn.",
    }
    return RSS_ITEM.format(**plain | words)


def rss(*items: str) -> bytes:
    """Return a document with these items."""
    return RSS.format(title="Quay", home="https://quay.example/", items="".join(items)).encode()


def good(body: bytes, etag: str, *headers: str) -> bytes:
    """Return a whole answer."""
    return response(200, body, "Content-Type: application/rss+xml", f'ETag: "{etag}"', *headers)


async def silence(_writer: asyncio.StreamWriter) -> None:
    """Say nothing for longer than anybody waits."""
    await asyncio.sleep(3600)


@dataclass
class Rogue:
    """A context manager. ``answers`` are played by path; ``asked`` are the questions, in their order."""

    hosts: int = 1
    answers: dict[str, Play] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._call(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str, number: int = 0) -> str:
        """Return the address of a path at the host of this number."""
        return f"http://{_address(number % self.hosts)}:{self.port}{path}"

    def questions(self, path: str) -> list[Question]:
        """Return what was asked of a path."""
        return [question for question in self.asked if question.path == path]

    async def _listen(self) -> asyncio.Server:
        addresses: Sequence[str] = [_address(number) for number in range(self.hosts)]
        return await asyncio.start_server(
            lambda reader, writer: converse(self._answer, reader, writer), addresses, self.port, backlog=500
        )

    async def _answer(self, question: Question, writer: asyncio.StreamWriter) -> None:
        self.asked.append(question)
        play = self.answers.get(question.path, response(404))
        if isinstance(play, bytes):
            writer.write(play)
        else:
            await play(writer)

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)


def _address(number: int) -> str:
    """Return one of 60,000 addresses of loopback, none of which a farm has."""
    return f"127.1.{number // 250}.{number % 250 + 1}"
