"""The one door to the outside: url + validators -> Fetched | NotModified, or a FetchError that says why not.

Feeds, discovery, pictures: whatever is fetched from the network is fetched here, because the holes come from a
forgotten second path. One fetch is a trail of hops, and each hop is

    judge the URL -> look up the name -> judge the answers -> judge the address of the socket -> ask -> judge the status

There are no cookies, no Referer, no proxies from the environment, no cache of names, and redirects are followed by
hand. Everything that aiohttp, TLS or the system can raise is turned into an error of ``ingest/errors.py``.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from types import TracebackType
from typing import Self, cast

import aiohttp  # noqa: TID251  The one module that opens sockets to the outside.
from aiohttp.abc import AbstractResolver  # noqa: TID251  As above.
from yarl import URL

from ingest.addresses import Network, Target, judge_url, read_url
from ingest.decoding import Body
from ingest.errors import BodyRefused
from ingest.failures import reading_body, speaking
from ingest.guards import JudgingResolver, ThreadResolver, guarded_socket
from ingest.headers import conditions, kept_headers, refreshed, validators_in
from ingest.lanes import ASIDE, Lanes
from ingest.redirects import Trail
from ingest.room import Room
from ingest.statuses import REDIRECTS, REPEATS, SUCCESSES, bad_status
from ingest.values import Fetched, Limits, NotModified, Validators

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.4, */*;q=0.2"
)
NO_VALIDATORS = Validators()
CONNECTIONS_PER_ORIGIN = 1
HEADER_FIELDS = 128
HEADER_BLOCK_FIELDS = 8  # All headers together may be as large as this many of the largest single one.


def user_agent(version: str, site_url: str) -> str:
    """Say honestly who asks, and where a publisher can read about us."""
    return f"Newsroom/{version} (+{site_url}; feed fetcher)"


class Client:
    """One session of asking: ``async with Client(limits, user_agent=...) as client: await client.fetch(url)``.

    ``allow`` are networks that may be asked besides the public ones; ``connections`` is how many fetches run at once, beside slow ones;
    ``resolver`` looks names up, for tests that bring their own DNS; ``room`` says when there is too much to be read already,
    and then a large document is held as gzip (``documents``).
    """

    _session: aiohttp.ClientSession

    def __init__(  # noqa: PLR0913  All but three have a default that callers seldom change.
        self,
        limits: Limits,
        allow: Sequence[Network] = (),
        *,
        user_agent: str,
        connections: int = 50,
        resolver: AbstractResolver | None = None,
        room: Room | None = None,
    ) -> None:
        self._limits = limits
        self._allow = tuple(allow)
        self._user_agent = user_agent
        self._connections = connections
        self._room = room
        self._resolver = resolver
        self._lanes = Lanes(connections)
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(CONNECTIONS_PER_ORIGIN)
        )

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._session = aiohttp.ClientSession(
            connector=self._connector(),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=limits.connect_seconds, sock_read=limits.read_seconds
            ),
            response_class=_Answer,
            auto_decompress=False,
            trust_env=False,
            max_line_size=limits.header_bytes,
            max_field_size=limits.header_bytes,
            max_headers=HEADER_FIELDS,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    @property
    def aside(self) -> int:
        """Return how many slow fetches keep nobody waiting."""
        return self._lanes.aside

    async def fetch(
        self, url: str, validators: Validators = NO_VALIDATORS, validators_of: str = "", accept: str = FEED_TYPES
    ) -> Fetched | NotModified:
        """Fetch a URL, or learn that it is what the validators stand for. Raises FetchError and nothing else.

        ``validators_of`` is the URL that answered with them, where redirects led from this one to another.

        The time limits count from the moment that a connection is free: waiting for a turn is not the publisher's
        fault. Slow feeds of one origin hold up that origin only.
        """
        target = judge_url(url, self._allow)
        trail = Trail(target, validators, read_url(validators_of).origin if validators_of else target.origin)
        async with self._speaking_to(trail.target):
            return await self._follow(trail, accept)

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send a form and return the status of the answer; its body is left unread. Raises FetchError and nothing else.

        Only those redirects are followed that ask for the same again elsewhere (307, 308); others would drop the form.
        """
        target = judge_url(url, self._allow)
        trail = Trail(target, NO_VALIDATORS)
        async with self._speaking_to(target):
            while True:
                answer = await self._ask(trail, "*/*", form)
                answer.close()
                if answer.status not in REPEATS:
                    return answer.status
                location = kept_headers(answer.raw_headers).get("location", "")
                trail = trail.follow(answer.status, location, self._limits.redirects, self._allow)

    @asynccontextmanager
    async def _speaking_to(self, target: Target) -> AsyncIterator[None]:
        """Wait for a turn, then hold to the time limit; whatever goes wrong becomes one of our errors."""
        async with self._turns[target.origin], self._lanes.lane():
            if self._room:
                await self._room.wait()
            with speaking(target.host, self._limits):
                async with asyncio.timeout(self._limits.total_seconds):
                    yield

    async def _follow(self, trail: Trail, accept: str) -> Fetched | NotModified:
        """Walk the trail to an answer that is no redirect."""
        started = perf_counter()
        while True:
            answer = await self._ask(trail, accept)
            async with answer:
                if answer.status not in REDIRECTS:
                    return await self._take(trail, answer, started)
                location = kept_headers(answer.raw_headers).get("location", "")
            trail = trail.follow(answer.status, location, self._limits.redirects, self._allow)

    async def _ask(self, trail: Trail, accept: str, form: Mapping[str, str] | None = None) -> "_Answer":
        """Send one request and read the head of the answer."""
        answer = await self._session.request(
            "GET" if form is None else "POST",
            URL(trail.target.url, encoded=True),
            data=form,
            headers={"Accept": accept, **conditions(trail.condition)},
            allow_redirects=False,
        )
        size = sum(len(name) + len(value) for name, value in answer.raw_headers)
        if size > HEADER_BLOCK_FIELDS * self._limits.header_bytes:
            answer.close()
            raise BodyRefused(f"{trail.target.host} answered with {size} bytes of headers.")
        return cast("_Answer", answer)  # The session makes no other.

    async def _take(self, trail: Trail, answer: "_Answer", started: float) -> Fetched | NotModified:
        """Make a value of a final answer; raise BadStatus or BodyRefused."""
        headers = kept_headers(answer.raw_headers)
        if answer.status == 304 and trail.condition:
            return NotModified(
                url=trail.target.url,
                headers=headers,
                validators=refreshed(trail.condition, answer.raw_headers),
                address=answer.address,
                milliseconds=round((perf_counter() - started) * 1000),
                hops=trail.hops,
            )
        if answer.status not in SUCCESSES:
            raise bad_status(answer.status, trail.target.url, headers, datetime.now(UTC))
        body = await self._read(answer, headers.get("content-encoding", ""))
        return Fetched(
            url=trail.target.url,
            status=answer.status,
            headers=headers,
            body=body.finish(),
            validators=validators_in(answer.raw_headers),
            address=answer.address,
            wire_bytes=body.wire_bytes,
            milliseconds=round((perf_counter() - started) * 1000),
            hops=trail.hops,
            truncated=body.truncated,
            packed=body.packed,
            digest=body.decoded.digest(),
            size=body.decoded.size,
        )

    async def _read(self, answer: "_Answer", encoding: str) -> Body:
        """Read a body to its end or to the limit; what comes after the limit is left unread."""
        packs = self._room is not None
        body = Body(encoding, self._limits.body_bytes, self._limits.compression_ratio, packs=packs)
        answer.notice_loss()
        with reading_body():
            async for chunk in answer.content.iter_any():
                body.feed(chunk)
                if body.truncated:
                    answer.close()
                    break
        return body

    def _connector(self) -> aiohttp.TCPConnector:
        """Build what makes connections, with a guard on either side of the look-up."""
        return aiohttp.TCPConnector(
            limit=self._connections + ASIDE,
            limit_per_host=CONNECTIONS_PER_ORIGIN,
            use_dns_cache=False,
            resolver=JudgingResolver(
                self._resolver or ThreadResolver(self._connections), self._allow, self._limits.connect_seconds
            ),
            socket_factory=guarded_socket(self._allow),
            ssl=_tls(ssl.get_default_verify_paths()),
        )


class _Answer(aiohttp.ClientResponse):
    """A response that remembers the address it came from, even after its connection went back to the pool."""

    address = ""

    async def start(self, connection: aiohttp.connector.Connection) -> Self:
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        self.address = peer[0] if peer else ""
        await super().start(connection)
        return self

    def notice_loss(self) -> None:
        """End the body with an error when the connection is lost before its end.

        aiohttp does so itself, except after a broken chunk: there it closes the connection and says nothing, and the
        reader would wait for the total limit.
        """
        protocol = self.connection.protocol if self.connection else None
        closed = protocol.closed if protocol is not None else None
        if closed is not None:
            closed.add_done_callback(self._end_body)

    def _end_body(self, closed: asyncio.Future[None]) -> None:
        loss = closed.exception() or aiohttp.ClientPayloadError("connection lost")
        if not self.content.is_eof() and self.content.exception() is None:
            self.content.set_exception(loss)


@cache
def _tls(_trusted: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """Trust what the system trusts; verify always; speak HTTP/1.1. Reading whom to trust takes long, so it is done once."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
