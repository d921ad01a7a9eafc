"""What was fetched and is not read yet takes memory: while there is much of it, nothing more is fetched."""

import asyncio
from ipaddress import ip_network

import pytest
from django.utils import timezone

from ingest import ledger, rounds
from ingest.models import Fetch
from ingest.pipeline import Settings
from ingest.room import Room
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

SETTINGS = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=12, processes=1)
DOCUMENT = (
    "<rss version='2.0'><channel><title>Quay</title><item><title>Ebb {0}</title><guid>{0}</guid><description>"
    + "worn " * 40_000
    + "</description></item></channel></rss>"
)
LARGE = len(DOCUMENT)


def test_whoever_wants_to_fetch_waits_until_enough_is_read():
    async def enter_twice():
        room, order = Room(most=10), []
        with room.holding(7), room.holding(7):
            waiting = asyncio.create_task(room.wait())
            await asyncio.sleep(0.01)
            order.append(waiting.done())
        await waiting
        return [*order, waiting.done()]

    assert asyncio.run(enter_twice()) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_many_large_documents_are_all_read_and_few_wait_at_once(server, monkeypatch):
    held = []

    class Watched(Room):
        def _add(self, size):
            super()._add(size)
            held.append(self._held)

    monkeypatch.setattr(rounds, "Room", lambda: Watched(LARGE // 2))
    server.answers = {f"/{n}": answer(200, DOCUMENT.format(n).encode()) for n in range(12)}
    ledger.add_feeds([ledger.NewFeed(SourceFactory(), server.url(path)) for path in server.answers], timezone.now())

    rounds.ingest(None, SETTINGS)

    assert Fetch.objects.filter(outcome="ok").count() == 12
    assert 0 < max(held) < 3 * LARGE
    assert held[-1] == 0
