"""READ FIRST: one feed through the stages, in order. Only this file knows the order.

    Feed row | fetch | (parse | normalize | sanitize) | dedupe | store | ledger

Three kinds of work, three places. **Network**: ``fetch``, in one asyncio loop, many sockets at once. **CPU**: the stages in
brackets (``reading.py``), in worker processes that can be killed. **Database**: ``claim``, and ``keep`` with its one
short transaction a feed, in the thread that holds the connection. No socket is open inside a transaction.

Stages raise; the one ``except IngestError`` stands in ``_refresh``.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as django_settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import dedupe, identity, known, store
from articles.decision import Decision, Verdict
from articles.entry import Delivery
from ingest import ledger, schedule
from ingest.addresses import Network
from ingest.errors import IngestError
from ingest.fetch import Client, user_agent
from ingest.ledger import Attempt, Claim, Counts, LeaseLost
from ingest.models import Feed
from ingest.stopping import Stop
from ingest.values import FeedContext, Fetched, Limits, NotModified, Reading
from ingest.workers import Workers

log = logging.getLogger(__name__)
_in_database = sync_to_async
"""Database work runs in the one thread that holds the connection."""

STORE_ATTEMPTS = 3
GRACE_SECONDS = 5.0
"""So long may feeds under way go on when we are told to stop."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may use: limits of a feed, networks allowed besides public ones, sockets and processes at once."""

    limits: Limits
    allow: tuple[Network, ...]
    agent: str
    concurrency: int
    processes: int

    @classmethod
    def from_django(cls) -> "Settings":
        """Take them from the project's settings."""
        return cls(
            limits=django_settings.LIMITS,
            allow=django_settings.FETCH_ALLOW,
            agent=user_agent(django_settings.VERSION, django_settings.SITE_URL),
            concurrency=django_settings.INGEST_CONCURRENCY,
            processes=django_settings.INGEST_WORKERS,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """How one feed fared. ``outcome`` is "ok", "not_modified", "failed" or "lost" (another worker has it now)."""

    feed: int
    url: str
    outcome: str
    error: str = ""
    counts: Counts = field(default_factory=Counts)


@dataclass(slots=True)
class Report:
    """How a run fared, feed by feed."""

    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: str) -> int:
        """Return how many feeds ended so."""
        return sum(result.outcome == outcome for result in self.results)

    def total(self, name: str) -> int:
        """Return the sum of one of ``Counts`` over all feeds."""
        return sum(getattr(result.counts, name) for result in self.results)


@dataclass(frozen=True, slots=True)
class _Tools:
    """What refreshing a feed works with."""

    client: Client
    workers: Workers
    concurrency: int


def ingest(
    feeds: QuerySet[Feed],
    settings: Settings,
    *,
    progress: Callable[[Result], None] = lambda _: None,
    stop: Stop | None = None,
) -> Report:
    """Refresh each of these feeds once and report. ``progress`` hears of every feed, ``stop`` ends the run early.

    Any number of processes may run this at once: a feed that another one holds is left to it.
    """
    began = time.monotonic()
    report = Report()

    def heard(result: Result) -> None:
        report.results.append(result)
        progress(result)

    async_to_sync(_run)(feeds, settings, heard, stop or Stop())
    report.seconds = round(time.monotonic() - began, 3)
    return report


async def _run(feeds: QuerySet[Feed], settings: Settings, heard: Callable[[Result], None], stop: Stop) -> None:
    """Open what refreshing needs, and close it whatever happens."""
    with Workers(settings.processes, settings.limits) as workers:
        agent, connections = settings.agent, settings.concurrency
        async with Client(settings.limits, settings.allow, user_agent=agent, connections=connections) as client:
            await _work_through(feeds, _Tools(client, workers, settings.concurrency), heard, stop)


async def _work_through(feeds: QuerySet[Feed], tools: _Tools, heard: Callable[[Result], None], stop: Stop) -> None:
    """Keep up to ``concurrency`` feeds under way until all were claimed once, or we are told to stop."""
    before = timezone.now()
    under_way: dict[asyncio.Task[Result], Claim] = {}
    more = True
    while under_way or more:
        more = more and not stop.is_set()
        free = tools.concurrency - len(under_way)
        if more and free:
            claims = await _in_database(_claim)(feeds, before, free)
            more = len(claims) == free
            under_way |= {asyncio.create_task(_refresh_safely(claim, tools)): claim for claim in claims}
        if stop.is_set():
            await _wind_up(under_way, heard)
            return
        if under_way:
            done, _ = await asyncio.wait(under_way, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del under_way[task]
                heard(task.result())


async def _wind_up(under_way: dict[asyncio.Task[Result], Claim], heard: Callable[[Result], None]) -> None:
    """Give what is under way a last moment; what is not done by then is given back and stays due."""
    if not under_way:
        return
    done, late = await asyncio.wait(under_way, timeout=GRACE_SECONDS)
    for task in done:
        heard(task.result())
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    await _in_database(ledger.release)([under_way[task] for task in late])


def _claim(feeds: QuerySet[Feed], before: datetime, limit: int) -> list[Claim]:
    """Claim feeds that this run has not tried yet."""
    return ledger.claim(feeds.exclude(last_attempt_at__gte=before), timezone.now(), limit)


async def _refresh_safely(claim: Claim, tools: _Tools) -> Result:
    """Refresh one feed; whatever goes wrong in our own code costs this feed only, and is said loudly."""
    started = timezone.now()
    try:
        return await _refresh(claim, tools, started)
    except LeaseLost as error:
        return Result(claim.feed_id, claim.url, "lost", str(error))
    except Exception as error:
        log.exception("feed %s: unexpected error", claim.feed_id)
        return await _fail(claim, error, started)


async def _refresh(claim: Claim, tools: _Tools, started: datetime) -> Result:
    """One feed through the stages."""
    try:
        answer = await tools.client.fetch(claim.url, claim.validators)
        if isinstance(answer, NotModified) or ledger.digest_of(answer) == claim.body_digest:
            return await _in_database(_note_quiet)(claim, answer, started)
        return await _read_and_keep(claim, answer, tools, started)
    except IngestError as error:
        return await _fail(claim, error, started)


async def _read_and_keep(claim: Claim, answer: Fetched, tools: _Tools, started: datetime) -> Result:
    """Read what is not known of the document, or, where that cannot be told by itself, all of it; and store it."""
    reading = await tools.workers.read(answer, context_of(claim, answer, started))
    try:
        return await _in_database(keep)(claim, answer, reading, started)
    except known.Entangled:
        return await _read_and_keep(replace(claim, item_digests=b""), answer, tools, started)


def context_of(claim: Claim, answer: Fetched, now: datetime) -> FeedContext:
    """Say what normalizing must know besides the document."""
    return FeedContext(
        feed_url=claim.url,
        final_url=answer.url,
        source_name=claim.source_name,
        source_language=claim.source_language,
        now=now,
        item_digests=claim.item_digests,
    )


def keep(claim: Claim, answer: Fetched, reading: Reading, started: datetime) -> Result:
    """Store what a document brought, its validators and the end of the lease in one transaction.

    Where another process stores the same articles at the same moment, a rule is broken, or in another order the two
    wait for each other until Postgres ends one of them. Either way look again at what is known, and decide anew.
    """
    for attempt in range(1, STORE_ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _store(claim, answer, reading, started)
        except (IntegrityError, OperationalError):
            if attempt == STORE_ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _store(claim: Claim, answer: Fetched, reading: Reading, started: datetime) -> Result:
    """Inside the transaction: dedupe | store | ledger."""
    delivery = Delivery(
        source_id=claim.source_id,
        feed_number=claim.feed_id,
        feed_url=claim.url,
        section_id=claim.section_id,
        publish=claim.publish,
        now=started,
    )
    identities = identity.identify(reading.entries, claim.feed_id)
    stored = known.read(claim.source_id, identities)
    decisions = dedupe.decide(reading.entries, identities, stored, delivery)
    known.refuse_entangled(claim.source_id, reading.skipped, decisions)
    store.save(delivery, decisions, stored)
    counts = _count(decisions, reading)
    next_poll = schedule.after_success(started, _chance())
    ledger.record_success(Attempt(claim, started, next_poll, counts), answer, reading)
    return Result(claim.feed_id, claim.url, "ok", counts=counts)


def _count(decisions: list[Decision], reading: Reading) -> Counts:
    """Sum up the verdicts: every entry of the document is in exactly one of the four."""
    verdicts = [decision.verdict for decision in decisions]
    return Counts(
        new=verdicts.count(Verdict.NEW),
        changed=verdicts.count(Verdict.CHANGED) + verdicts.count(Verdict.ADOPTED),
        same=verdicts.count(Verdict.SAME) + verdicts.count(Verdict.SEEN) + len(reading.skipped),
        dropped=reading.dropped + verdicts.count(Verdict.REPEATED) + verdicts.count(Verdict.BURIED),
    )


def _note_quiet(claim: Claim, answer: Fetched | NotModified, started: datetime) -> Result:
    """Record a 304, or the very bytes that we read the last time: all its entries are the same."""
    is_304 = isinstance(answer, NotModified)
    counts = Counts() if is_304 else Counts(same=claim.entry_count, dropped=claim.dropped_count)
    next_poll = schedule.after_success(started, _chance())
    ledger.record_quiet(Attempt(claim, started, next_poll, counts), answer)
    return Result(claim.feed_id, claim.url, "not_modified" if is_304 else "ok", counts=counts)


async def _fail(claim: Claim, error: Exception, started: datetime) -> Result:
    """Record a failure; a lease that was lost meanwhile leaves it to the other worker."""
    try:
        await _in_database(_note_failure)(claim, error, started)
    except LeaseLost as lost:
        return Result(claim.feed_id, claim.url, "lost", str(lost))
    return Result(claim.feed_id, claim.url, "failed", f"{type(error).__name__}: {error}")


def _note_failure(claim: Claim, error: Exception, started: datetime) -> None:
    """Charge the feed, and back off."""
    retry_after = getattr(error, "retry_after", None)
    next_poll = schedule.after_failure(started, claim.failures + 1, retry_after, _chance())
    ledger.record_failure(Attempt(claim, started, next_poll), error)


def _chance() -> float:
    """Return the jitter's share of luck."""
    return random.random()  # noqa: S311  It spreads load and keeps no secret.
