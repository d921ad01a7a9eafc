"""Pure: when do we poll next, and why? The reason is stored beside the time.

gap between new entries -> half of it -> at least what the publisher asks for -> jitter -> an hour that it allows
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.pace import Pace

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
UNKNOWN_GAP = timedelta(hours=1)
UNCACHEABLE = timedelta(minutes=60)
"""A server that gives neither validators nor a cache hint sends everything each time: not more often than this."""
DORMANT = timedelta(days=30)
FIRST_BACKOFF = timedelta(minutes=30)
LONGEST_RETRY_AFTER = timedelta(days=7)
ANSWERED_WITHIN = timedelta(minutes=1)
"""A server counts its Retry-After from its answer, we from our question: so long may lie between."""
PROBE = timedelta(days=7)
PROBING_AFTER = timedelta(days=30)
AFTER_OUTAGE = timedelta(minutes=5)
GONE_AGAIN = timedelta(hours=24)
JITTER = 0.1
MOST_JITTER = timedelta(minutes=30)
WEIGHT = 0.2
"""The share of the newest gap in the mean: half of it is made of the last three."""
GAPS = (60.0, 60 * 86_400.0)


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When to poll next (aware UTC) and why, for an editor's eyes."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a feed when its next poll is chosen.

    ``gap_seconds`` is the mean time between two new entries, None where unknown, ``newest_at`` when something new was last
    seen; ``pace`` is what the document says; ``fresh_seconds`` what the caching headers say, None where they say nothing;
    ``is_pushed`` that a hub brings what is new.
    """

    gap_seconds: float | None = None
    newest_at: datetime | None = None
    pace: Pace = field(default_factory=Pace)
    fresh_seconds: int | None = None
    has_validators: bool = False
    is_pushed: bool = False


def after_answer(now: datetime, rhythm: Rhythm, chance: float) -> NextPoll:
    """Choose the next poll of a feed that answered. ``chance`` (0 to 1) spreads feeds, so that they come not as a herd."""
    wait, why = _own_interval(now, rhythm)
    for least, reason in _asked_for(rhythm):
        if least > wait:
            wait, why = least, f"{span(least)}: {reason}"
    at = now + wait + _jitter(wait, chance)
    allowed = _allowed(at, rhythm.pace, chance)
    return NextPoll(at, why) if allowed == at else NextPoll(allowed, f"{why}; then the next hour that it does not skip")


def after_failure(
    now: datetime, failures: int, failing: timedelta, retry_after: float | None, chance: float
) -> NextPoll:
    """Back off: 30 minutes doubled with each failure in a row (``failures`` counts this one), at most a day.

    After 30 days of ``failing`` only a probe a week is left, but we never stop for good. ``retry_after`` are the seconds
    that the server asked for, if it did: we never come sooner.
    """
    if failing > PROBING_AFTER:
        wait, why = PROBE, f"{span(PROBE)}: a probe, for it has failed for {failing.days} days"
    else:
        wait = min(FIRST_BACKOFF * 2 ** min(failures - 1, 10), LONGEST)
        why = f"{span(wait)}: failed {f'{failures} times in a row' if failures > 1 else 'once'}"
    if retry_after and (asked := as_asked(retry_after)) > wait:
        wait, why = asked, f"{span(asked - ANSWERED_WITHIN)}: the server said Retry-After"
    return NextPoll(now + wait + _jitter(wait, chance), why)


def as_asked(retry_after: float) -> timedelta:
    """Return how long we leave a server alone that said Retry-After (seconds)."""
    return min(timedelta(seconds=min(retry_after, 1e9)), LONGEST_RETRY_AFTER) + ANSWERED_WITHIN


def after_gone(now: datetime, chance: float) -> NextPoll:
    """Ask once more a day after the first 410: somebody may have slipped."""
    return NextPoll(now + GONE_AGAIN + _jitter(GONE_AGAIN, chance), "24 h: it says that it is gone; we ask once more")


def after_outage(now: datetime, chance: float) -> NextPoll:
    """Try again soon: no feed at all could be reached, so the fault is on our side."""
    return NextPoll(now + AFTER_OUTAGE * (1 + chance), "5 min: no feed could be reached, so the fault is ours")


def observe(rhythm: Rhythm, now: datetime, new: int, published: list[datetime]) -> tuple[float | None, datetime]:
    """Return the mean gap and the moment of the newest entry after a document with ``new`` new entries.

    The first document was all seen at one moment, so there ``published`` (the dates of its entries) has to tell; where
    they tell nothing, the silence is counted from that moment on.
    """
    if rhythm.newest_at is None:
        return _first_gap(now, published)
    if not new:
        return rhythm.gap_seconds, rhythm.newest_at
    gap = max((now - rhythm.newest_at).total_seconds(), 0.0) / new
    if rhythm.gap_seconds is not None:
        fresh = 1 - (1 - WEIGHT) ** new
        gap = rhythm.gap_seconds + fresh * (gap - rhythm.gap_seconds)
    return min(max(gap, GAPS[0]), GAPS[1]), now


def _first_gap(now: datetime, published: list[datetime]) -> tuple[float | None, datetime]:
    dates = sorted(date for date in published if date <= now)
    if len(dates) < 2 or dates[0] == dates[-1]:
        return None, dates[-1] if dates else now
    gap = (dates[-1] - dates[0]).total_seconds() / (len(dates) - 1)
    return min(max(gap, GAPS[0]), GAPS[1]), dates[-1]


def _own_interval(now: datetime, rhythm: Rhythm) -> tuple[timedelta, str]:
    """Return half of the mean gap, in its bounds. A silence that still lasts counts like a gap that ends now."""
    silence = now - rhythm.newest_at if rhythm.newest_at else timedelta(0)
    if rhythm.pace.is_expired:
        return LONGEST, f"{span(LONGEST)}: it says that nothing will follow"
    if rhythm.is_pushed:
        return LONGEST, f"{span(LONGEST)}: its hub brings what is new"
    if silence >= DORMANT:
        return LONGEST, f"{span(LONGEST)}: nothing new for {silence.days} days"
    gap = timedelta(seconds=rhythm.gap_seconds) if rhythm.gap_seconds else UNKNOWN_GAP
    if silence > gap:
        gap += WEIGHT * (silence - gap)
    wait = min(max(gap / 2, SHORTEST), LONGEST)
    return (
        wait,
        f"{span(wait)}: something new comes every {span(gap)}"
        if rhythm.gap_seconds
        else f"{span(wait)}: its rhythm is not known yet",
    )


def _asked_for(rhythm: Rhythm) -> list[tuple[timedelta, str]]:
    """Return how long the publisher asks us to wait, in each way it says so; no wish counts for more than a day."""
    wishes = [
        (timedelta(seconds=rhythm.fresh_seconds or 0), "its server says that the answer is fresh for so long"),
        (timedelta(minutes=rhythm.pace.ttl), "its ttl says so"),
        (timedelta(seconds=rhythm.pace.period), "its update period says so"),
    ]
    if not rhythm.has_validators and rhythm.fresh_seconds is None:
        wishes.append((UNCACHEABLE, "its server gives neither validators nor cache headers"))
    return [(min(wait, LONGEST), why) for wait, why in wishes]


def _jitter(wait: timedelta, chance: float) -> timedelta:
    """Return up to a tenth of the wait, at most half an hour."""
    return min(wait * JITTER, MOST_JITTER) * chance


def _allowed(at: datetime, pace: Pace, chance: float) -> datetime:
    """Return the moment, or one in the next hour (GMT) that the feed does not ask us to skip."""
    moment = at
    for _ in range(8 * 24):
        if moment.hour not in pace.skip_hours and moment.weekday() not in pace.skip_days:
            return moment
        begin = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        moment = begin + MOST_JITTER * chance
    return at


def span(length: timedelta) -> str:
    """Say how long, in the unit that a person would use."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes / 60:.0f} h" if minutes < 72 * 60 else f"{minutes / 1440:.0f} days"
