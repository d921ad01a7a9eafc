"""Simulated time: two workers on one database, and an internet whose public hosts are all on loopback.

The clock jumps from one round to the next; while a round runs it flows, much faster than ours, so that workers really
wait for each other at a host.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from threading import Barrier

from django.db import connection

from ingest import ledger, rounds
from ingest.fetch import Client
from ingest.outcomes import Result
from ingest.pipeline import Settings
from ingest.room import Room
from ingest.values import Limits
from ingest.workers import Workers
from tests.net.scripted import Names, RoutedLoop

SPEED = 40
TWO_WEEKS = timedelta(days=14)
CLOSELY = timedelta(hours=6)
"""So long we look every ten minutes, for bursts; then every hour."""

NOWHERE = 1
"""A port on loopback where nobody listens."""


class SimulatedClock:
    """Tells the same simulated time to everybody who asks."""

    def __init__(self, start: datetime) -> None:
        self._then, self._began = start, time.monotonic()

    def __call__(self) -> datetime:
        return self._then + timedelta(seconds=(time.monotonic() - self._began) * SPEED)

    def jump(self, to: datetime) -> None:
        """Go on from there, or from now if that is later; no worker may run meanwhile."""
        self._then, self._began = max(to, self()), time.monotonic()


class Simulated(Settings):
    """Settings whose client finds every name of the public internet at one address."""

    __slots__ = ()

    def client(self, room: Room | None = None) -> Client:
        kept = {"user_agent": self.agent, "connections": self.concurrency, "resolver": Names(), "room": room}
        return Client(self.limits, self.allow, **kept)


class _Policy(asyncio.DefaultEventLoopPolicy):
    """Has every new loop end at a port on loopback where it would go to port 80 of a public address."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return RoutedLoop({(80, False): self._port}, NOWHERE, allowed=True)


@contextmanager
def public_internet(port: int) -> Iterator[None]:
    """Let all public hosts answer from a port on loopback."""
    before = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(_Policy(port))
    try:
        yield
    finally:
        asyncio.set_event_loop_policy(before)


@dataclass
class Simulation:
    """How a simulation went: what each worker refreshed, and how many rounds there were."""

    start: datetime
    end: datetime
    rounds: int = 0
    results: tuple[list[Result], list[Result]] = field(default_factory=lambda: ([], []))

    def outcomes(self, name: str) -> list[Result]:
        return [result for worker in self.results for result in worker if result.outcome == name]


def next_noon() -> datetime:
    """Tomorrow's noon: what publishers do at night or in busy hours must not hang on when a test is started."""
    return datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)


def simulate(clock: SimulatedClock, start: datetime, before_round: Callable[[datetime], None]) -> Simulation:
    """Let two workers refresh what is due, again and again for two weeks; ``before_round`` hears of each moment."""
    settings = Simulated(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=10, processes=2)
    simulation = Simulation(start, start + TWO_WEEKS)
    both = Barrier(2)

    def work(number: int, workers: Workers) -> None:
        both.wait()
        simulation.results[number].extend(rounds.ingest(None, settings, workers=workers, clock=clock).results)

    def hang_up(_: int) -> None:
        both.wait()
        connection.close()

    with Workers(settings.processes, settings.limits) as workers, ThreadPoolExecutor(2) as threads:
        for moment in _moments(start):
            clock.jump(moment)
            before_round(moment)
            if ledger.due(clock()).exists():
                simulation.rounds += 1
                list(threads.map(work, range(2), [workers] * 2))
        list(threads.map(hang_up, range(2)))
    return simulation


def _moments(start: datetime) -> Iterator[datetime]:
    moment = start
    while moment < start + TWO_WEEKS:
        yield moment
        moment += timedelta(minutes=10) if moment < start + CLOSELY else timedelta(hours=1)
