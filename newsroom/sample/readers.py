"""Pure: how many readers a piece had on each day: many on the first, half as many on each that follows, and no chance in it."""

import hashlib
import math
from datetime import date, datetime, timedelta

DAYS = 30
"""For so many days, today with them, somebody reads a piece."""

FEWEST, MOST = 12, 420
"""Readers of a piece on its first day, were it told by one publisher only."""

VOICES = 0.5
"""So much more is a piece read for each further publisher that tells of the same event."""

HALVED = 0.5
WEEKEND = 0.8
HOURS = 8.0
"""After so many hours a piece has had its first day's readers."""


def readers(name: str, published: datetime, now: datetime, voices: int) -> dict[date, int]:
    """Return the readers of the piece called ``name`` by day, days without any left out."""
    wanted = (FEWEST + (MOST - FEWEST) * _lot(name) ** 3) * (1 + VOICES * (voices - 1))
    wanted *= min(1.0, (now - published) / timedelta(hours=HOURS))
    days = [now.date() - timedelta(days=back) for back in range(DAYS)]
    found = {day: _on(day, name, published.date(), wanted) for day in days if day >= published.date()}
    return {day: count for day, count in found.items() if count}


def _on(day: date, name: str, first: date, wanted: float) -> int:
    """Return the readers of one day, a few more or less than the rule says."""
    faded = wanted * math.pow(HALVED, (day - first).days)
    return round(faded * (WEEKEND if day.weekday() > 4 else 1.0) * (0.8 + 0.4 * _lot(f"{name} {day}")))


def _lot(name: str) -> float:
    """Return a number from 0 to 1 that is drawn by a name: the same for ever."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32
