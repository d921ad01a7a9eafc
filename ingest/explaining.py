"""Say in words where we stand with one feed, and why the next poll is when it is: for ``ingest --explain FEED``."""

from collections.abc import Iterator
from datetime import datetime

from ingest.known_of_feed import facts
from ingest.models import Feed, Fetch
from ingest.schedule import span

ATTEMPTS = 20


def explain(feed: Feed, now: datetime) -> str:
    """Return all that the schedule goes by, and the last attempts, newest first."""
    lines = [
        f"{feed.title or '(no title)'}  {feed.url}",
        f"feed {feed.pk} of {feed.source.name}, {feed.get_state_display().lower()}",
        "",
    ]
    lines += [f"{name:<32}{value}" for name, value in facts(feed, now, lambda moment: _moment(moment, now))]
    notices = feed.notices.filter(ended_at=None)
    lines += ["", *(f"! {notice}" for notice in notices)] if notices else []
    return "\n".join([*lines, "", *_attempts(feed)])


def _attempts(feed: Feed) -> Iterator[str]:
    yield f"{'when (UTC)':<20}{'cause':<10}{'outcome':<14}{'HTTP':<6}{'ms':>6}{'new':>6}{'chg':>5}  next poll, and why"
    for row in feed.fetches.all()[:ATTEMPTS]:
        yield _attempt(row)


def _attempt(row: Fetch) -> str:
    facts = f"{row.started_at:%Y-%m-%d %H:%M:%S} {row.cause:<10}{row.outcome:<14}{row.status or '-':<6}{row.milliseconds:>6}"
    error = f"  {row.error}" if row.error else ""
    return f"{facts}{row.new:>6}{row.changed:>5}  {row.next_at:%m-%d %H:%M} {row.next_why}{error}"


def _moment(moment: datetime, now: datetime) -> str:
    away = span(abs(moment - now))
    return f"{moment:%Y-%m-%d %H:%M} UTC ({f'in {away}' if moment > now else f'{away} ago'})"
