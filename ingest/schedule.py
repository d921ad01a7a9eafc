"""Pure: when do we poll next, and why? The reason is stored beside the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

INTERVAL = timedelta(minutes=30)
LONGEST = timedelta(hours=24)
LONGEST_RETRY_AFTER = timedelta(days=7)
PROBE = timedelta(days=7)
PROBING_AFTER = 30
"""After so many failures in a row (about 30 days at one a day) we only probe, but never stop."""
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When to poll next (aware UTC) and why, for an editor's eyes."""

    at: datetime
    why: str


def after_success(now: datetime, chance: float) -> NextPoll:
    """Poll again after the usual interval. ``chance`` (0 to 1) spreads the feeds, so that they do not come as a herd."""
    return NextPoll(now + INTERVAL * (1 + JITTER * chance), "every 30 minutes")


def after_failure(now: datetime, failures: int, retry_after: float | None, chance: float) -> NextPoll:
    """Back off: 30 minutes doubled with each failure in a row (``failures`` counts this one), at most a day.

    ``retry_after`` are the seconds that the server asked for, if it did: we never come sooner.
    """
    if failures > PROBING_AFTER:
        wait, why = PROBE, f"failed {failures} times in a row: a probe every 7 days"
    else:
        wait = min(INTERVAL * 2 ** min(failures - 1, 10), LONGEST)
        why = f"failed {failures} times in a row" if failures > 1 else "failed once"
    if retry_after is not None and timedelta(seconds=min(retry_after, 1e9)) > wait:
        wait, why = min(timedelta(seconds=min(retry_after, 1e9)), LONGEST_RETRY_AFTER), "the server said Retry-After"
    return NextPoll(now + wait * (1 + JITTER * chance), why)
