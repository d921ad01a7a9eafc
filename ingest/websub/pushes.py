"""What hubs bring, from the callback into a row, and out of it again. The only writer of ``Push``."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ingest.ledger import LEASE, LeaseLost
from ingest.models import Feed, Push
from ingest.websub.promises import LONGEST_LEASE

WAITING = 10
"""So many documents of one feed may wait to be read,"""
AN_HOUR = 60
"""and so many may come in an hour: whoever brings more is told to come again later."""
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A push that is ours to read until ``lease``."""

    push_id: int
    feed_id: int
    content_type: str
    body: bytes
    lease: datetime


def has_room(feed_id: int, now: datetime) -> bool:
    """Tell whether one more push of this feed may be taken in."""
    waiting, lately = Q(read_at=None), Q(received_at__gt=now - timedelta(hours=1))
    counts = Push.objects.filter(waiting | lately, feed_id=feed_id).aggregate(
        waiting=Count("id", filter=waiting), lately=Count("id", filter=lately)
    )
    return bool(counts["waiting"] < WAITING and counts["lately"] < AN_HOUR)


def take_in(feed_id: int, content_type: str, body: bytes, now: datetime) -> bool:
    """Keep a document until it is read. False where the very same one came before: that costs nothing more."""
    came = Push(
        feed_id=feed_id,
        received_at=now,
        content_type=content_type.replace("\x00", "")[:200],
        body=body,
        digest=hashlib.sha256(body).digest(),
    )
    if Push.objects.filter(feed_id=feed_id, digest=came.digest).exists():
        return False
    Push.objects.bulk_create([came], ignore_conflicts=True)
    return True


def are_waiting(now: datetime) -> bool:
    """Tell whether there is anything to read."""
    return _readable(now).exists()


@transaction.atomic
def take_waiting(now: datetime) -> list[Taken]:
    """Take some documents to read, of each feed the oldest; nobody else gets them, unless we die over them."""
    rows = list(_readable(now).select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE])
    until = now + LEASE
    Push.objects.filter(id__in=[row.pk for row in rows]).update(lease_until=until)
    return [Taken(row.pk, row.feed_id, row.content_type, bytes(row.body), until) for row in rows]


def _readable(now: datetime) -> QuerySet[Push]:
    """Return, of each feed that is polled, the oldest document that waits, unless somebody reads it now."""
    older = Push.objects.filter(feed=OuterRef("feed"), read_at=None, id__lt=OuterRef("id"))
    is_free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Push.objects.filter(~Exists(older), is_free, read_at=None, feed__state=Feed.State.ACTIVE)


def mark_read(taken: Taken, now: datetime) -> None:
    """Note that a document was read; only its digest stays. Raises LeaseLost where somebody else has it by now."""
    ours = Push.objects.filter(id=taken.push_id, read_at=None, lease_until=taken.lease)
    if not ours.update(read_at=now, body=b"", lease_until=None):
        raise LeaseLost(f"push {taken.push_id} was taken over by another worker")


def forget(now: datetime) -> int:
    """Delete what came longer ago than a hub's promise lasts. Return how many."""
    return Push.objects.filter(received_at__lt=now - LONGEST_LEASE).delete()[0]
