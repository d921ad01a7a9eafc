"""What is known of one feed and its schedule, in the same words for the desk and for ``ingest --explain``."""

from collections.abc import Callable, Iterator
from datetime import datetime

from ingest.models import Feed, Subscription
from ingest.pace import DAYS, Pace

Moment = Callable[[datetime], str]
"""Writes a moment as its reader is used to."""


def facts(feed: Feed, now: datetime, moment: Moment) -> Iterator[tuple[str, str]]:
    """Yield what is known, as (what, how): only what there is. The feed comes with its host."""
    when = moment(feed.next_at) if feed.state == Feed.State.ACTIVE else "not polled"
    yield "Next poll", f"{when}, {feed.next_why}" if feed.next_why else when
    if feed.lease_until:
        yield "Held by a worker", f"until {moment(feed.lease_until)} at the latest"
    elif feed.turn_at > feed.next_at:
        yield "Its turn at its host", moment(feed.turn_at)
    yield from _host_facts(feed, now, moment)
    if feed.gap_seconds is not None:
        yield "Something new every", length(feed.gap_seconds)
    if feed.newest_at:
        yield "Something new last", moment(feed.newest_at)
    if feed.fresh_seconds is not None:
        yield "Fresh, says its server, for", length(feed.fresh_seconds)
    yield from _pace_facts(Pace.from_json(feed.pace))
    yield from _answer_facts(feed, moment)
    yield from _address_facts(feed, moment)
    subscription = Subscription.objects.filter(feed=feed).first()
    if subscription:
        yield "Its hub", f"{subscription.hub_url}: {subscription.get_state_display()}"


def _host_facts(feed: Feed, now: datetime, moment: Moment) -> Iterator[tuple[str, str]]:
    host = feed.host
    yield "Host", host.name
    if host.free_at > now:
        yield "Left alone until", f"{moment(host.free_at)}, {host.why or 'between two requests'}"
    if host.throttled_at:
        yield "Said that we ask too often", moment(host.throttled_at)


def _pace_facts(pace: Pace) -> Iterator[tuple[str, str]]:
    if pace.ttl:
        yield "Need not be asked, it says, for", length(pace.ttl * 60)
    if pace.period:
        yield "Changes, it says, every", length(pace.period)
    if pace.skip_hours:
        yield "Not in the hours (GMT)", ", ".join(str(hour) for hour in sorted(pace.skip_hours))
    if pace.skip_days:
        yield "Not on", ", ".join(DAYS[day].title() for day in sorted(pace.skip_days))
    if pace.is_expired:
        yield "Over", "says the feed itself"


def _answer_facts(feed: Feed, moment: Moment) -> Iterator[tuple[str, str]]:
    yield "Last answer", moment(feed.last_ok_at) if feed.last_ok_at else "never"
    if feed.full_at:
        yield "Last answer in full", moment(feed.full_at)
    if validators := ", ".join(filter(None, (feed.etag, feed.last_modified))):
        yield "Asked whether it changed by", validators
    if feed.failures:
        yield "Failures in a row", f"{feed.failures}: {feed.last_error}"


def _address_facts(feed: Feed, moment: Moment) -> Iterator[tuple[str, str]]:
    if feed.moved_to and feed.moved_since:
        yield "Says that it moved to", f"{feed.moved_to}, since {moment(feed.moved_since)}"
    if feed.gone_since:
        yield "Says that it is gone", f"since {moment(feed.gone_since)}"


def length(seconds: float) -> str:
    """Write a length as people say it: "40 minutes", "3.5 hours", "9 days"."""
    for unit, size in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    minutes = round(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
