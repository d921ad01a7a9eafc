"""The guards on either side of a look-up: a name is judged by its answers, a socket by the very address it connects to.

They belong to ``fetch.py``, and nobody else may use them.
"""

import asyncio
import socket  # noqa: TID251  Makes the sockets of fetch.py.
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult  # noqa: TID251  As above.
from aiohttp.connector import AddrInfoType  # noqa: TID251  As above.

from ingest.addresses import Network, judge_address, judge_answers
from ingest.errors import AddressRefused, TimedOut, Unreachable
from ingest.failures import ForbiddenAddress


def guarded_socket(allow: Sequence[Network]) -> Callable[[AddrInfoType], socket.socket]:
    """Make sockets only for addresses that may be connected to.

    This is the check that counts: it sees the very address that is connected to in the next step, so whatever a name
    answered before, or answers the next time, it cannot lead anywhere else.
    """

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        try:
            judge_address(str(address[0]), int(address[1]), allow)
        except AddressRefused as error:
            raise ForbiddenAddress(str(error)) from error
        return socket.socket(family, kind, protocol)

    return make


class JudgingResolver(AbstractResolver):
    """Looks names up through another resolver, within a time limit, and judges what comes back."""

    def __init__(self, inner: AbstractResolver, allow: Sequence[Network], seconds: float) -> None:
        self._inner = inner
        self._allow = allow
        self._seconds = seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the admitted answers. Raises AddressRefused, TimedOut, Unreachable."""
        try:
            async with asyncio.timeout(self._seconds):
                answers = await self._inner.resolve(host, port, family)
        except TimeoutError as error:
            raise TimedOut(f"Looking up the name {host} took longer than {self._seconds:g} seconds.") from error
        if not answers:
            raise Unreachable(f"The name {host} has no address.")
        admitted = judge_answers(host, port, [answer["host"] for answer in answers], self._allow)
        return [answer for answer in answers if answer["host"] in admitted]

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._inner.close()


class ThreadResolver(AbstractResolver):
    """Looks names up with the system's getaddrinfo, in threads of its own.

    A look-up that hangs holds its thread long after we gave up on it. The event loop's shared pool has six threads on
    a small machine; so few would let a handful of dead names starve all others.
    """

    def __init__(self, connections: int) -> None:
        self._threads = ThreadPoolExecutor(4 * connections, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return all answers."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        )
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Wait for no look-up that hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
