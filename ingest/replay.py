"""Replay: read the kept documents of a feed again with today's parser, without asking its publisher.

The newest comes first. What it holds, an older document says nothing about any more: an entry is taken from the newest
document that has it. The feed's schedule, validators and memory of its last document stay as they are.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import transaction

from articles import identity
from ingest import bodies, documents, ledger, pipeline
from ingest.errors import IngestError
from ingest.ledger import Claim, Counts
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.values import Fetched, Reading
from ingest.workers import Workers


class FeedHeld(Exception):
    """A worker refreshes the feed just now; replaying it at the same time could put old texts over new ones."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one kept document: when it was received, what became of its entries, or why it cannot be read."""

    received: datetime
    counts: Counts = field(default_factory=Counts)
    error: str = ""

    def __str__(self) -> str:
        counts = self.counts
        told = f"{counts.new} new, {counts.changed} changed, {counts.same} same, {counts.dropped} dropped"
        return f"{self.received:%Y-%m-%d %H:%M:%S} UTC: {self.error or told}"


def replay(feed: Feed, settings: Settings, now: datetime, *, is_dry: bool = False) -> Iterator[Replayed]:
    """Yield what came of each kept document, newest first; dry, nothing of it is stored.

    Raises ``FeedHeld`` where a worker has the feed; nobody else gets it until the last document is read.
    """
    began, claim = time.monotonic(), _hold(feed, now)
    try:
        newer = _lost_newest(feed)
        with Workers(1, settings.limits) as workers:
            for received, answer in bodies.kept(feed.pk):
                ledger.renew([claim], now + timedelta(seconds=time.monotonic() - began))
                try:
                    reading = _read(claim, received, answer, workers)
                except IngestError as error:
                    yield Replayed(received, error=f"{type(error).__name__}: {error}")
                    continue
                with transaction.atomic():
                    counts = _keep(claim, reading, received, now, newer)
                    transaction.set_rollback(is_dry)
                yield Replayed(received, counts)
                newer |= _names(reading, feed.pk)
    finally:
        ledger.release([claim])


@transaction.atomic
def _hold(feed: Feed, now: datetime) -> Claim:
    """Take the feed, unless a worker has it."""
    until = Feed.objects.select_for_update().values_list("lease_until", flat=True).get(pk=feed.pk)
    if until is not None and until > now:
        raise FeedHeld(f"A worker refreshes {feed} just now; try again in a minute.")
    return ledger.take(feed, now)


def _lost_newest(feed: Feed) -> set[bytes]:
    """Return the keys of the feed's last document, if that one is not among those that are kept: else nothing.

    It may have met a full disk. What it said is newer than whatever is kept.
    """
    _, newest = next(bodies.kept(feed.pk), (None, None))
    digest, keys = Feed.objects.values_list("body_digest", "keys").get(pk=feed.pk)
    is_kept = newest is not None and digest is not None and documents.digest_of(newest) == bytes(digest)
    return set() if is_kept else set(pipeline.unpack_keys(bytes(keys)))


def _read(claim: Claim, received: datetime, answer: Fetched, workers: Workers) -> Reading:
    """Read one document as if it had just come: an entry without a date was published when it came, not now."""
    context = pipeline.context_of(claim, answer.url, received)
    reading: Reading = async_to_sync(workers.read)(answer, context)
    entries = tuple(replace(entry, published=entry.published or received) for entry in reading.entries)
    return replace(reading, entries=entries)


def _keep(claim: Claim, reading: Reading, received: datetime, now: datetime, newer: Iterable[bytes]) -> Counts:
    """Store what no newer document has, and enter it in the ledger."""
    names = frozenset(newer)
    deleted = tuple(gone for gone in reading.deleted if identity.guid_key(gone.guid) not in names)
    counts = pipeline.keep_replay(claim, replace(reading, deleted=deleted), now, names)
    ledger.record_replay(claim, received, counts, now)
    return counts


def _names(reading: Reading, feed_number: int) -> set[bytes]:
    """Return all names of a document's entries, and the keys of those that it takes back."""
    identities = identity.identify(reading.entries, feed_number)
    taken_back = {identity.guid_key(gone.guid) for gone in reading.deleted}
    return taken_back.union(*({one.key, *one.aliases} for one in identities))
