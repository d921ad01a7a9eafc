"""Say in words where we stand with one feed, and why the next poll is when it is: for ``ingest --explain FEED``."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ingest.models import Feed, Fetch
from ingest.pace import DAYS, Pace
from ingest.schedule import span

ATTEMPTS = 20


def explain(feed: Feed, now: datetime) -> str:
    """Return all that the schedule goes by, and the last attempts, newest first."""
    lines = [
        f"{feed.title or '(no title)'}  {feed.url}",
        f"feed {feed.pk} of {feed.source.name}, {feed.get_state_display().lower()}",
        "",
    ]
    lines += [f"{name:<16}{value}" for name, value in _facts(feed, now) if value]
    notices = feed.notices.filter(ended_at=None)
    lines += ["", *(f"! {notice}" for notice in notices)] if notices else []
    return "\n".join([*lines, "", *_attempts(feed)])


def _facts(feed: Feed, now: datetime) -> Iterator[tuple[str, str]]:
    yield "next poll", f"{_moment(feed.next_at, now)}: {feed.next_why}"
    if feed.turn_at > feed.next_at:
        holder = "a worker has it until then" if feed.lease_token else f"{feed.host} is not free before"
        yield "its turn", f"{_moment(feed.turn_at, now)}: {holder}"
    if feed.host.free_at > now:
        yield (
            "host",
            f"{feed.host} is left alone until {_moment(feed.host.free_at, now)}: {feed.host.why or 'between two requests'}",
        )
    yield "rhythm", _rhythm(feed, now)
    yield "it says", _pace(Pace.from_json(feed.pace))
    yield "fresh for", "" if feed.fresh_seconds is None else f"{feed.fresh_seconds} s, by its caching headers"
    yield "validators", ", ".join(filter(None, (feed.etag, feed.last_modified))) or "none"
    yield "last body", _moment(feed.full_at, now) if feed.full_at else "never"
    yield "last answer", _moment(feed.last_ok_at, now) if feed.last_ok_at else "never"
    yield "failures", f"{feed.failures} in a row: {feed.last_error}" if feed.failures else ""
    yield "moves to", f"{feed.moved_to}, it says since {_moment(feed.moved_since, now)}" if feed.moved_since else ""
    yield "gone", f"it answers 410 since {_moment(feed.gone_since, now)}" if feed.gone_since else ""


def _rhythm(feed: Feed, now: datetime) -> str:
    if not feed.newest_at:
        return "not known yet"
    since = f"the newest entry came {_moment(feed.newest_at, now)}"
    return f"something new every {_seconds(feed.gap_seconds)}; {since}" if feed.gap_seconds else since


def _pace(pace: Pace) -> str:
    said = [
        f"ttl {pace.ttl} min" if pace.ttl else "",
        f"an update every {_seconds(pace.period)}" if pace.period else "",
        f"skip the hours {', '.join(map(str, sorted(pace.skip_hours)))} GMT" if pace.skip_hours else "",
        f"skip {', '.join(DAYS[day] for day in sorted(pace.skip_days))}" if pace.skip_days else "",
        "nothing will follow" if pace.is_expired else "",
    ]
    return "; ".join(filter(None, said))


def _attempts(feed: Feed) -> Iterator[str]:
    yield f"{'when (UTC)':<20}{'cause':<10}{'outcome':<14}{'HTTP':<6}{'ms':>6}{'new':>6}{'chg':>5}  next poll, and why"
    for row in feed.fetches.all()[:ATTEMPTS]:
        yield _attempt(row)


def _attempt(row: Fetch) -> str:
    facts = f"{row.started_at:%Y-%m-%d %H:%M:%S} {row.cause:<10}{row.outcome:<14}{row.status or '-':<6}{row.milliseconds:>6}"
    error = f"  {row.error}" if row.error else ""
    return f"{facts}{row.new:>6}{row.changed:>5}  {row.next_at:%m-%d %H:%M} {row.next_why}{error}"


def _seconds(seconds: float) -> str:
    return span(timedelta(seconds=seconds))


def _moment(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    away = span(abs(moment - now))
    return f"{moment:%Y-%m-%d %H:%M} UTC ({f'in {away}' if moment > now else f'{away} ago'})"
