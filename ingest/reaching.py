"""Can hosts of our own feeds be reached? Some are asked, once each and politely, by the one way out that there is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from ingest import ledger
from ingest.errors import BadStatus, FetchError
from ingest.fetch import Client
from ingest.hosts import spacing
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.retry_after import http_date
from ingest.values import Validators

HOSTS = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """A host that was asked: why it did not answer ("" where it did), and how far our clock is ahead of its own."""

    host: str
    error: str = ""
    ahead: timedelta | None = None


def reach(settings: Settings, hosts: int = HOSTS) -> list[Reached]:
    """Ask so many hosts that nobody speaks to for a feed that we have of them; what comes is thrown away.

    Those that were read last are asked first: where even they do not answer, it is not they.
    """
    taken = []
    try:
        for feed in _feeds_of_several_hosts(hosts):
            token = ledger.take_host(feed.host_id, ledger.now())
            if token:
                taken.append((feed, token))
        return asyncio.run(_ask_all([feed for feed, _ in taken], settings, ledger.now()))
    finally:
        free_at = ledger.now()
        ledger.leave_hosts([(feed.host_id, token, free_at + spacing(feed.host.name)) for feed, token in taken])


def _feeds_of_several_hosts(count: int) -> list[Feed]:
    """Return a feed of each host, those first that were read last."""
    latest = (
        Feed.objects.filter(state=Feed.State.ACTIVE)
        .order_by("host_id", F("last_ok_at").desc(nulls_last=True), "id")
        .distinct("host_id")
    )
    feeds = Feed.objects.filter(pk__in=latest.values("pk")).select_related("host")
    return list(feeds.order_by(F("last_ok_at").desc(nulls_last=True), "id")[:count])


async def _ask_all(feeds: Sequence[Feed], settings: Settings, now: datetime) -> list[Reached]:
    async with settings.client() as client:
        return list(await asyncio.gather(*(_ask(feed, client, now) for feed in feeds)))


async def _ask(feed: Feed, client: Client, now: datetime) -> Reached:
    """Ask for a feed, and only for what is new in it. An answer of any status is an answer."""
    try:
        answer = await client.fetch(feed.url, Validators(feed.etag, feed.last_modified), feed.final_url)
    except BadStatus:
        return Reached(feed.host.name)
    except FetchError as error:
        return Reached(feed.host.name, str(error))
    told = http_date(answer.headers.get("date", ""))
    return Reached(feed.host.name, ahead=now - told if told else None)
