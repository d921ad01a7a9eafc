"""Plots: numbers -> the geometry of a small bar chart, which a template draws as inline SVG. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT = 40
STEP = 20
BAR = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: its Monday, its count, and where its bar stands, in units of the drawing."""

    week: date
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Plot:
    """A bar chart of counts a week, oldest first. ``width`` and ``height`` are those of its viewBox."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    most: int
    total: int


def weekly(counts: Mapping[date, int], today: date, weeks: int) -> Plot:
    """Draw the last ``weeks`` weeks up to ``today`` from {Monday: count}; a week without any is a bar of nothing."""
    this_week = today - timedelta(days=today.weekday())
    mondays = [this_week - timedelta(weeks=back) for back in reversed(range(weeks))]
    most = max((counts.get(monday, 0) for monday in mondays), default=0)
    bars = tuple(_bar(monday, counts.get(monday, 0), place, most) for place, monday in enumerate(mondays))
    return Plot(bars=bars, width=weeks * STEP, height=HEIGHT, most=most, total=sum(bar.count for bar in bars))


def _bar(week: date, count: int, place: int, most: int) -> Bar:
    height = round(HEIGHT * count / most, 1) if most else 0.0
    return Bar(week=week, count=count, x=place * STEP, y=round(HEIGHT - height, 1), height=height)
