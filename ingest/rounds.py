"""A round over the feeds that are due: claim | refresh | give back, with many feeds under way at once.

What needs no transaction of its own is written together: claims, hosts that are free again, and attempts that brought
nothing new go to the database in one step, some times a second.
"""

import asyncio
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db.models import QuerySet

from ingest import archives, ledger, outcomes, pipeline, plans
from ingest.clock import Clock
from ingest.connection import DatabaseLost, is_lost
from ingest.hosts import spacing
from ingest.ledger import Claim, Claimed, LeaseLost, Quiet
from ingest.models import Feed, Notice
from ingest.outcomes import Report, Result, Unanswered
from ingest.pipeline import Settings, Tools
from ingest.room import Room
from ingest.stopping import Stop
from ingest.workers import Workers

_in_database = sync_to_async

GRACE_SECONDS = 5.0
"""So long may feeds under way go on when we are told to stop."""

AHEAD = 2
"""So many times the open connections are claimed, so that nobody waits for the database."""

GATHER_SECONDS = 0.01
"""So long we wait for others to come to an end after one did, and write them together."""

LONGEST_TURN = timedelta(minutes=2)
"""A feed that waits longer for its host is left to the next round."""

RENEWED_AFTER = ledger.LEASE / 3
LATELY = timedelta(minutes=2)
OUTAGE_FEEDS = 100
OUTAGE_HOSTS = 3
"""So many hosts at least must be out of reach, and none in it, before the fault is thought to be ours."""


def ingest(  # noqa: PLR0913  All but two have a default that callers outside of tests seldom change.
    feeds: QuerySet[Feed] | None,
    settings: Settings,
    *,
    limit: int | None = None,
    workers: Workers | None = None,
    clock: Callable[[], datetime] | None = None,
    progress: Callable[[Result], object] = lambda _: None,
    stop: Stop | None = None,
) -> Report:
    """Refresh each of these feeds once, due or not, or all that are due, and report.

    ``limit`` is how many feeds are taken at most; ``workers`` are processes to use, where there are some already;
    ``clock`` tells the time (the database's, else); ``progress`` hears of every feed, ``stop`` ends the round early.
    Any number of processes may run this at once: a feed that another one holds is left to it.
    """
    began = time.monotonic()
    report = Report()

    def heard(result: Result) -> None:
        report.results.append(result)
        outcomes.log_result(result)
        progress(result)

    clock = clock or Clock()
    started = clock()
    ids = None if feeds is None else _ordered(feeds, started)
    with nullcontext(workers) if workers else settings.workers() as pool:

        async def run() -> None:
            room = Room()
            async with settings.client(room) as client:
                tools = Tools(client, pool, clock, room)
                await Round(ids, settings.concurrency, tools, heard, stop or Stop(), limit=limit).run()

        async_to_sync(run)()
    report.seconds = round(time.monotonic() - began, 3)
    outcomes.log_report(report)
    outcomes.keep_report(report, started)
    return report


def _ordered(feeds: QuerySet[Feed], now: datetime) -> list[int]:
    """Make the chosen feeds due, and return their ids."""
    ids = list(feeds.order_by().values_list("id", flat=True))
    ledger.poll_now(Feed.objects.filter(id__in=ids), now)
    return ids


@dataclass(slots=True)
class Gathered:
    """What is to be written together."""

    quiets: list[Quiet] = field(default_factory=list)
    left: list[tuple[int, uuid.UUID, datetime]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.quiets or self.left)


class Round:
    """One round: what is under way, what waits for its host, and what is to be written."""

    def __init__(  # noqa: PLR0913  It is made in one place only.
        self,
        ids: Sequence[int] | None,
        concurrency: int,
        tools: Tools,
        heard: Callable[[Result], None],
        stop: Stop,
        *,
        limit: int | None,
    ) -> None:
        self._ids = ids
        self._most = concurrency * AHEAD
        self._left = sys.maxsize if limit is None else limit
        self._tools = tools
        self._heard = heard
        self._stop = stop
        self._before = tools.clock()
        self._renewed = self._before
        self._more = True
        self._is_reached = False
        self._waiting: dict[int, datetime] = {}
        self._under_way: dict[asyncio.Task[Result | Quiet | Unanswered], Claim] = {}
        self._older: set[asyncio.Task[int]] = set()
        self._speaking: Counter[tuple[int, uuid.UUID]] = Counter()
        self._tokens: set[uuid.UUID] = set()
        self._gathered = Gathered()
        self._unanswered: list[Unanswered] = []

    async def run(self) -> None:
        """Go on until every feed was refreshed, or we are told to stop. Raises ``DatabaseLost``."""
        try:
            while not self._stop.is_set() and await self._turn_over():
                await self._wait()
            await self._wind_up()
        except Exception as error:
            await _cancel([*self._under_way, *self._older])
            if not is_lost(error):
                raise
            raise DatabaseLost(str(error), self._tokens) from error

    # Between the feeds and the database -------------------------------------------------------------------------------
    async def _turn_over(self) -> bool:
        """Write what is gathered and claim what there is room for. Return whether there is anything to wait for."""
        now = self._tools.clock()
        is_turn = any(turn <= now for turn in self._waiting.values())
        room = self._room() if self._more or is_turn else 0
        if self._gathered or room or self._unanswered or now - self._renewed > RENEWED_AFTER:
            claimed = await _in_database(self._write_and_claim)(now, room)
            self._left -= len(claimed.claims)
            self._more = (claimed.seen == room if room else self._more) and self._left > 0
            self._waiting = self._still_waiting(claimed, now) if self._left else {}
            self._tokens |= {claim.token for claim in claimed.claims}
            for claim in claimed.claims:
                self._begin(claim)
        if self._under_way or self._waiting or self._more or self._older or self._unanswered:
            return True
        self._more = self._left > 0 and await _in_database(self._is_left)()
        return self._more

    def _room(self) -> int:
        """Return how many feeds may be claimed more: those whose servers are slow keep no others waiting."""
        return max(0, min(self._most + self._tools.client.aside - len(self._under_way), self._left))

    def _still_waiting(self, claimed: Claimed, now: datetime) -> dict[int, datetime]:
        """Return when each feed that waits for its host has its turn."""
        waiting = {feed: turn for feed, turn in self._waiting.items() if turn > now}
        return waiting | {feed: turn for feed, turn in claimed.waiting.items() if turn - now < LONGEST_TURN}

    def _write_and_claim(self, now: datetime, room: int) -> Claimed:
        """In the database's thread: all that is to be written, then the next feeds."""
        gathered, self._gathered = self._gathered, Gathered()
        lost = ledger.record_quiets(gathered.quiets)
        for quiet in gathered.quiets:
            _follow_move(quiet, lost)
            self._heard(outcomes.of_quiet(quiet, lost))
        ledger.leave_hosts(gathered.left)
        self._judge_unanswered(now)
        if now - self._renewed > RENEWED_AFTER:
            self._renewed = now
            ledger.renew(list(self._under_way.values()), now)
        return ledger.claim(now, room, self._ids, self._before) if room else Claimed()

    def _is_left(self) -> bool:
        """Tell whether feeds are left that a claim passed over because another process had just locked them."""
        due = ledger.due(self._tools.clock()) if self._ids is None else Feed.objects.filter(id__in=self._ids)
        return due.filter(turn_at__lte=self._tools.clock(), next_at__lte=self._before).exists()

    def _begin(self, claim: Claim) -> None:
        """Set a feed under way."""
        key = (claim.host_id, claim.token)
        self._speaking[key] += 1

        def leave() -> None:
            self._speaking[key] -= 1
            if not self._speaking[key]:
                del self._speaking[key]
                self._gathered.left.append((*key, self._tools.clock() + spacing(claim.host)))

        self._under_way[asyncio.create_task(pipeline.refresh(claim, self._tools, leave))] = claim

    async def _wait(self) -> None:
        """Wait until a feed comes to its end, or one that waits for its host has its turn."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(GATHER_SECONDS)
        else:
            await asyncio.sleep(0.05)
        for task in [task for task in self._under_way if task.done()]:
            self._take(self._under_way.pop(task), task.result())
        self._older = {task for task in self._older if not task.done()}

    def _take(self, claim: Claim, outcome: Result | Quiet | Unanswered) -> None:
        """Take what came of a feed."""
        match outcome:
            case Quiet():
                self._is_reached = True
                self._gathered.quiets.append(outcome)
            case Unanswered():
                self._unanswered.append(outcome)
            case Result():
                self._is_reached |= outcome.was_answered
                self._heard(outcome)
                if outcome.missed and outcome.missed.prev_archive:
                    self._older.add(asyncio.create_task(archives.follow(claim, outcome.missed, self._tools)))

    # Whose fault it is ------------------------------------------------------------------------------------------------
    def _judge_unanswered(self, now: datetime) -> None:
        """Charge feeds that could not be reached, unless no feed at all could be: then the fault is ours."""
        if not self._unanswered:
            return
        is_over = not (self._under_way or self._waiting)
        if not (self._is_reached or is_over or len(self._unanswered) >= OUTAGE_FEEDS):
            return
        unanswered, self._unanswered = self._unanswered, []
        hosts = {one.claim.host for one in unanswered}
        if self._is_reached or len(hosts) < OUTAGE_HOSTS or ledger.answered_since(now - LATELY):
            for one in unanswered:
                self._heard(pipeline.fail(one.claim, one.error, one.started))
            return
        ledger.notice(Notice.Kind.OUTAGE, f"None of {len(hosts)} hosts could be reached: is our network down?", now)
        for one in unanswered:
            self._heard(_spare(one))

    # The end ----------------------------------------------------------------------------------------------------------
    async def _wind_up(self) -> None:
        """Give what is under way a last moment; what is not done by then is given back and stays due."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE_SECONDS)
        late = {task: claim for task, claim in self._under_way.items() if not task.done()}
        for task, claim in self._under_way.items():
            if task.done():
                self._take(claim, task.result())
        await _cancel([*late, *self._older])
        self._under_way = {}
        self._waiting = {}
        await _in_database(self._write_and_claim)(self._tools.clock(), 0)
        await _in_database(self._give_back)(list(late.values()))

    def _give_back(self, claims: Sequence[Claim]) -> None:
        ledger.release(claims)
        if self._is_reached:
            ledger.settle(Notice.Kind.OUTAGE, self._tools.clock())


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End these tasks, and hear them all out."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _follow_move(quiet: Quiet, lost: set[int]) -> None:
    """Poll a feed at its new address from now on, where we believe that it moved, though nothing is new there."""
    attempt = quiet.attempt
    if attempt.move.is_believed and attempt.claim.feed_id not in lost:
        ledger.move(attempt.claim.feed_id, attempt.move.to, attempt.started)


def _spare(one: Unanswered) -> Result:
    """Record that a feed was not reached, and that this was not its fault."""
    claim = one.claim
    with suppress(LeaseLost):
        ledger.spare(plans.outage(claim, one.started), one.error)
    return Result(claim.feed_id, claim.url, "spared", str(one.error), was_answered=False)
