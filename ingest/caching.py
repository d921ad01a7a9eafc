"""Pure: response headers -> how long the answer stays fresh (RFC 9111). We are a private cache: s-maxage is not for us."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.retry_after import http_date

LONGEST = 365 * 86_400
"""Seconds; whatever is longer means for ever."""

DIRECTIVES = 100
_DIRECTIVE = re.compile(r"""([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,;"]*))?""", re.ASCII)
_DELTA = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Freshness:
    """For how many ``seconds`` nothing new is to be expected, 0 to a year.

    ``is_no_cache`` tells that the server wants to be asked each time; ``has_hint`` that it said anything at all.
    """

    seconds: int = 0
    is_no_cache: bool = False
    has_hint: bool = False


def freshness(headers: Mapping[str, str], now: datetime) -> Freshness:
    """Read Cache-Control, Expires, Date, Age and Pragma; names are in lower case, ``now`` (aware) is when they came.

    ``max-age`` beats ``Expires`` less ``Date`` (section 4.2.1), and ``Age`` is taken off either (section 4.2.3).
    """
    directives = _directives(headers.get("cache-control", ""))
    if _must_ask(directives, headers):
        return Freshness(is_no_cache=True, has_hint=True)
    lifetime = _delta(directives.get("max-age", ""))
    if lifetime is None:
        lifetime = _until_expiry(headers, now)
    if lifetime is None:
        return Freshness()
    age = _delta(headers.get("age", "").strip()) or 0
    return Freshness(seconds=max(0, lifetime - age), has_hint=True)


def after_304(full: Freshness, again: Freshness) -> Freshness:
    """Return what holds after a 304: it may shorten what the last full answer said, but never lengthen it.

    A 304 comes from caches on the way, too, which count from their own beginnings; one that says nothing changes nothing.
    """
    if not again.has_hint:
        return full
    return again if not full.has_hint or again.seconds < full.seconds or again.is_no_cache else full


def _must_ask(directives: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Tell whether nothing may be kept unasked (sections 5.2.2.4 and 5.2.2.5).

    ``no-cache="Set-Cookie"`` is about that field alone. Pragma counts only without Cache-Control (section 5.4).
    """
    if "no-store" in directives or directives.get("no-cache") == "":
        return True
    return "cache-control" not in headers and "no-cache" in _directives(headers.get("pragma", ""))


def _until_expiry(headers: Mapping[str, str], now: datetime) -> int | None:
    """Return the seconds from Date to Expires; a date that cannot be read, as the frequent ``0``, is past (section 5.3)."""
    if "expires" not in headers:
        return None
    expires = http_date(headers["expires"])
    if expires is None:
        return 0
    sent = http_date(headers.get("date", "")) or now
    return max(0, min(int((expires - sent).total_seconds()), LONGEST))


def _directives(value: str) -> dict[str, str]:
    """Return directives by their lower-case names, of those said twice the first (section 4.2.1)."""
    found: dict[str, str] = {}
    for name, argument in _pairs(value):
        found.setdefault(name, argument)
        if len(found) >= DIRECTIVES:
            break
    return found


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    """Yield each directive with its argument, quoted or not (section 5.2), "" without one."""
    for match in _DIRECTIVE.finditer(value):
        argument = match[2] or ""
        yield match[1].lower(), argument[1:-1].strip() if argument.startswith('"') else argument


def _delta(text: str) -> int | None:
    """Read delta-seconds, whatever their length as at most a year (section 1.2.2); None for what is no number."""
    if not _DELTA.fullmatch(text):
        return None
    return LONGEST if len(text.lstrip("0")) > 9 else min(int(text), LONGEST)
