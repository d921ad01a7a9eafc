"""Pure: the Retry-After header -> seconds from now (RFC 9110 section 10.2.3)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)


def retry_after(value: str, sent: str, now: datetime) -> float | None:
    """Read ``120`` or an HTTP date; None where it is neither.

    A date is relative to ``sent``, the Date header of the same answer: the server's clock may be hours off, but it is
    off by the same in both. Without a readable Date, our own clock ``now`` (aware) has to do.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until = http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (http_date(sent) or now)).total_seconds())


def http_date(value: str) -> datetime | None:
    """Read an HTTP date in any of its three forms (RFC 9110 section 5.6.7); aware UTC, or None."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
