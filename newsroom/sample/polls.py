"""Gives the feeds of the sample edition a past: the rounds that would have read its pieces as they were published."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from ingest.models import Feed, Fetch, Run
from newsroom.sample import rows
from newsroom.sample.edition import Piece
from newsroom.sample.world import World

EVERY = timedelta(hours=6)
ROUNDS = 40
SECONDS = 1.4
BYTES = 2_600
"""So long is a feed for each of its pieces."""

WHY = "every six hours"
GONE = "There is no such page; check the URL of the feed (404 Not Found)."
"""What was said of a feed that is gone."""


def tell(world: World) -> None:
    """Write down the rounds before the edition was put in, and in each an attempt of every feed; once."""
    if Fetch.objects.filter(feed__in=rows.feeds()).exists():
        return
    pieces = {
        world.feed_url(publisher, name): publisher.in_section(name)
        for publisher in world.publishers
        for name in publisher.sections()
    }
    known = list(rows.feeds().order_by("pk"))
    for began in moments(world.epoch):
        attempts = [_attempt(world, feed, pieces.get(feed.url), began) for feed in known]
        Fetch.objects.bulk_create(attempts)
        _sum_up(began, attempts).save(force_insert=True)


def moments(epoch: datetime) -> Iterator[datetime]:
    """Return when the rounds began, the first one first."""
    return (epoch - number * EVERY for number in range(ROUNDS, 0, -1))


def _attempt(world: World, feed: Feed, pieces: list[Piece] | None, began: datetime) -> Fetch:
    """Return what one feed answered: what was published since the round before, or that nothing was."""
    attempt = Fetch(
        feed=feed, started_at=began, milliseconds=_lot(feed.url, began), next_at=began + EVERY, next_why=WHY
    )
    if pieces is None:
        attempt.outcome, attempt.status = Fetch.Outcome.FAILED, 404
        attempt.error_class, attempt.error = "BadStatus", GONE
        return attempt
    attempt.new = sum(began - EVERY < world.published(piece) <= began for piece in pieces)
    attempt.changed = sum(began - EVERY < world.updated(piece) <= began for piece in pieces if piece.former)
    is_news = bool(attempt.new or attempt.changed)
    attempt.outcome = Fetch.Outcome.OK if is_news else Fetch.Outcome.NOT_MODIFIED
    attempt.status = 200 if is_news else 304
    attempt.body_bytes = BYTES * len(pieces) if is_news else 0
    return attempt


def _sum_up(began: datetime, attempts: list[Fetch]) -> Run:
    """Return the line of a round."""
    ended = Counter(attempt.outcome for attempt in attempts)
    return Run(
        began_at=began,
        seconds=SECONDS + _lot("round", began) / 1_000,
        feeds=len(attempts),
        ok=ended["ok"],
        not_modified=ended["not_modified"],
        failed=ended["failed"],
        new=sum(attempt.new for attempt in attempts),
        changed=sum(attempt.changed for attempt in attempts),
    )


def _lot(name: str, moment: datetime) -> int:
    """Return a number of milliseconds, 20 to 275, that is drawn by a name and a moment: the same for ever."""
    return 20 + hashlib.sha256(f"{name} {moment:%j %H}".encode()).digest()[0]
