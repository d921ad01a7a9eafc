"""Servers that never answer keep nobody else waiting."""

import asyncio
import time
from contextlib import ExitStack
from ipaddress import ip_network

import pytest

from ingest import lanes
from ingest.errors import TimedOut
from ingest.fetch import Client
from ingest.lanes import Lanes
from ingest.values import Fetched, Limits
from tests.net.scripted import ScriptedServer, answer

HUNG = 6


async def hang(_writer):
    await asyncio.sleep(60)


@pytest.fixture
def hung():
    """Servers on hosts of their own, which take a question and say nothing."""
    with ExitStack() as stack:
        servers = [stack.enter_context(ScriptedServer(f"127.0.3.{number}")) for number in range(1, HUNG + 1)]
        for server in servers:
            server.default = hang
        yield [server.url("/feed") for server in servers]


def test_what_is_asked_after_servers_that_hang_is_answered_long_before_they_are_given_up(server, hung, monkeypatch):
    monkeypatch.setattr(lanes, "SLOW_SECONDS", 0.2)
    server.default = answer()

    async def ask():
        limits, allowed = Limits(read_seconds=8.0, total_seconds=9.0), (ip_network("127.0.0.0/8"),)
        async with Client(limits, allowed, user_agent="Newsroom/test", connections=2) as client:
            others = [asyncio.create_task(client.fetch(url)) for url in hung]
            await asyncio.sleep(0.05)
            began = time.monotonic()
            found = await client.fetch(server.url("/feed"))
            seconds, aside = time.monotonic() - began, client.aside
            return found, seconds, aside, await asyncio.gather(*others, return_exceptions=True), client.aside

    found, seconds, aside, errors, left = asyncio.run(ask())

    assert isinstance(found, Fetched)
    assert seconds < 6
    assert aside >= HUNG - 1
    assert [type(error) for error in errors] == [TimedOut] * HUNG
    assert left == 0


def test_no_more_than_some_stand_aside(monkeypatch):
    monkeypatch.setattr(lanes, "SLOW_SECONDS", 0.01)
    monkeypatch.setattr(lanes, "ASIDE", 3)
    running, most = [], []

    async def stay(all_lanes):
        async with all_lanes.lane():
            running.append(1)
            most.append(len(running))
            await asyncio.sleep(0.2)
            running.pop()

    async def stay_often():
        all_lanes = Lanes(2)
        await asyncio.gather(*(stay(all_lanes) for _ in range(12)))

    asyncio.run(stay_often())

    assert max(most) == 2 + 3
