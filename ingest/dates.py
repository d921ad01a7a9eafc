"""Pure: what publishers write as a date -> aware UTC, and what to believe of it.

text --parse_date--> datetime | None --judge_dates(now)--> published, updated, suspect

A date is read by its parts, not by a list of formats: the clock is found first, then the zone behind it, and what
remains are a month's name (in some fifty languages), a year and a day in an order that the separators tell.
"""

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ingest.datewords import AFTERNOON, MONTHS, ZONES, folded

LONGEST = 120
"""Characters of a date that are read."""

FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before this there were no feeds: an earlier date is an error of the publisher's software."""

AHEAD = timedelta(hours=24)
"""How far ahead a date may be: wrong zones and careless clocks. It counts as now."""

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, ?)?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ((?:19|20)\d\d)"
    r" ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) (?:GMT|UTC|([+-])(0\d|1[0-4])([0-5]\d))"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:\d\d)")
_STAMP = re.compile(r"(?:/date\()?(\d{9,10}|\d{13}|\d{16})(?:\.\d{0,9})?(?:[+-]\d{4})?(?:\)/)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)[t ]?(?:(\d\d)(\d\d)(\d\d)?)?(?=$|z|[+-])")
_DATETIME = re.compile(r"datetime\s*=\s*[\"']?([^\"'<>]+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\.")
_COMMENT = re.compile(r"\([^()]*\)")
_ASIAN_WEEKDAY = re.compile(r"[월화수목금토일]요일|[月火水木金土日]曜日?|(?:星期|周|週|礼拜)[一二三四五六日天]")
_ASIAN_UNITS = str.maketrans(
    dict.fromkeys("年月년월", "-") | dict.fromkeys("日號号일秒초", " ") | dict.fromkeys("時时點点시分분：", ":")
)
_CLOCK = re.compile(
    r"(?<![\d:+-])(?P<hour>\d{1,2})(?:\s?:\s?|h(?=\d\d))(?P<minute>\d{1,2})"
    r"(?:\s?:\s?(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?:?(?!\d)"
)
_DOTTED_CLOCK = re.compile(r"(?:\b(?:kl|klo|um|ore|ora|alle|at)\.?|,)\s*(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?![\d.])")
_BARE_CLOCK = re.compile(r"(?<=\d )(?P<hour>\d\d)(?P<minute>\d\d)(?=\s+(?:gmt|utc?|[ecmp][sd]t|[+-]\d{4})\b)")
_HALF_BEFORE = re.compile(r"(?:午前|午後|上午|下午|오전|오후)\s*$")
_HALF_AFTER = re.compile(r"\s*(?:am|pm|a\.m|p\.m|πμ|μμ|π\.μ|μ\.μ|صباحا|مساء|ص|م)\b\.?")
_OFFSET = re.compile(r"\s*(?:gmt|utc?|z)?\s*(?P<sign>[+−-])(?P<gap>\s?)(?P<hours>\d\d?)(?::?(?P<minutes>\d\d?))?(?!\d)")
_PLACE = re.compile(
    r"\s*((?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific)(?:/[a-z_]{2,20}){1,2})"
)
_NAMED_ZONE = re.compile(r"\s*([a-z]{1,5})\b")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|[ºª])\b")
_APART = re.compile(r"[\s\d,;:/|+_−–—-]+")
_NUMBER = re.compile(r"\d+")
_SHORT_ISO = re.compile(r"\d\d-\d\d-\d\dt")
_HEBREW_IN = "ב"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Day(NamedTuple):
    """A calendar day, not yet checked."""

    year: int
    month: int
    day: int


class _Clock(NamedTuple):
    """A time of day: ``hour`` may be 24, the midnight that ends a day."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0


def parse_date(text: str) -> datetime | None:
    """Read a date that a feed gives, in any form seen in the wild; None where there is none. Never raises.

    Without a zone it is UTC. A time that cannot be is dropped, a day past the month's end becomes its last.
    """
    try:
        moment = _read_plain(text) or _read(text[: 4 * LONGEST])
        return moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None


def judge_dates(
    published: datetime | None, updated: datetime | None, now: datetime
) -> tuple[datetime | None, datetime | None, bool]:
    """Return what to believe of the claimed dates (aware UTC), and whether one of them was suspect.

    More than 24 hours ahead or before 1990 is no date; up to 24 hours ahead is now. An entry that only says when it was
    updated was published then at the latest.
    """
    believed = _believed(published or updated, now)
    changed = _believed(updated, now)
    suspect = (believed is None and bool(published or updated)) or (changed is None and updated is not None)
    return believed, changed, suspect


def _believed(claimed: datetime | None, now: datetime) -> datetime | None:
    """Return a claimed date, never later than now, or None where it cannot be true."""
    if claimed is None or claimed < FIRST or claimed > now + AHEAD:
        return None
    return min(claimed, now)


def _read_plain(text: str) -> datetime | None:
    """Read a date that is written as the standards have it (RFC 822, RFC 3339), as nearly all are; else None.

    Where there is no such day the long way is to be taken, which makes the best of it.
    """
    try:
        if found := _RFC_822.fullmatch(text):
            day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
            east = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
            when = int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second)
            return datetime(*when, tzinfo=UTC) - east
        return datetime.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _read(text: str) -> datetime | None:
    """Read a date, or return None; raises ValueError or OverflowError for what no calendar holds."""
    attribute = _DATETIME.search(text)
    text = folded(_TAG.sub(" ", attribute[1] if attribute else text)).strip(" \t\r\n<>\"'")[:LONGEST]
    if stamp := _STAMP.fullmatch(text):
        return _from_stamp(stamp[1])
    if compact := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        zone, _ = _zone(text[compact.end() :])
        return _moment(_Day(year, month, day), _Clock(hour, minute, second), zone)
    return _standard(text) or _from_parts(_plain(text))


def _from_stamp(digits: str) -> datetime:
    """Read a Unix timestamp in seconds (9 or 10 digits), milliseconds (13) or microseconds (16)."""
    unit = {13: 1_000, 16: 1_000_000}.get(len(digits), 1)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(digits) / unit)


def _standard(text: str) -> datetime | None:
    """Read ISO 8601 as Python does, week dates included, or return None. Most Atom dates end here."""
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _plain(text: str) -> str:
    """Return folded text without comments and with the day words and digits of other scripts made ours."""
    text = _ESCAPED.sub("", text)
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    if not text.isascii():
        text = _ASIAN_WEEKDAY.sub(" ", text).translate(_ASIAN_UNITS)
        text = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    return text


def _from_parts(text: str) -> datetime | None:
    """Read clock, zone and day, each where it is; what the first two took is not looked at for the day."""
    found = _CLOCK.search(text) or _DOTTED_CLOCK.search(text) or _BARE_CLOCK.search(text)
    if found is None:
        day = _day(text)
        return _moment(day, _Clock(), UTC) if day else None
    before, after = text[: found.start()], text[found.end() :]
    half = _HALF_AFTER.match(after) or _HALF_BEFORE.search(before)
    zone, rest = _zone(after.removeprefix(half[0]) if half else after)
    day = _year_first(before) if _SHORT_ISO.match(text) else _day(f"{before} {rest}")
    return _moment(day, _clock(found, half[0].strip(" .") if half else ""), zone) if day else None


def _clock(found: re.Match[str], half: str) -> _Clock:
    """Return the time of day; midnight where the numbers cannot be one. ``half`` is "pm", "午前", ... or ""."""
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return _Clock()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in AFTERNOON else 0)
    fraction = (parts.get("fraction") or "0")[:6]
    return _Clock(hour, minute, min(second, 59), int(fraction.ljust(6, "0")))


def _zone(after: str) -> tuple[tzinfo, str]:
    """Return the zone that text begins with (else UTC), and the text behind it."""
    if offset := _OFFSET.match(after):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        is_year = offset["gap"] and hours in (19, 20) and offset["minutes"]
        if not is_year:
            east = (hours * 60 + minutes) * (1 if offset["sign"] == "+" else -1)
            return (timezone(timedelta(minutes=east)) if hours <= 15 and minutes < 60 else UTC), after[offset.end() :]
    if place := _PLACE.match(after):
        return _zone_of(place[1]), after[place.end() :]
    name = _NAMED_ZONE.match(after)
    if name and name[1] in ZONES:
        return timezone(timedelta(minutes=ZONES[name[1]])), after[name.end() :]
    return UTC, after


def _zone_of(place: str) -> tzinfo:
    """Return the zone of a place such as "europe/brussels", or UTC where the system knows none."""
    try:
        return ZoneInfo("/".join("_".join(map(str.capitalize, part.split("_"))) for part in place.split("/")))
    except (KeyError, OSError, ValueError):
        return UTC


def _day(text: str) -> _Day | None:
    """Find the day in what clock and zone left over, or return None."""
    text = _ORDINAL.sub(" ", text)
    words = [word.strip(".'’").removeprefix(_HEBREW_IN) for word in _APART.split(text)]
    words = [word for word in words if word]
    month = _month(words)
    numbers = [int(number) for number in _NUMBER.findall(text)[:6]]
    if month:
        return _with_named_month(month, numbers)
    if len(numbers) >= 3:
        return _with_numbered_month(text, numbers)
    return None if words else _without_day(numbers)


def _month(words: list[str]) -> int | None:
    """Return the month that the last fitting word names: "mar., 01 déc." is a Tuesday in December."""
    pairs = [f"{first}_{second}" for first, second in pairwise(words)]
    named = [MONTHS[word] for word in (*pairs, *words) if word in MONTHS]
    return named[-1] if named else None


def _with_named_month(month: int, numbers: list[int]) -> _Day | None:
    """Choose year and day: the year has four digits or comes last; without a day it is the first."""
    long = [number for number in numbers if number > 99]
    if long:
        days = [number for number in numbers if number <= 31]
        return _Day(_year(long[0]), month, days[0] if days else 1)
    return _Day(_year(numbers[-1]), month, numbers[0]) if len(numbers) >= 2 else None


def _with_numbered_month(text: str, numbers: list[int]) -> _Day:
    """Choose the order of three numbers: year first if it is long; month first only between slashes.

    A month over 12 or a weekday that does not fit says that the order is the other one.
    """
    if numbers[0] > 31:
        return _year_first(text)
    first, second, year = numbers[0], numbers[1], _year(numbers[2])
    day_first, month_first = _Day(year, second, first), _Day(year, first, second)
    if second > 12:
        return month_first
    if first > 12 or not re.search(rf"\b0*{first}/", text):
        return day_first
    return day_first if _fits_weekday(day_first, text) and not _fits_weekday(month_first, text) else month_first


def _year_first(text: str) -> _Day:
    """Read year, month, day; day and month change places where the month would be over 12."""
    year, month, day = (int(number) for number in _NUMBER.findall(text)[:3])
    return _Day(_year(year), day, month) if month > 12 else _Day(_year(year), month, day)


def _fits_weekday(day: _Day, text: str) -> bool:
    """Tell whether the text begins with the English name of that day's weekday."""
    return text[:3] == _WEEKDAYS[date(*day).weekday()]


def _without_day(numbers: list[int]) -> _Day | None:
    """Read a year (four digits), or a year and a month: the first day of it."""
    years = [number for number in numbers if number > 1900]
    if len(years) != 1:
        return None
    months = [number for number in numbers if number <= 12]
    return _Day(years[0], months[0] if months else 1, 1) if len(numbers) == 1 + len(months) else None


def _year(number: int) -> int:
    """Return the year meant by two digits, by Java's years since 1900, or by the Thai calendar."""
    if number < 100:
        return number + (2000 if number < 70 else 1900)
    if number < 200:
        return number + 1900
    return number - 543 if 2400 < number < 2700 else number


def _moment(day: _Day, clock: _Clock, zone: tzinfo) -> datetime:
    """Put the parts together; a day past the end of its month is its last."""
    last = monthrange(day.year, day.month)[1] if MINYEAR <= day.year <= MAXYEAR else 0
    midnight = datetime(day.year, day.month, min(day.day, last), tzinfo=zone)
    moment = midnight.replace(
        hour=clock.hour % 24, minute=clock.minute, second=clock.second, microsecond=clock.microsecond
    )
    return moment + timedelta(days=clock.hour // 24)
