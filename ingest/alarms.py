"""Alarms: what no attempt says by itself, because nothing happened. Asked again and again, a few minutes apart.

    quiet    a source that can be read, and has brought nothing for longer than the 99th percentile of its own pauses
    stalled  not one feed was read for two hours, though some were due

What is over is noted here, too, where no attempt does it: a batch that editors released, a feed that was resumed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q

from articles.models import Article, Sighting
from ingest import ledger
from ingest.models import Feed, Notice

NEWEST = 200
"""So many of the newest arrivals of a source tell its rhythm."""

PAUSES_KNOWN = 20
SHORTEST_SILENCE = timedelta(hours=6)
STALLED_AFTER = timedelta(hours=2)
HOSTS_IN_VAIN = 3
"""So many hosts asked in vain, and none with success, are no weather; fewer where there are fewer."""

PASSED_AFTER = timedelta(days=7)
"""What happened once, and does not last, needs no editor to be over."""

LOOKED_AT = timedelta(minutes=30)
"""Only sources that were read since then are looked at: a silence grows with each look of ours, and not otherwise."""

SILENT = """
WITH read AS (
    SELECT source_id, max(last_ok_at) AS at, array_agg(id ORDER BY id) AS feeds FROM ingest_feed
    WHERE state = 'active' AND failures = 0 AND last_ok_at IS NOT NULL
    GROUP BY source_id HAVING max(last_ok_at) > %(since)s
), told AS (
    SELECT f.source_id, max(n.began_at) AS at FROM ingest_notice n JOIN ingest_feed f ON f.id = n.feed_id
    WHERE n.kind = 'quiet' GROUP BY f.source_id
)
SELECT read.feeds, read.at - newest.at, rhythm.longest
FROM read
CROSS JOIN LATERAL (
    SELECT first_seen_at AS at FROM articles_sighting WHERE deliverer_id = read.source_id
    ORDER BY first_seen_at DESC LIMIT 1
) newest
LEFT JOIN told ON told.source_id = read.source_id
CROSS JOIN LATERAL (
    SELECT count(pause) AS pauses, percentile_disc(0.99) WITHIN GROUP (ORDER BY pause) AS longest FROM (
        SELECT at - lag(at) OVER (ORDER BY at) AS pause FROM (
            SELECT DISTINCT first_seen_at AS at FROM (
                SELECT first_seen_at FROM articles_sighting WHERE deliverer_id = read.source_id
                ORDER BY first_seen_at DESC LIMIT %(newest)s
            ) arrivals
        ) moments
    ) pauses
) rhythm
WHERE read.at - newest.at > %(least)s AND (told.at IS NULL OR told.at < newest.at)
AND rhythm.pauses >= %(known)s AND read.at - newest.at > rhythm.longest
"""
"""Silence lasts from the newest arrival to the last good look, so that no pause of our own passes for the publisher's.
What was told of this silence already stays told, though an editor may have laid it aside since."""


class Silence(NamedTuple):
    """One row of ``SILENT``."""

    feeds: list[int]
    lasts: timedelta
    longest: timedelta


def check(now: datetime) -> int:
    """Note what began and what is over. Return how many notices that makes."""
    return _end_what_is_over(now) + _hear_silence(now) + _look_for_standstill(now)


def _hear_silence(now: datetime) -> int:
    """Note the sources that are silent for longer than they ever are. Return of how many feeds."""
    texts: dict[int | None, str] = {}
    for silence in silences(now):
        words = (
            f"Nothing new for {_span(silence.lasts)}; 99 of 100 pauses were no longer than {_span(silence.longest)}."
        )
        texts |= dict.fromkeys(silence.feeds, words)
    return ledger.notice_each(Notice.Kind.QUIET, texts, now) if texts else 0


def silences(now: datetime) -> list[Silence]:
    """Return the silences that nobody was told of."""
    asked = {"since": now - LOOKED_AT, "newest": NEWEST, "known": PAUSES_KNOWN}
    with connection.cursor() as cursor:
        cursor.execute(SILENT, {**asked, "least": SHORTEST_SILENCE})  # type: ignore[dict-item]  # psycopg knows lengths of time.
        return [Silence(*row) for row in cursor.fetchall()]


def _look_for_standstill(now: datetime) -> int:
    """Note that no feed was read for long, or that one was again. Return 1 where that is news."""
    since = now - STALLED_AFTER
    active = Feed.objects.filter(state=Feed.State.ACTIVE)
    if active.filter(last_ok_at__gt=since).exists() or not _should_have_been_read(since):
        return ledger.settle(Notice.Kind.STALLED, now)
    last = active.aggregate(last=Max("last_ok_at"))["last"]
    begin = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
    return ledger.notice(Notice.Kind.STALLED, f"No feed was read {begin}: does ingest run, is the network up?", now)


def _should_have_been_read(since: datetime) -> bool:
    """Tell whether feeds have been due since then, or were asked in vain at so many hosts that it cannot be they."""
    active = Feed.objects.filter(state=Feed.State.ACTIVE, created_at__lte=since)
    if active.filter(turn_at__lte=since).exists():
        return True
    hosts = active.order_by().values("host").distinct()
    return 0 < min(HOSTS_IN_VAIN, hosts.count()) <= hosts.filter(last_attempt_at__gt=since).count()


def _end_what_is_over(now: datetime) -> int:
    """Note what is over that no attempt notes. Return how many."""
    arrived = Sighting.objects.filter(deliverer=OuterRef("feed__source"), first_seen_at__gt=OuterRef("began_at"))
    held = Article.objects.filter(
        status=Article.Status.PENDING,
        first_seen_at__gte=OuterRef("began_at"),
        sightings__feed_number=OuterRef("feed"),
    )
    is_active = Q(feed__state=Feed.State.ACTIVE)
    is_over = (
        Q(kind=Notice.Kind.QUIET) & (Exists(arrived) | ~is_active)
        | Q(kind=Notice.Kind.HELD) & ~Exists(held)
        | Q(kind=Notice.Kind.FAILING) & ~is_active
        | Q(kind=Notice.Kind.RETIRED) & is_active
        | Q(kind=Notice.Kind.DEMOTED, feed__subscription__state="active")
        | Q(kind__in=[Notice.Kind.GAP, Notice.Kind.MOVED], began_at__lt=now - PASSED_AFTER)
    )
    return ledger.end(Notice.objects.filter(is_over, ended_at=None), now)


def _span(length: timedelta) -> str:
    """Write a length as people say it: "7 hours", "3 days"."""
    hours = round(length.total_seconds() / 3600)
    if hours < 48:
        return f"{max(hours, 1)} hour{'s' if hours > 1 else ''}"
    return f"{round(hours / 24)} days"
