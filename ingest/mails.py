"""Mail to operators: one digest of what began and what is over since the last one, and never a storm.

    notices | grouped by source and kind, so that what comes and goes is one line | one text | mailed, then marked as told

At most one mail in ``NEWSROOM_MAIL_EVERY_MINUTES``, whoever asks and however often. A mail that cannot be sent is tried
again the next time, and costs nobody anything.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection  # noqa: TID251  The one door by which mail leaves.
from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.characters import one_line
from ingest import ledger
from ingest.models import Notice

log = logging.getLogger(__name__)

LINES = 100
"""So many lines of each part are written out; for the rest there is the desk."""

NAME_CHARACTERS = 120
TEXT_CHARACTERS = 300
LOCK = 0x6E657773
"""The advisory lock of whoever sends; the number means nothing ("news")."""


class Line(NamedTuple):
    """What is told of one source, or of all of ingest, and of one kind of notice."""

    about: str
    kind: str
    text: str
    times: int
    began_at: datetime
    ended_at: datetime | None
    url: str


def send_digest(now: datetime) -> int:
    """Mail what operators were not told yet, if it is time. Return how many notices that were."""
    if not settings.OPERATORS:
        return 0
    with _alone() as is_alone:
        if not is_alone or _was_sent_since(now - timedelta(minutes=settings.MAIL_EVERY_MINUTES)):
            return 0
        notices = list(_untold())
        if not notices or not _send(notices):
            return 0
        began = [notice.pk for notice in notices if not notice.mailed_at]
        ledger.mark_told(began, [notice.pk for notice in notices if notice.ended_at], now)
    return len(notices)


def greet() -> None:
    """Connect to the mail server, sign in and leave; send nothing. Raises ``OSError`` where it does not take us."""
    with get_connection():
        pass


def send_trial() -> None:
    """Mail operators that mail reaches them. Raises ``OSError`` where the server does not take it."""
    _message("mail reaches you", "You asked for this mail, to try the settings.\n").send()


def post(subject: str, text: str, to: Sequence[str]) -> bool:
    """Mail people other than operators, each by a mail of their own. Return whether the server took all of them."""
    try:
        for address in to:
            message = _message(subject, text)
            message.to = [address]
            message.send()
    except OSError as error:  # All that smtplib raises is one.
        log.warning("mail_not_sent", extra={"error": str(error)})
        return False
    return True


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold a lock that ends with the session: no transaction stays open while we speak to a mail server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _was_sent_since(moment: datetime) -> bool:
    return Notice.objects.filter(Q(mailed_at__gt=moment) | Q(end_mailed_at__gt=moment)).exists()


def _untold() -> QuerySet[Notice]:
    """Return what began or ended unheard, in the order of time."""
    unheard = Q(mailed_at=None) | Q(ended_at__isnull=False, end_mailed_at=None)
    told = ("kind", "text", "began_at", "ended_at", "mailed_at", "feed__title", "feed__source__name")
    notices = Notice.objects.filter(unheard).select_related("feed__source").order_by("began_at", "id")
    return notices.only("feed", "feed__source", *told)


def _send(notices: Sequence[Notice]) -> bool:
    """Send one mail about them all. Return whether the server took it."""
    lines = [_line(group) for group in _grouped(notices)]
    parts = {"began": [line for line in lines if not line.ended_at], "over": [line for line in lines if line.ended_at]}
    counts = ", ".join(f"{len(part)} {word}" for word, part in parts.items() if part)
    text = "".join(_part(word, part) for word, part in parts.items() if part)
    desk = settings.SITE_URL + reverse("admin:ingest_notice_changelist")
    try:
        _message(counts, f"{text}All of them: {desk}\n").send()
    except OSError as error:  # All that smtplib raises is one.
        log.warning("digest_not_sent", extra={"notices": len(notices), "error": str(error)})
        return False
    log.info("digest_sent", extra={"notices": len(notices)})
    return True


# What it says ---------------------------------------------------------------------------------------------------------
def _grouped(notices: Sequence[Notice]) -> Iterable[list[Notice]]:
    """Put together what is of one kind and about one source."""
    groups: dict[tuple[int | None, str], list[Notice]] = {}
    for notice in notices:
        groups.setdefault((notice.feed.source_id if notice.feed else None, notice.kind), []).append(notice)
    return groups.values()


def _line(group: Sequence[Notice]) -> Line:
    """Sum up one group, which is in the order of time. It is over where nothing of it is open."""
    ends = [notice.ended_at for notice in group if notice.ended_at]
    last = next((notice for notice in reversed(group) if not notice.ended_at), group[-1])
    feeds = Counter(notice.feed_id for notice in group)
    place = reverse("admin:ingest_feed_change", args=[last.feed_id]) if last.feed_id and len(feeds) == 1 else ""
    return Line(
        about=_name(last, len(feeds)),
        kind=last.get_kind_display(),
        text=one_line(last.text, TEXT_CHARACTERS),
        times=max(feeds.values()),
        began_at=group[0].began_at,
        ended_at=max(ends) if len(ends) == len(group) else None,
        url=place and settings.SITE_URL + place,
    )


def _name(notice: Notice, feeds: int) -> str:
    """Name what it is about, in one line: strangers give feeds their titles."""
    if not notice.feed:
        return "All feeds"
    source = one_line(notice.feed.source.name, NAME_CHARACTERS)
    if feeds > 1:
        return f"{source} ({feeds} feeds)"
    title = one_line(notice.feed.title, NAME_CHARACTERS)
    return source if title in ("", source) else f"{source}: {title}"


def _part(word: str, lines: Sequence[Line]) -> str:
    """Write the lines that began, or those that are over."""
    more = len(lines) - LINES
    told = "".join(_written(line) for line in lines[:LINES])
    return f"{word.upper()}\n\n{told}" + (f"... and {more} more.\n\n" if more > 0 else "")


def _written(line: Line) -> str:
    until = f" until {_moment(line.ended_at)}" if line.ended_at else ""
    times = f", {line.times} times" if line.times > 1 else ""
    where = f"    {line.url}\n" if line.url else ""
    return f"{line.kind}: {line.about}\n    {line.text}\n    From {_moment(line.began_at)}{until}{times}\n{where}\n"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M %Z}"


def _message(subject: str, text: str) -> EmailMessage:
    """Address a mail; the header tells other programs not to answer it (RFC 3834)."""
    subject = f"[{one_line(settings.SITE_NAME, NAME_CHARACTERS)}] {subject}"
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, settings.MAIL_FROM, settings.OPERATORS, headers=headers)
