"""Ask hubs to begin, to go on, and to end (WebSub, section 5.1)."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as site
from django.urls import reverse

from ingest import ledger
from ingest.errors import BadStatus, FetchError, TimedOut, Unreachable
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
"""So long one host is asked, or waited for, before the rest of its subscriptions waits for the next time: feeds wait, too."""


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
    limits = replace(settings.limits, total_seconds=min(settings.limits.total_seconds, PATIENCE.total_seconds()))
    async with replace(settings, limits=limits).client() as client:
        asked = await asyncio.gather(*(_ask_host(key, rows, client, clock) for key, rows in of_host.items()))
    return sum(asked)


async def _ask_host(key: str, rows: Sequence[Subscription], client: Client, clock: Clock) -> int:
    """Ask one host for these subscriptions, as politely as for feeds. Return how many requests it got.

    What it has no time for stays due. Where it does not answer at all, that holds for all of them.
    """
    host = (await _in_database(ledger.hosts_of)([rows[0].hub_url]))[key]
    end = clock() + PATIENCE
    for number, row in enumerate(rows):
        token = await _host_turn(host.pk, clock, end)
        if token is None:
            await _in_database(promises.give_back)(rows[number:], clock())
            return number
        error = await _ask(row, client)
        await _in_database(ledger.leave_hosts)([(host.pk, token, clock() + spacing(key))])
        if isinstance(error, Unreachable | TimedOut):
            await _in_database(promises.note_failure)(rows[number:], error)
            return number + 1
        if error:
            await _in_database(promises.note_failure)([row], error)
    return len(rows)


async def _host_turn(host_id: int, clock: Clock, end: datetime) -> ledger.Token | None:
    """Wait until the host is ours; None where it is not before the end."""
    while clock() < end:
        token = await _in_database(ledger.take_host)(host_id, clock())
        if token:
            return token
        await asyncio.sleep(0.25)
    return None


async def _ask(row: Subscription, client: Client) -> FetchError | None:
    """Send one request. Return what went wrong; what it leads to comes to the callback, perhaps before this ends."""
    try:
        status = await client.post(row.hub_url, _form(row))
    except FetchError as error:
        return error
    return None if status in ACCEPTED else BadStatus(f"Its hub answered {status}.", status)


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
