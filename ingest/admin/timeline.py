"""Timelines: attempts and notices of one feed -> the geometry of a drawing, which a template writes as inline SVG. Pure.

Five lanes under one another, in units of the drawing: new entries, answers, time to answer, bytes, notices; then the dates.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import NamedTuple

WIDTH = 760
LEFT = 100
SHORTEST = timedelta(hours=1)
ENTRIES = (4, 46)
ANSWERS = (58, 84)
TIMES = (96, 136)
SIZES = (148, 184)
NOTICES = 196
LINE = 14
FASTEST, SLOWEST = 10, 30_000
"""Milliseconds at the bottom and at the top of their lane, whose scale is logarithmic."""

SMALLEST, LARGEST = 1_000, 10_000_000
"""Bytes, likewise; what a 304 costs is next to nothing, and has no mark."""

DATES = 5


class Attempt(NamedTuple):
    """One attempt: when (in the time zone that is shown), how it ended, what it brought, how long it took, what was sent."""

    at: datetime
    outcome: str
    new: int
    milliseconds: int
    size: int = 0
    status: int | None = None


class Told(NamedTuple):
    """One notice: what it is called, and from when until when."""

    words: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Something upright: an answer (``name`` is its outcome), or new entries."""

    x: float
    y: float
    height: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts: a notice."""

    x: float
    y: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """The numbers of one day, for those who read them; ``milliseconds`` is the median of the answers."""

    day: date
    read: int
    unchanged: int
    failed: int
    new: int
    milliseconds: int | None
    size: int = 0
    statuses: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing, and the same in numbers, the newest day first."""

    entries: tuple[Bar, ...]
    answers: tuple[Bar, ...]
    times: tuple[tuple[float, float], ...]
    sizes: tuple[tuple[float, float], ...]
    notices: tuple[Span, ...]
    dates: tuple[tuple[float, datetime], ...]
    days: tuple[Day, ...]
    width: int
    height: int
    left: int
    most: int
    count: int
    failed: int


def draw(attempts: Sequence[Attempt], notices: Sequence[Told], now: datetime, days: int) -> Timeline:
    """Draw the attempts of the last days, in any order; the drawing begins where they do."""
    seen = sorted(attempt for attempt in attempts if now - timedelta(days=days) <= attempt.at <= now)
    begin = min([now - SHORTEST, *(attempt.at for attempt in seen)])
    most = max((attempt.new for attempt in seen), default=0)
    lasting = [told for told in notices if (told.ended_at or now) >= begin and told.began_at <= now]

    def place(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT) * max(0.0, (at - begin) / (now - begin)), 1)

    return Timeline(
        entries=tuple(_entries(place(one.at), one.new, most) for one in seen if one.new),
        answers=tuple(_answer(place(one.at), one.outcome) for one in seen),
        times=tuple((place(one.at), _slowness(one.milliseconds)) for one in seen if one.milliseconds),
        sizes=tuple((place(one.at), _height(one.size, SIZES, SMALLEST, LARGEST)) for one in seen if one.size),
        notices=tuple(
            _span(place(told.began_at), place(told.ended_at or now), line, told.words)
            for line, told in enumerate(lasting)
        ),
        dates=tuple(
            (place(at), at) for at in (begin + (now - begin) * number / (DATES - 1) for number in range(DATES))
        ),
        days=tuple(_days(seen)),
        width=WIDTH,
        height=NOTICES + LINE * (len(lasting) + 2),
        left=LEFT,
        most=most,
        count=len(seen),
        failed=sum(one.outcome == "failed" for one in seen),
    )


def _entries(x: float, new: int, most: int) -> Bar:
    """Let the area of the bar speak: a hundred entries are not a hundred times as high as one."""
    top, bottom = ENTRIES
    height = round((bottom - top) * math.sqrt(new / most), 1)
    return Bar(x, round(bottom - height, 1), height)


def _answer(x: float, outcome: str) -> Bar:
    """Make failures the highest and what brought nothing new the lowest, so that it needs no colour to tell."""
    top, bottom = ANSWERS
    height = (bottom - top) * {"failed": 1.0, "ok": 0.6}.get(outcome, 0.3)
    return Bar(x, round(bottom - height, 1), round(height, 1), outcome)


def _slowness(milliseconds: int) -> float:
    return _height(milliseconds, TIMES, FASTEST, SLOWEST)


def _height(value: int, lane: tuple[int, int], least: int, most: int) -> float:
    """Place a value in its lane, on a logarithmic scale."""
    top, bottom = lane
    share = math.log(max(value, least) / least) / math.log(most / least)
    return round(bottom - (bottom - top) * min(share, 1.0), 1)


def _span(begin: float, end: float, line: int, words: str) -> Span:
    return Span(begin, NOTICES + LINE * line, max(3.0, round(end - begin, 1)), words)


def _days(seen: Iterable[Attempt]) -> list[Day]:
    """Sum up each day on which something was asked, the newest first."""
    return [_day(day, list(group)) for day, group in groupby(seen, key=lambda one: one.at.date())][::-1]


def _day(day: date, group: Sequence[Attempt]) -> Day:
    outcomes = [one.outcome for one in group]
    times = [one.milliseconds for one in group if one.milliseconds]
    return Day(
        day=day,
        read=outcomes.count("ok"),
        unchanged=outcomes.count("not_modified"),
        failed=outcomes.count("failed"),
        new=sum(one.new for one in group),
        milliseconds=round(median(times)) if times else None,
        size=sum(one.size for one in group),
        statuses=", ".join(f"{status} ({count})" for status, count in sorted(_statuses(group).items())),
    )


def _statuses(group: Sequence[Attempt]) -> Counter[int]:
    return Counter(one.status for one in group if one.status)
