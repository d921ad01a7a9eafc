"""Fixtures for tests that talk HTTP over real loopback sockets."""

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

import pytest

from ingest.addresses import Network
from ingest.fetch import Client, user_agent
from ingest.values import Fetched, Limits, NotModified
from tests.net.scripted import TLS_PEM, Names, RoutedLoop, ScriptedServer, answer

LOOPBACK = (ip_network("127.0.0.0/8"),)
LIMITS = Limits()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def fetch() -> Callable[..., Fetched | NotModified]:
    """Fetch one URL with a real Client that may go to loopback."""

    def fetch(
        url: str, *asks: Any, limits: Limits = LIMITS, allow: Sequence[Network] = LOOPBACK
    ) -> Fetched | NotModified:
        async def go() -> Fetched | NotModified:
            async with Client(limits, allow, user_agent=user_agent("1.0", "https://news.example.org")) as client:
                return await client.fetch(url, *asks)

        return asyncio.run(go())

    return fetch


@dataclass
class Internet:
    """A public internet on loopback: ``web`` answers http and ``tls`` https for every public address.

    ``decoy`` stands for everything that must not be reached; ``dialled`` lists the addresses of all connections.
    """

    web: ScriptedServer
    web6: ScriptedServer | None
    tls: ScriptedServer
    decoy: ScriptedServer
    names: Names = field(default_factory=Names)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def fetch(self, *asks: Any, limits: Limits = LIMITS, allow: Sequence[Network] = ()) -> Fetched | NotModified:
        """Fetch one URL with a real Client."""
        return self.fetch_all([asks], limits=limits, allow=allow)[0]

    def fetch_all(
        self, asks: Sequence[Sequence[Any]], *, limits: Limits = LIMITS, allow: Sequence[Network] = ()
    ) -> list[Fetched | NotModified]:
        """Fetch several URLs with one Client, one after another."""

        async def go() -> list[Fetched | NotModified]:
            async with Client(limits, allow, user_agent="Newsroom/test", resolver=self.names) as client:
                return [await client.fetch(*ask) for ask in asks]

        ports = {80: self.web, 8080: self.web, 443: self.tls, 8443: self.tls}
        routes = {(port, False): server.port for port, server in ports.items()}
        if self.web6:
            routes[80, True] = self.web6.port
        loop = RoutedLoop(routes, self.decoy.port, allowed=bool(allow))
        self.dialled = loop.dialled
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(go())


def _has_ipv6() -> bool:
    """Containers often have no IPv6, not even on loopback."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS_PEM))
    with ExitStack() as stack:
        web, decoy = stack.enter_context(ScriptedServer()), stack.enter_context(ScriptedServer())
        web6 = stack.enter_context(ScriptedServer("::1")) if _has_ipv6() else None
        tls = stack.enter_context(ScriptedServer(tls=True))
        for one in filter(None, (web, web6, tls)):
            one.default = answer()
        yield Internet(web, web6, tls, decoy)
