"""A real HTTP server on loopback that plays scripted answers, and a loop whose network ends at that server."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from ingest.addresses import is_public

TLS_PEM = Path(__file__).with_name("tls.pem")  # Key and certificate of *.example.org, made for these tests only.
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title></channel></rss>'
PUBLIC = "93.184.215.14"
PUBLIC6 = "2606:4700:4700::1111"

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Play | list["bytes | Play"]


def answer(status: int = 200, body: bytes = RSS, *headers: str) -> bytes:
    """Write a whole HTTP/1.1 answer with the right Content-Length."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Whatever"
    head = [f"HTTP/1.1 {status} {phrase}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Request:
    """What the server was asked: header names in lower case."""

    path: str
    headers: dict[str, str]


class ScriptedServer:
    """Listens on loopback in a thread of its own; ``answers`` maps a path to what is played for it.

    A list is played in turn, its last answer for ever. ``default`` is played for every other path.
    """

    def __init__(self, host: str = "127.0.0.1", tls: bool = False) -> None:
        self.answers: dict[str, Answer] = {}
        self.default: Answer = answer(404, b"")
        self.requests: list[Request] = []
        self.connections = 0
        self._host = host
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        context = None
        if self._tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(TLS_PEM)
        self._server = self._call(asyncio.start_server(self._serve, self._host, 0, ssl=context))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str = "/feed") -> str:
        return f"http://{self._host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while first := await reader.read(1):
                if first == b"\x16":  # A TLS hello at a plain port: servers answer in plain text and hang up.
                    writer.write(answer(400, b"", "Connection: close"))
                    break
                await self._play(self._note(first + await reader.readuntil(b"\r\n\r\n")), writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            writer.close()

    def _note(self, head: bytes) -> Request:
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        fields = dict(line.split(": ", 1) for line in lines)
        request = Request(first.split(" ")[1], {name.lower(): value for name, value in fields.items()})
        self.requests.append(request)
        return request

    async def _play(self, request: Request, writer: asyncio.StreamWriter) -> None:
        play = self.answers.get(request.path, self.default)
        if isinstance(play, list):
            play = play.pop(0) if len(play) > 1 else play[0]
        if isinstance(play, bytes):
            writer.write(play)
            await writer.drain()
        else:
            await play(writer)


class RoutedLoop(asyncio.SelectorEventLoop):
    """An event loop whose internet is on loopback: what would go to a public address goes to a scripted server.

    ``dialled`` lists every address that a connection was tried to. What is not public goes to ``decoy``, where nobody
    must ever arrive, unless ``allowed`` says that the address is really meant.
    """

    def __init__(self, routes: dict[tuple[int, bool], int], decoy: int, allowed: bool) -> None:
        super().__init__()
        self.dialled: list[tuple[str, int]] = []
        self._routes = routes
        self._decoy = decoy
        self._allowed = allowed

    async def sock_connect(self, sock: Any, address: Any) -> None:
        host, port = address[:2]
        self.dialled.append((host, port))
        is_v6 = ":" in host
        if is_public(ip_address(host)):
            route = self._routes.get((port, is_v6), self._decoy)
            address = ("::1", route, 0, 0) if is_v6 else ("127.0.0.1", route)
        elif not self._allowed:
            address = ("127.0.0.1", self._decoy)
        await super().sock_connect(sock, address)


class Names(AbstractResolver):
    """A DNS of the test's own: a name answers its lists of addresses in turn, the last for ever; or it raises, or hangs."""

    def __init__(self, **names: Any) -> None:
        self.names: dict[str, Any] = {}
        self.asked: list[str] = []

    def answer(self, host: str, *turns: Iterable[str] | BaseException | float) -> None:
        self.names[host] = list(turns)

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        self.asked.append(host)
        turns = self.names.get(host, [[PUBLIC]])
        turn = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(turn, BaseException):
            raise turn
        if isinstance(turn, float):
            await asyncio.sleep(turn)
            return []
        return [self._result(host, port, address) for address in turn]

    @staticmethod
    def _result(host: str, port: int, address: str) -> ResolveResult:
        family = 10 if ":" in address else 2
        return ResolveResult(hostname=host, host=address, port=port, family=family, proto=6, flags=0)

    async def close(self) -> None:
        pass
