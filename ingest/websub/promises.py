"""Which feed is pushed by which hub, and until when. The only writer of ``Subscription``.

    (none) --want--> ASKED --confirm--> ACTIVE --renewed before the lease ends--> ACTIVE ...
                       |  <--lapse--------+  +--two misses--> DEMOTED   polled as usual, until its hub or topic changes
                       +--deny--> REFUSED (asked again a week later)
    any of them --feed paused, gone, or with another hub--> ENDED: without a feed, until its hub was told and forgot

Each request counts as failed until the hub confirms it (``tries``, ``next_at``): so there is nothing to write when a hub
answers, however its answer and its confirmation cross.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from ingest import ledger
from ingest.models import Feed, Notice, Push, Subscription

State = Subscription.State

LEASE = timedelta(days=10)
"""What we ask for."""
SHORTEST_LEASE = timedelta(hours=1)
LONGEST_LEASE = timedelta(days=14)
FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(hours=24)
AFTER_REFUSAL = timedelta(days=7)
GOODBYES = 3
"""So often a hub is told that we want no more; then its lease will end by itself."""
A_HUB = 10
"""So many requests one hub gets in one go."""
BEGUN_AT_ONCE = 500
LATE = timedelta(minutes=10)
"""So long a push may take before a poll that finds the entry counts as a miss."""
MISSES = 2


# What feeds want --------------------------------------------------------------------------------------------------
def keep_up(now: datetime, *, is_reachable: bool) -> None:
    """Let the subscriptions follow the feeds: begin, lapse, end and forget. ``is_reachable``: hubs can find our site."""
    _lapse(now)
    _end_unwanted(now)
    _forget(now)
    if is_reachable:
        _want(now)


def _want(now: datetime) -> None:
    """Begin a subscription for each feed that names a hub and has none.

    A hub that is asked over plain http lets anybody on the way learn the secret: good enough for a feed that is fetched
    so itself, and for no other.
    """
    is_safe = Q(hub_url__startswith="https://") | Q(url__startswith="http://")
    wanting = Feed.objects.filter(is_safe, state=Feed.State.ACTIVE, hub_url__gt="", topic_url__gt="", subscription=None)
    Subscription.objects.bulk_create(
        [
            Subscription(
                feed_id=feed_id,
                hub_url=hub_url,
                topic_url=topic_url,
                token=secrets.token_urlsafe(32),
                secret=secrets.token_urlsafe(32),
                asked_at=now,
                next_at=now,
            )
            for feed_id, hub_url, topic_url in wanting.values_list("id", "hub_url", "topic_url")[:BEGUN_AT_ONCE]
        ],
        ignore_conflicts=True,
    )


def _lapse(now: datetime) -> None:
    """Poll feeds as usual whose hub did not renew its promise in time."""
    Subscription.objects.filter(state=State.ACTIVE, lease_until__lte=now).update(
        state=State.ASKED, error="The lease ended without being renewed."
    )


def _end_unwanted(now: datetime) -> None:
    """End what feeds want no more: those that are paused, retired or deleted, or name another hub or topic."""
    is_wanted = Q(feed__state=Feed.State.ACTIVE, hub_url=F("feed__hub_url"), topic_url=F("feed__topic_url"))
    unwanted = Subscription.objects.exclude(state=State.ENDED).exclude(is_wanted)
    Subscription.objects.filter(id__in=unwanted.values("id")).update(feed=None, state=State.ENDED, next_at=now, tries=0)


def _forget(now: datetime) -> None:
    """Delete what ended, once the hub must have forgotten it, too; until then its callback answers 410."""
    is_over = Q(lease_until__lte=now) | Q(lease_until=None, asked_at__lte=now - LONGEST_LEASE)
    Subscription.objects.filter(is_over, state=State.ENDED).delete()


# What hubs are asked ----------------------------------------------------------------------------------------------
@transaction.atomic
def take_due(now: datetime) -> list[Subscription]:
    """Take the subscriptions whose hubs are to be asked now, a few of each hub; nobody else gets them.

    They are counted as tried, and due again after a pause that grows, unless the hub confirms.
    """
    of_hub = Window(RowNumber(), partition_by=F("hub_url"), order_by=F("next_at").asc())
    first = Subscription.objects.filter(next_at__lte=now).annotate(place=of_hub).filter(place__lte=A_HUB)
    ids = list(first.order_by().values_list("id", flat=True))
    due = Subscription.objects.select_for_update(skip_locked=True).filter(id__in=ids, next_at__lte=now)
    taken = list(due.order_by("next_at", "id"))
    for row in taken:
        _count_try(row, now)
    Subscription.objects.bulk_update(taken, ["state", "tries", "next_at", "asked_at"])
    return taken


def _count_try(row: Subscription, now: datetime) -> None:
    """Count one more try that nobody has confirmed yet."""
    row.tries += 1
    row.next_at = now + min(FIRST_RETRY * 2 ** min(row.tries - 1, 10), LONGEST_RETRY)
    if is_goodbye(row):
        row.next_at = row.next_at if row.tries < GOODBYES else None
        return
    row.asked_at = now
    if row.state == State.REFUSED:
        row.state = State.ASKED


def is_goodbye(row: Subscription) -> bool:
    """Tell whether the hub is to be told that we want no more."""
    return row.state in {State.ENDED, State.DEMOTED}


def give_back(rows: Iterable[Subscription], now: datetime) -> None:
    """Leave subscriptions due, whose hub was not asked after all."""
    for row in rows:
        Subscription.objects.filter(id=row.pk, next_at=row.next_at).update(tries=row.tries - 1, next_at=now)


def note_failure(rows: Iterable[Subscription], error: Exception) -> None:
    """Keep for editors why a hub could not be asked. It is tried again by itself."""
    Subscription.objects.filter(id__in=[row.pk for row in rows], tries__gt=0).update(error=_plain(str(error)))


# What hubs say ----------------------------------------------------------------------------------------------------
def confirm(row: Subscription, lease: timedelta, now: datetime) -> bool:
    """Agree that a hub pushes its topic for so long (section 5.3). False where we did not ask it to.

    A hub that asks twice because our first answer was lost hears the same again.
    """
    if lease < SHORTEST_LEASE:
        return False
    lease = min(lease, LONGEST_LEASE)
    none = Value(0, output_field=PositiveIntegerField())
    agreed = Subscription.objects.filter(Q(state=State.ASKED, tries__gt=0) | Q(state=State.ACTIVE), id=row.pk).update(
        state=State.ACTIVE,
        lease_until=now + lease,
        next_at=now + lease * 2 / 3,
        confirmed_at=Case(When(state=State.ACTIVE, then=F("confirmed_at")), default=Value(now)),
        misses=Case(When(tries__gt=0, then=none), default=F("misses")),
        tries=0,
        error="",
    )
    if agreed and row.feed_id:
        ledger.settle(Notice.Kind.DEMOTED, now, row.feed_id)
    return bool(agreed)


def confirm_end(row: Subscription) -> bool:
    """Agree that a hub pushes its topic no more (section 5.3). False where we do want it."""
    left = Subscription.objects.filter(id=row.pk, state__in=[State.ENDED, State.DEMOTED])
    return bool(left.update(next_at=None))


def deny(row: Subscription, reason: str, now: datetime) -> None:
    """Note that a hub does not, or no longer, push its topic (section 5.2)."""
    why = _plain(f"Refused: {reason}" if reason else "Refused.")
    Subscription.objects.filter(id=row.pk, state__in=[State.ASKED, State.ACTIVE]).update(
        state=State.REFUSED, next_at=now + AFTER_REFUSAL, error=why
    )


# Whether they hold what they promised -----------------------------------------------------------------------------
def is_reliable(feed_id: int, new: Iterable[datetime | None], now: datetime) -> bool:
    """Tell whether the next poll can be left to the hub, after a poll that found new entries with these dates.

    An entry is missed if it appeared while the hub had promised to push it, and had time to. After a miss the feed is
    polled at its own rhythm, so that we soon know whether it was the only one.
    """
    row = Subscription.objects.filter(feed_id=feed_id, state=State.ACTIVE).first()
    if row is None or row.confirmed_at is None:
        return False
    begin, end = row.confirmed_at + LATE, now - LATE
    missed = any(date is not None and begin < date < end for date in new)
    if not missed or Push.objects.filter(feed_id=feed_id, read_at=None).exists():
        return True
    note_miss(feed_id, now)
    return False


@transaction.atomic
def note_miss(feed_id: int, now: datetime) -> None:
    """Note that a hub did not bring what it promised. One that fails twice within a lease is demoted.

    Then the feed is polled as usual again, and editors are told.
    """
    row = Subscription.objects.select_for_update().filter(feed_id=feed_id, state=State.ACTIVE).first()
    if row is None:
        return
    row.misses += 1
    if row.misses >= MISSES:
        row.error = _plain(f"{row.hub_url} promised to push what is new, and failed {row.misses} times.")
        row.state, row.next_at, row.tries = State.DEMOTED, now, 0
        ledger.notice(Notice.Kind.DEMOTED, row.error, now, feed_id)
    row.save(update_fields=["misses", "error", "state", "next_at", "tries"])


# What they bring --------------------------------------------------------------------------------------------------
def of_token(token: str) -> Subscription | None:
    """Return the subscription behind a callback."""
    return Subscription.objects.filter(token=token).select_related("feed").first()


def listens(row: Subscription) -> bool:
    """Tell whether we want what comes. The proof of a push is its signature: its hub may be quicker than its promise."""
    return row.state in {State.ASKED, State.ACTIVE} and row.feed is not None and row.feed.state == Feed.State.ACTIVE


def note_push(row: Subscription, now: datetime) -> None:
    """Count a push that was taken in."""
    Subscription.objects.filter(id=row.pk).update(pushed_at=now, pushes=F("pushes") + 1)


def note_forgery(row: Subscription) -> None:
    """Count a push that was dropped, for it was not signed by the hub, or is of another topic."""
    Subscription.objects.filter(id=row.pk).update(forgeries=F("forgeries") + 1)


def _plain(text: str) -> str:
    """Make a stranger's words fit for a column."""
    return text.replace("\x00", "")[:300]
