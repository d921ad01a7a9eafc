"""Plots: numbers -> the geometry of a small bar chart, which a template draws as inline SVG. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT = 40
STEP = 20
BAR = 16
LABEL = 14
"""The room above the bars, where the highest has its number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day or week: when it begins, its count, and where its bar stands, in units of the drawing.

    ``label`` is its count where that is written above it: over the first of the highest bars, and over the last one.
    """

    start: date
    count: int
    x: int
    y: float
    height: float
    label: str

    @property
    def middle(self) -> float:
        """Where the label stands."""
        return self.x + BAR / 2


@dataclass(frozen=True, slots=True)
class Plot:
    """A bar chart, oldest first. ``width`` and ``height`` are those of its viewBox."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    most: int
    total: int


def daily(counts: Mapping[date, int], today: date, days: int) -> Plot:
    """Draw the last ``days`` days up to ``today`` from {day: count}; a day without any is a bar of nothing."""
    return _plot(counts, [today - timedelta(days=back) for back in reversed(range(days))])


def weekly(counts: Mapping[date, int], today: date, weeks: int) -> Plot:
    """Draw the last ``weeks`` weeks up to ``today`` from {Monday: count}; a week without any is a bar of nothing."""
    this_week = today - timedelta(days=today.weekday())
    return _plot(counts, [this_week - timedelta(weeks=back) for back in reversed(range(weeks))])


def _plot(counts: Mapping[date, int], starts: Sequence[date]) -> Plot:
    numbers = [counts.get(start, 0) for start in starts]
    most = max(numbers, default=0)
    labelled = {numbers.index(most), len(numbers) - 1} if most else set()
    bars = tuple(
        _bar(start, count, place, most, is_labelled=place in labelled)
        for place, (start, count) in enumerate(zip(starts, numbers, strict=True))
    )
    return Plot(bars=bars, width=len(bars) * STEP, height=HEIGHT + LABEL, most=most, total=sum(numbers))


def _bar(start: date, count: int, place: int, most: int, *, is_labelled: bool) -> Bar:
    height = round(HEIGHT * count / most, 1) if most else 0.0
    return Bar(
        start=start,
        count=count,
        x=place * STEP,
        y=round(LABEL + HEIGHT - height, 1),
        height=height,
        label=str(count) if is_labelled else "",
    )
