"""Pure: what a document says of its own rhythm -> Pace. Whatever cannot be meant is not said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

MOST_MINUTES = 30 * 24 * 60
LEAST_SECONDS = 60
"""A time to live is at most a month, a period at least a minute: beyond that no schedule tells a difference."""

PERIODS = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = re.compile(r"\s*\+?([0-9]{1,9})(?:\.[0-9]{0,9})?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a document says that it changes, and when it need not be asked.

    ``ttl`` in minutes (RSS 2.0), ``period`` in seconds (the syndication module of RSS 1.0), 0 where not said;
    ``skip_hours`` 0 to 23 GMT, ``skip_days`` 0 (Monday) to 6, never all of them; ``is_expired`` tells that nothing will
    follow any more (JSON Feed 1.1).
    """

    ttl: int = 0
    period: int = 0
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    is_expired: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is said as plain values; what is not said is left out."""
        said = {
            "ttl": self.ttl,
            "period": self.period,
            "skip_hours": sorted(self.skip_hours),
            "skip_days": sorted(self.skip_days),
            "is_expired": self.is_expired,
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Return what ``as_json`` wrote; other keys may stand beside."""
        return cls(
            ttl=said.get("ttl", 0),
            period=said.get("period", 0),
            skip_hours=frozenset(said.get("skip_hours", ())),
            skip_days=frozenset(said.get("skip_days", ())),
            is_expired=said.get("is_expired", False),
        )


def minutes(text: str) -> int:
    """Read ``<ttl>``: minutes, at most a month; 0 for what is no positive number."""
    return min(_number(text), MOST_MINUTES)


def period(name: str, frequency: str) -> int:
    """Read ``sy:updatePeriod`` and ``sy:updateFrequency``: the seconds between two updates, 0 where not said.

    Without a period it is a day, without a frequency once (RSS 1.0, module Syndication).
    """
    if not name and not frequency:
        return 0
    seconds = PERIODS.get(name.strip().lower() or "daily", 0)
    return max(seconds // (_number(frequency) or 1), LEAST_SECONDS) if seconds else 0


def hours(texts: Iterable[str]) -> frozenset[int]:
    """Read ``<skipHours>``: hours from 0 to 23 GMT; 24 is midnight (RSS 0.91). All 24 are none: a feed wants readers."""
    numbers = {int(match[1]) for match in map(_NUMBER.fullmatch, texts) if match}
    skipped = frozenset(number % 24 for number in numbers if number <= 24)
    return skipped if len(skipped) < 24 else frozenset()


def days(texts: Iterable[str]) -> frozenset[int]:
    """Read ``<skipDays>``: English names, whole or short, from 0 (Monday) to 6. All seven are none."""
    names = {text.strip().lower()[:3] for text in texts}
    skipped = frozenset(number for number, name in enumerate(DAYS) if name in names)
    return skipped if len(skipped) < 7 else frozenset()


def _number(text: str) -> int:
    """Return a whole number that is not negative; 0 for anything else."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else 0
