"""Ask hubs to begin, to go on, and to end (WebSub, section 5.1)."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as site
from django.urls import reverse

from ingest import ledger
from ingest.errors import FetchError
from ingest.fetch import Client
from ingest.hosts import host_key, spacing
from ingest.models import Subscription
from ingest.pipeline import Settings
from ingest.websub import promises, pushes

_in_database = sync_to_async
Clock = Callable[[], datetime]

ACCEPTED = range(200, 300)
"""202 says that the hub will ask us back; older hubs have done so by then, and say 204."""

PATIENCE = timedelta(seconds=10)
"""So long a hub's host may be busy before its subscriptions wait for the next time."""


def renew_due(settings: Settings, now: datetime) -> int:
    """Let the subscriptions follow the feeds, and ask the hubs whose turn has come. Return how many were asked.

    It is cheap where nothing is due, and any number of processes may do it at once.
    """
    promises.keep_up(now, is_reachable=site.WEBSUB)
    pushes.forget(now)
    due = promises.take_due(now) if site.WEBSUB else []
    return async_to_sync(_ask_all)(due, settings, now) if due else 0


async def _ask_all(due: Sequence[Subscription], settings: Settings, now: datetime) -> int:
    """Ask all hosts at once, and each of them one thing after the other."""
    began = time.monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    of_host: defaultdict[str, list[Subscription]] = defaultdict(list)
    for row in due:
        of_host[host_key(row.hub_url)].append(row)
    async with settings.client() as client:
        asked = await asyncio.gather(*(_ask_host(key, rows, client, clock) for key, rows in of_host.items()))
    return sum(asked)


async def _ask_host(key: str, rows: Sequence[Subscription], client: Client, clock: Clock) -> int:
    """Ask one host for these subscriptions, as politely as for feeds; what it has no time for stays due."""
    host = (await _in_database(ledger.hosts_of)([rows[0].hub_url]))[key]
    for number, row in enumerate(rows):
        token = await _host_turn(host.pk, clock)
        if token is None:
            for left in rows[number:]:
                await _in_database(promises.give_back)(left, clock())
            return number
        error = await _ask(row, client)
        await _in_database(ledger.leave_hosts)([(host.pk, token, clock() + spacing(key))])
        if error:
            await _in_database(promises.note_failure)(row, error)
    return len(rows)


async def _host_turn(host_id: int, clock: Clock) -> ledger.Token | None:
    """Wait until the host is ours; None where it is busy for long."""
    end = clock() + PATIENCE
    while clock() < end:
        token = await _in_database(ledger.take_host)(host_id, clock())
        if token:
            return token
        await asyncio.sleep(0.25)
    return None


async def _ask(row: Subscription, client: Client) -> str:
    """Send one request. Return what went wrong, or ""; what it leads to comes to the callback, perhaps before this ends."""
    try:
        status = await client.post(row.hub_url, _form(row))
    except FetchError as error:
        return str(error)
    return "" if status in ACCEPTED else f"Its hub answered {status}."


def _form(row: Subscription) -> dict[str, str]:
    """Write the request."""
    said = {"hub.callback": callback_url(row), "hub.topic": row.topic_url}
    if promises.is_goodbye(row):
        return {"hub.mode": "unsubscribe", **said}
    lease = str(round(promises.LEASE.total_seconds()))
    return {"hub.mode": "subscribe", **said, "hub.lease_seconds": lease, "hub.secret": row.secret}


def callback_url(row: Subscription) -> str:
    """Return where the hub finds us for this one subscription."""
    return f"{site.SITE_URL}{reverse('websub', args=[row.token])}"
