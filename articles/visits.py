"""Visits: readers counted per article and day, without cookie, address or time of day.

request --count--> memory of this process --flush, every few seconds--> one upsert into ``Visits``

A view costs no write. What a process could not write it keeps for the next flush; what it holds is bounded. Call
``flush`` when a worker ends (gunicorn's ``worker_exit``); a normal exit of the process does it by itself.
"""

import atexit
import datetime as dt
import logging
import os
import threading
from collections import Counter
from collections.abc import Mapping

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone

from articles.bots import is_bot

logger = logging.getLogger(__name__)

MOST_KEYS = 50_000
"""Articles and days that are held at most; without a database, further articles are not counted."""

UPSERT = """
    INSERT INTO articles_visits (article_id, day, count)
    SELECT seen.article_id, seen.day, seen.count
    FROM unnest(%s::bigint[], %s::date[], %s::integer[]) AS seen (article_id, day, count)
    JOIN articles_article ON articles_article.id = seen.article_id
    ORDER BY seen.article_id, seen.day
    ON CONFLICT (article_id, day) DO UPDATE SET count = articles_visits.count + excluded.count
"""
"""The join drops articles deleted meanwhile; the order keeps two processes from waiting for one another."""

Key = tuple[int, dt.date]


class Tally:
    """The counts of this process that are not written yet, shared by its threads, and the timer that writes them."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin at nothing, as a forked child must: the counts and the timer it was born with are its parent's."""
        self._lock = threading.Lock()
        self._counts: Counter[Key] = Counter()
        self._timer: threading.Timer | None = None

    def add(self, batch: Mapping[Key, int]) -> None:
        """Add ``batch``, within the bound, and see to it that it is written in a few seconds."""
        with self._lock:
            for key, number in batch.items():
                if key in self._counts or len(self._counts) < MOST_KEYS:
                    self._counts[key] += number
            self._set_timer()

    def take(self) -> Counter[Key]:
        """Hand over everything."""
        with self._lock:
            batch, self._counts = self._counts, Counter()
            return batch

    def _set_timer(self) -> None:
        """Start the thread that flushes once and ends; there is at most one, and none before the first reader."""
        if self._timer is None and settings.VISITS_FLUSH_SECONDS:
            self._timer = threading.Timer(settings.VISITS_FLUSH_SECONDS, self._on_time)
            self._timer.daemon = True
            self._timer.start()

    def _on_time(self) -> None:
        """Flush, and give the connection of the timer's own thread back."""
        with self._lock:
            self._timer = None
        try:
            flush()
        finally:
            connection.close()


_tally = Tally()


def count(request: HttpRequest, article_id: int) -> None:
    """Count one reader of the article, unless ``request`` is a program's or a page loaded ahead of its reader.

    Call it where the answer is a 200. Nothing of the request is kept.
    """
    if request.method != "GET" or _is_ahead(request) or is_bot(request.headers.get("User-Agent", "")):
        return
    _tally.add({(article_id, timezone.localdate()): 1})


def flush() -> None:
    """Write what was counted in one statement; where the database fails, keep it for the next time."""
    batch = _tally.take()
    if not batch:
        return
    try:
        _write(batch)
    except DatabaseError:
        logger.warning("visits_wait", exc_info=True, extra={"visits": batch.total()})
        _tally.add(batch)


def _is_ahead(request: HttpRequest) -> bool:
    """Tell whether a browser loads the page before anybody asked to see it."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or "prerender" in purpose


def _write(batch: Counter[Key]) -> None:
    """Add ``batch`` to the table."""
    articles, days = zip(*batch, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [list(articles), list(days), list(batch.values())])


if settings.VISITS_FLUSH_SECONDS:
    atexit.register(flush)
os.register_at_fork(after_in_child=_tally.begin)
