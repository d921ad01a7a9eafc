"""From the rows of ``Push`` to articles: claim | read in a caged process | dedupe | store | ledger.

A push may hold only what is new. So it counts for its entries and for the feed's rhythm, and changes nothing of what we
remember of the polled document: validators, digests and keys stay as they are, and so does the time of the next poll.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from ingest import ledger, pipeline, plans
from ingest.clock import Clock
from ingest.errors import DocumentError
from ingest.ledger import Claim, LeaseLost
from ingest.plans import Found
from ingest.stopping import Stop
from ingest.values import Fetched, Validators
from ingest.websub import promises, pushes
from ingest.websub.pushes import Taken
from ingest.workers import Workers

log = logging.getLogger(__name__)
_in_database = sync_to_async


def read_waiting(workers: Workers, clock: Callable[[], datetime] | None = None, stop: Stop | None = None) -> int:
    """Read what hubs have brought until nothing waits, or we are told to stop. Return how many documents were read.

    Any number of processes may do it at once. Of one feed, documents are read in the order in which they came.
    """
    return async_to_sync(_drain)(workers, clock or Clock(), stop or Stop())


async def _drain(workers: Workers, clock: Callable[[], datetime], stop: Stop) -> int:
    count = 0
    while not stop.is_set() and (taken := await _in_database(pushes.take_waiting)(clock())):
        count += sum(await asyncio.gather(*(_read_one(one, workers, clock()) for one in taken)))
    return count


async def _read_one(taken: Taken, workers: Workers, now: datetime) -> bool:
    """Take one document through the stages. Whatever goes wrong costs this one only; its feed is not charged."""
    claim = await _in_database(ledger.look)(taken.feed_id, now)
    try:
        try:
            reading = await workers.read(_as_answer(taken, claim), pipeline.context_of(claim, claim.validators_of, now))
            await _in_database(pipeline.keep_push)(claim, reading, now, lambda found: _record(taken, claim, found, now))
        except DocumentError as error:
            await _in_database(_record_failure)(taken, claim, error, now)
    except LeaseLost:
        return False
    except Exception as error:
        log.exception("push_broke_our_code", extra={"feed": taken.feed_id, "push": taken.push_id})
        await _in_database(_record_failure)(taken, claim, error, now)
    return True


def _as_answer(taken: Taken, claim: Claim) -> Fetched:
    """Say of a push what reading must know: it stands for the document at the feed's own address."""
    return Fetched(
        url=claim.validators_of,
        status=200,
        headers={"content-type": taken.content_type},
        body=taken.body,
        validators=Validators(),
        wire_bytes=len(taken.body),
    )


def _record(taken: Taken, claim: Claim, found: Found, now: datetime) -> None:
    """Inside the transaction that stored the entries: it is read, and the ledger says what it brought."""
    pushes.mark_read(taken, now)
    ledger.record_push(claim, found.counts, len(taken.body), now, plans.rhythm_after(claim, now, found))


@transaction.atomic
def _record_failure(taken: Taken, claim: Claim, error: Exception, now: datetime) -> None:
    """Note that nothing could be made of it; it is not tried again. A hub that brings such things is soon left."""
    pushes.mark_read(taken, now)
    ledger.record_bad_push(claim, error, len(taken.body), now)
    if isinstance(error, DocumentError):
        promises.note_miss(taken.feed_id, now)
