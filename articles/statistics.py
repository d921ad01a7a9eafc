"""The statistics of the desk: tables of numbers out of the daily figures, for a range of days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet, Sum

from articles.figures import DELAYS
from articles.models import Article, DailyFigure, Section, Source, Visits

Kind = DailyFigure.Kind
MOST_READ = 100
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A range of days, both included."""

    since: date
    until: date

    @property
    def days(self) -> Sequence[date]:
        """Every one of them."""
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers with their names: the columns, the rows, and which column is drawn beside it (-1: none)."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    drawn: int = 1

    @property
    def most(self) -> float:
        """The highest number that is drawn, at least 1."""
        return max((row[self.drawn] for row in self.rows), default=0) or 1


def _counted(kind: Kind, days: Range) -> QuerySet[DailyFigure]:
    return DailyFigure.objects.filter(kind=kind, day__gte=days.since, day__lte=days.until)


def _by_key(kind: Kind, days: Range) -> Mapping[int, int]:
    """Return {key: count}, the highest first."""
    rows = _counted(kind, days).values("key").annotate(all=Sum("count")).order_by("-all", "key")
    return dict(rows.values_list("key", "all"))


def by_day(days: Range) -> Table:
    """How many articles came in on each day, and how many stories were last reported on."""
    came, told = (
        dict(_counted(kind, days).values("day").annotate(all=Sum("count")).values_list("day", "all"))
        for kind in (Kind.HOUR, Kind.COVERAGE)
    )
    rows = [(day, came.get(day, 0), told.get(day, 0)) for day in days.days]
    return Table("days", "Articles a day", ("Day", "Articles", "Stories"), rows)


def by_source(days: Range) -> Table:
    """How many articles each publisher brought, and how many of them within an hour of publication."""
    counts, prompt = _by_key(Kind.SOURCE, days), _by_key(Kind.PROMPT, days)
    names = dict(Source.objects.filter(pk__in=counts).values_list("pk", "name"))
    rows = [
        (names.get(number, f"A publisher that is gone ({number})"), count, round(100 * prompt.get(number, 0) / count))
        for number, count in counts.items()
    ]
    return Table("sources", "By publisher", ("Publisher", "Articles", "% within an hour"), rows)


def by_section(days: Range) -> Table:
    """How many articles came in each section."""
    counts = _by_key(Kind.SECTION, days)
    names = {0: "No section", **dict(Section.objects.values_list("pk", "name"))}
    rows = [(names.get(number, f"A section that is gone ({number})"), count) for number, count in counts.items()]
    return Table("sections", "By section", ("Section", "Articles"), rows)


def most_read(days: Range) -> Table:
    """Which articles were opened most."""
    opened = Visits.objects.filter(day__gte=days.since, day__lte=days.until)
    reads = opened.values("article").annotate(all=Sum("count")).order_by("-all", "-article")
    counts = dict(reads.values_list("article", "all")[:MOST_READ])
    articles = Article.objects.select_related("source").only("headline", "edited_headline", "source__name")
    found = articles.in_bulk(list(counts))
    rows = [
        (found[number].display_headline, count, found[number].source.name)
        for number, count in counts.items()
        if number in found
    ]
    return Table("read", "Most read", ("Article", "Times opened", "Publisher"), rows)


def by_delay(days: Range) -> Table:
    """How long after publication articles came to the site."""
    counts = _by_key(Kind.DELAY, days)
    total = sum(counts.values()) or 1
    rows = [
        (words, counts.get(step, 0), round(100 * counts.get(step, 0) / total)) for step, words in enumerate(_steps())
    ]
    return Table("delays", "From publication to the site", ("Within", "Articles", "%"), rows)


def _steps() -> list[str]:
    named = [f"{minutes} minutes" if minutes < 60 else f"{minutes // 60} h" for minutes in DELAYS]
    return [named[0], *(f"{one} to {other}" for one, other in pairwise(named)), f"over {named[-1]}"]


def by_coverage(days: Range) -> Table:
    """How many stories are reported by how many independent publishers of ours."""
    counts = sorted(_by_key(Kind.COVERAGE, days).items())
    total = sum(count for _, count in counts) or 1
    rows = [(families, count, round(100 * count / total)) for families, count in counts]
    return Table("coverage", "Stories by their publishers", ("Publishers", "Stories", "%"), rows)


TABLES: Mapping[str, Callable[[Range], Table]] = {
    "days": by_day,
    "sources": by_source,
    "sections": by_section,
    "read": most_read,
    "delays": by_delay,
    "coverage": by_coverage,
}
"""What there is, by the name of its file."""
