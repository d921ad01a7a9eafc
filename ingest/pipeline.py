"""READ FIRST: one feed through the stages, in order. Only this file knows the order.

    Feed row | fetch | (parse | normalize | sanitize) | dedupe | rules | store | ledger

Three kinds of work, three places. **Network**: ``fetch``, in one asyncio loop, many sockets at once. **CPU**: the stages in
brackets (``reading.py``), in worker processes that can be killed. **Database**: ``keep`` with its one short transaction a
feed, in the thread that holds the connection. No socket is open inside a transaction. ``rounds.py`` keeps many feeds under
way at once.

Stages raise; the one ``except IngestError`` stands in ``refresh``.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.db import IntegrityError, OperationalError, transaction

from articles import dedupe, identity, known, ruling, standing, store
from articles.decision import Decision, Verdict
from articles.entry import CleanEntry, Delivery
from ingest import batches, bodies, connection, documents, ledger, plans
from ingest.addresses import Network
from ingest.batches import Before, Judgement
from ingest.errors import AddressRefused, BadStatus, Gone, IngestError, TimedOut, Unreachable
from ingest.fetch import Client, user_agent
from ingest.hosts import host_key, is_strangers
from ingest.ledger import Claim, Counts, LeaseLost, Quiet
from ingest.models import Notice
from ingest.outcomes import Result, Unanswered
from ingest.plans import Found
from ingest.room import Room
from ingest.values import FeedContext, Fetched, Limits, NotModified, Reading
from ingest.websub import promises
from ingest.workers import Workers

log = logging.getLogger(__name__)
_in_database = sync_to_async
"""Database work runs in the one thread that holds the connection."""

STORE_ATTEMPTS = 3
ON_TRIAL = "its source is on trial"
KEY_BYTES = 32
Kept = TypeVar("Kept")


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

    def client(self, room: Room | None = None) -> Client:
        """Return the door to the outside that these settings allow; it is closed while there is no ``room``."""
        return Client(self.limits, self.allow, user_agent=self.agent, connections=self.concurrency, room=room)

    def workers(self) -> Workers:
        """Return the processes that these settings allow."""
        return Workers(self.processes, self.limits)


@dataclass(frozen=True, slots=True)
class Tools:
    """What refreshing a feed works with. ``clock`` tells the database's time (aware UTC)."""

    client: Client
    workers: Workers
    clock: Callable[[], datetime]
    room: Room


async def refresh(claim: Claim, tools: Tools, leave: Callable[[], None]) -> Result | Quiet | Unanswered:
    """Take one feed through the stages. ``leave`` is called when its host is spoken to no more.

    Whatever goes wrong in our own code costs this feed only, and is said loudly. A database that went away is no feed's fault.
    """
    started = tools.clock()
    try:
        try:
            answer = await tools.client.fetch(claim.url, claim.validators, claim.validators_of)
        finally:
            leave()
        if isinstance(answer, NotModified) or documents.digest_of(answer) == claim.body_digest:
            return plans.quiet(claim, documents.emptied(answer), started)
        with tools.room.holding(documents.size_of(answer)):
            return await _read_and_keep(claim, answer, tools, started)
    except (Unreachable, TimedOut) as error:
        return Unanswered(claim, error, started)
    except IngestError as error:
        return await _in_database(fail)(claim, error, started)
    except LeaseLost as lost:
        return Result(claim.feed_id, claim.url, "lost", str(lost))
    except Exception as error:
        if connection.is_lost(error):
            raise
        log.exception("feed_broke_our_code", extra={"feed": claim.feed_id})
        return await _in_database(fail)(claim, error, started)


async def _read_and_keep(claim: Claim, answer: Fetched, tools: Tools, started: datetime) -> Result:
    """Read what is not known of the document, or, where that cannot be told by itself, all of it; and store it."""
    digests, keys = (b"", b"") if claim.is_first else await _in_database(ledger.memory)(claim.feed_id)
    for remembered in (digests, b""):
        reading = await tools.workers.read(answer, context_of(claim, answer.url, started, remembered))
        try:
            return await _in_database(keep)(claim, answer, reading, started, keys)
        except known.Entangled:
            if not remembered:
                raise
    raise AssertionError("unreachable: reading whole skips nothing that could be entangled")


def context_of(claim: Claim, final_url: str, now: datetime, item_digests: bytes = b"") -> FeedContext:
    """Say what normalizing must know besides the document."""
    return FeedContext(
        feed_url=claim.url,
        final_url=final_url,
        source_name=claim.source_name,
        source_language=claim.source_language,
        now=now,
        item_digests=item_digests,
    )


def keep(claim: Claim, answer: Fetched, reading: Reading, started: datetime, keys: bytes = b"") -> Result:
    """Store what a document brought, its validators and the end of the lease in one transaction.

    ``keys`` are those of the entries of the document before. Where another process stores the same articles at the same
    moment, a rule is broken, or in another order the two wait for each other until Postgres ends one of them. Either way
    look again at what is known, and decide anew.
    """
    result = _insistently(lambda: _store(claim, answer, reading, started, keys))
    bodies.keep(claim.feed_id, answer, started)
    return result


def keep_archive(claim: Claim, reading: Reading, now: datetime) -> Counts:
    """Store what an older page of a feed holds (RFC 5005); the feed's state is that of its newest page."""
    return _insistently(lambda: _store_entries(claim, reading, now).counts)


def keep_replay(claim: Claim, reading: Reading, now: datetime, newer: frozenset[bytes]) -> Counts:
    """Store what a kept document holds, but for the entries that a newer one had under any of these names."""
    return _insistently(lambda: _store_entries(claim, reading, now, newer=newer).counts)


def keep_push(claim: Claim, reading: Reading, now: datetime, record: Callable[[Found], None]) -> None:
    """Store what a hub pushed, and in the same transaction ``record`` what became of it."""
    _insistently(lambda: record(_store_entries(claim, reading, now)))


def _insistently(work: Callable[[], Kept]) -> Kept:
    """Do this in a transaction, and again where another process got in the way."""
    for attempt in range(1, STORE_ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except (IntegrityError, OperationalError):
            if attempt == STORE_ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _store(claim: Claim, answer: Fetched, reading: Reading, started: datetime, before: bytes) -> Result:
    """Inside the transaction: dedupe | rules | store | ledger."""
    found = _store_entries(claim, reading, started, before)
    if claim.is_pushed:
        claim = replace(claim, is_pushed=promises.is_reliable(claim.feed_id, plans.dates(found.new), started))
    attempt = plans.success(claim, answer, reading, started, found)
    ledger.record_success(attempt, answer, reading, found.keys or before)
    _tell(claim, found.judged, started)
    if attempt.move.is_believed:
        ledger.move(claim.feed_id, attempt.move.to, started)
    return Result(
        claim.feed_id,
        claim.url,
        "ok",
        counts=found.counts,
        milliseconds=answer.milliseconds,
        missed=reading if found.judged.missed else None,
    )


def _store_entries(
    claim: Claim, reading: Reading, now: datetime, before: bytes = b"", newer: frozenset[bytes] = frozenset()
) -> Found:
    """Decide about every entry and store what follows; entries that bear one of the ``newer`` names are left out."""
    delivery = Delivery(
        source_id=claim.source_id,
        feed_number=claim.feed_id,
        feed_url=claim.url,
        section_id=claim.section_id,
        publish=claim.publish,
        now=now,
        held=ON_TRIAL if claim.is_on_trial else "",
    )
    identities = identity.identify(reading.entries, claim.feed_id)
    stored = known.read(claim.source_id, identities, reading.skipped)
    decided = dedupe.decide(reading.entries, identities, stored, delivery)
    decisions = [one for one in decided if newer.isdisjoint((one.identity.key, *one.identity.aliases))]
    known.refuse_entangled(stored, reading.skipped, decisions)
    keys = list(dict.fromkeys((*reading.skipped, *(decision.identity.key for decision in decisions))))
    new = _new(decisions)
    judged = batches.judge(new, keys, _before(claim, before, now))
    if reading.deleted:
        _take_back(claim, reading)  # First: it waits for the lock of stories, before which nothing may be locked.
    fresh = store.save(
        replace(delivery, held=judged.held or delivery.held), decisions, stored, ruling.judge(decisions, delivery)
    )
    return Found(_count(decisions, reading), b"".join(keys), judged, new, fresh)


def _new(decisions: Sequence[Decision]) -> list[CleanEntry]:
    return [decision.entry for decision in decisions if decision.verdict is Verdict.NEW]


def _before(claim: Claim, keys: bytes, now: datetime) -> Before:
    """Say what was known of the feed before this document."""
    return Before(frozenset(unpack_keys(keys)), now - claim.since_ok, claim.gap_seconds)


def unpack_keys(column: bytes) -> list[bytes]:
    """Return the keys that a feed's column holds."""
    return [column[start : start + KEY_BYTES] for start in range(0, len(column), KEY_BYTES)]


def _take_back(claim: Claim, reading: Reading) -> None:
    """Withdraw what the publisher deleted (RFC 6721), unless the document brings it again."""
    present = {entry.guid for entry in reading.entries}
    standing.take_back(
        claim.source_id,
        {identity.guid_key(gone.guid): gone.when for gone in reading.deleted if gone.guid not in present},
    )


def _count(decisions: list[Decision], reading: Reading) -> Counts:
    """Sum up the verdicts: every entry of the document is in exactly one of the four."""
    verdicts = [decision.verdict for decision in decisions]
    return Counts(
        new=verdicts.count(Verdict.NEW),
        changed=verdicts.count(Verdict.CHANGED) + verdicts.count(Verdict.ADOPTED),
        same=verdicts.count(Verdict.SAME) + verdicts.count(Verdict.SEEN) + len(reading.skipped),
        dropped=reading.dropped + verdicts.count(Verdict.REPEATED) + verdicts.count(Verdict.BURIED),
    )


def _tell(claim: Claim, judged: Judgement, now: datetime) -> None:
    """Tell editors of a batch that is held, and of entries that were missed."""
    if judged.held:
        ledger.notice(Notice.Kind.HELD, f"Held for an editor: {judged.held}.", now, claim.feed_id)
    if judged.missed:
        ledger.notice(Notice.Kind.GAP, batches.describe_gap(claim.since_ok, now), now, claim.feed_id)


def fail(claim: Claim, error: Exception, started: datetime) -> Result:
    """Charge the feed with a failure, and back off; leave its host alone where that asked for it.

    A lease that was lost meanwhile leaves the feed to the other worker.
    """
    attempt = plans.failure(claim, error, started)
    gone_since = claim.gone_since or started if isinstance(error, Gone) else None
    try:
        ledger.record_failure(attempt, error, gone_since)
    except LeaseLost as lost:
        return Result(claim.feed_id, claim.url, "lost", str(lost))
    if plans.is_gone_for_good(claim, error, started):
        ledger.retire(claim.feed_id, "It answered 410 twice, a day apart: its publisher says that it is over.", started)
    pause = plans.host_pause(claim, error, attempt.next_poll, started)
    if pause and isinstance(error, BadStatus) and is_strangers(key := host_key(error.url or claim.url)):
        ledger.penalize(key, pause[0], f"it answered {error.status}", started, is_throttled=pause[1])
    was_answered = not isinstance(error, (AddressRefused, Unreachable, TimedOut))
    return Result(claim.feed_id, claim.url, "failed", f"{type(error).__name__}: {error}", was_answered=was_answered)
