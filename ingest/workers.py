"""Worker processes for the CPU work: they have limits of time and memory, and they can be killed.

``pebble`` keeps the pool: it kills a process that is too slow and starts another, so a document that hangs, explodes or
crashes the parser costs only itself.
"""

import asyncio
import logging
import multiprocessing
import multiprocessing.context
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest import documents, jobs
from ingest.errors import ParserDied
from ingest.values import FeedContext, Fetched, Limits, Reading

if TYPE_CHECKING:
    from ingest.imaging import Rendered

log = logging.getLogger(__name__)
Found = TypeVar("Found")

LOOK_SECONDS = 2.0
"""How often whoever waits for a process looks whether there are any."""

STUCK_SECONDS = 5.0
"""A pool in which for so much longer than a document may take none comes to its end is stuck."""

DOCUMENTS_A_PROCESS = 1_000
"""After so many documents a process is replaced, so that nothing that leaks grows for ever."""


class Workers:
    """A pool of reading processes; a context manager, because processes must not outlive us."""

    def __init__(self, processes: int, limits: Limits) -> None:
        self._limits = limits
        self._processes = processes
        self._pool = self._new_pool()
        self._calls = 0
        self._moved_at = time.monotonic()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            max_tasks=DOCUMENTS_A_PROCESS,
            initializer=_prepare,
            initargs=(self._limits,),
            context=_fresh_processes(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop the processes; what they still do is of no use any more."""
        _end(self._pool)

    async def read(self, answer: Fetched, context: FeedContext) -> Reading:
        """Read one document in a worker process. Raises ``DocumentError``."""
        return await self.run(jobs.read, documents.single(answer), context, self._limits)

    async def render(self, body: bytes) -> "Rendered":
        """Render one picture in a worker process. Raises ``DocumentError``."""
        return await self.run(jobs.render, body)

    async def run(self, function: Callable[..., Found], *arguments: Any) -> Found:
        """Call a pure function in a worker process.

        Raises what it raises, and ``ParserDied`` where the process ran out of time or memory, or crashed.
        """
        limits = self._limits
        try:
            return await self._insistently(function, *arguments)
        except TimeoutError as error:
            raise ParserDied(f"reading it took more than {limits.parse_seconds:g} seconds") from error
        except ProcessExpired as error:
            raise ParserDied(f"reading it ended the process: {_cause(error.exitcode, limits)}") from error
        except MemoryError as error:
            raise ParserDied(f"reading it took more than {limits.parse_memory_bytes:,} bytes of memory") from error

    async def _insistently(self, function: Callable[..., Found], *arguments: Any) -> Found:
        """Call it, and once more where the pool breaks: ``pebble`` gives up for good where an idle process is killed."""
        try:
            return await self._call(function, *arguments)
        except BrokenProcessPool:
            return await self._call(function, *arguments)

    async def _call(self, function: Callable[..., Found], *arguments: Any) -> Found:
        """Call it in the pool. Raises ``BrokenProcessPool`` also where the pool broke without a word about this call."""
        pool = self._unbroken()
        if not self._calls:
            self._moved_at = time.monotonic()
        self._calls += 1
        timeout = self._limits.parse_seconds
        job = asyncio.wrap_future(pool.schedule(_limited, args=(self._limits, function, *arguments), timeout=timeout))
        try:
            while not job.done():
                await asyncio.wait([job], timeout=LOOK_SECONDS)
                if not (job.done() or (pool.active and self._is_moving())):
                    pool.stop()  # type: ignore[no-untyped-call]
                    raise BrokenProcessPool("it broke while this call waited")
            found: Found = job.result()
        finally:
            job.cancel()
            self._calls -= 1
            self._moved_at = time.monotonic()
        return found

    def _is_moving(self) -> bool:
        """Tell whether any call ended of late. A process that is killed with the pool's lock in its hand stops all others."""
        return time.monotonic() - self._moved_at < self._limits.parse_seconds + STUCK_SECONDS

    def _unbroken(self) -> ProcessPool:
        """Return the pool, or a new one in its place where it is broken."""
        if not self._pool.active:
            broken, self._pool = self._pool, self._new_pool()
            log.warning("workers_replaced")
            _end(broken)
        return self._pool


def _end(pool: ProcessPool) -> None:
    """Stop a pool and its processes."""
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _fresh_processes() -> multiprocessing.context.BaseContext:
    """Return how processes are started: from one fresh interpreter, which imports once what they need and does no more.

    No sockets, connections or locks of ours are in there, and a process that takes a dead one's place is a fork away.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "ingest.reading", "ingest.imaging"])
    return context


def _cause(exitcode: int | None, limits: Limits) -> str:
    """Say why a process ended, from its exit code (a signal's number is negative)."""
    if exitcode == -signal.SIGXCPU:
        return f"more than {limits.parse_cpu_seconds} seconds of CPU"
    return f"exit code {exitcode}"


def _prepare(limits: Limits) -> None:
    """Set up a worker process: its memory limit, no core files, and Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (limits.parse_memory_bytes, limits.parse_memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(limits: Limits, function: Callable[..., Found], *arguments: Any) -> Found:
    """Call the function under a CPU limit of its own: the kernel counts for the whole process, so we add."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.parse_cpu_seconds, resource.RLIM_INFINITY))
    return function(*arguments)
