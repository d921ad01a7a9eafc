"""Pure: labelled articles, one JSON object a line, as ``evaluate_stories`` reads them.

``id``, ``headline`` and ``story`` (the label) must be there; ``text``, ``source``, ``published`` and ``language`` may be left
out or be empty. Lines with a ``case``, and perhaps the ``rule`` that it tries, make demands of their own
(``articles/evaluation.py``).
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles import clue
from articles.clue import Clue
from articles.words import primary

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""When articles are published before which no line says a time."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line: an article, and the story that it belongs to. ``published`` is aware; ``case`` and ``rule`` may be ""."""

    id: str
    story: str
    headline: str
    text: str
    source: str
    published: dt.datetime
    language: str
    case: str
    rule: str


class BadLineError(ValueError):
    """A line cannot be read; the message names the line and the field."""


def read(lines: Iterable[str]) -> list[Labelled]:
    """Read the articles of a file and put them in the order of their times, those of one time as they stand.

    An article without a time has that of the one before it, so that it stays behind it. Raises ``BadLineError``.
    """
    found: list[Labelled] = []
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            before = found[-1].published if found else LONG_AGO
            article = _article(_Line(number, line), before)
            if article.id in numbers:
                raise BadLineError(f"line {number}: id: {article.id!r} stands in line {numbers[article.id]} already")
            numbers[article.id] = number
            found.append(article)
    return sorted(found, key=lambda article: article.published)


def clues(articles: Iterable[Labelled]) -> Iterable[Clue]:
    """Read the clue of each article as the site would, numbering them from 0; the text is both its lead and its body."""
    for number, article in enumerate(articles):
        yield clue.read(
            number,
            article.headline,
            article.text,
            language=article.language,
            family=article.source,
            source_name=article.source,
            seen=article.published,
            body=article.text,
        )


class _Line:
    """The facts of one line, each judged as it is asked for."""

    def __init__(self, number: int, line: str) -> None:
        self.number = number
        try:
            self.facts: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadLineError(f"line {number}: no JSON: {error}") from error
        if not isinstance(self.facts, dict):
            raise BadLineError(f"line {number}: no JSON object")

    def text(self, field: str) -> str:
        """Return a text, "" where there is none."""
        value = self.facts.get(field)
        if value is not None and not _is_text(value):
            raise self._bad(field, "is no text")
        return value or ""

    def name(self, field: str) -> str:
        """Return a text or a whole number that must be there, as text."""
        value = self.facts.get(field)
        if value is None or value == "":
            raise self._bad(field, "is missing")
        if not _is_text(value) and type(value) is not int:
            raise self._bad(field, "is neither text nor whole number")
        return str(value)

    def headline(self) -> str:
        """Return the headline, which must be there and may be empty."""
        if self.facts.get("headline") is None:
            raise self._bad("headline", "is missing")
        return self.text("headline")

    def time(self, field: str, default: dt.datetime) -> dt.datetime:
        """Return a time (ISO 8601, UTC if it names no zone) as UTC."""
        text = self.text(field)
        if not text:
            return default
        try:
            time = dt.datetime.fromisoformat(text)
            return time.replace(tzinfo=time.tzinfo or dt.UTC).astimezone(dt.UTC)
        except (ValueError, OverflowError) as error:
            raise self._bad(field, f"{text!r} is no time") from error

    def _bad(self, field: str, why: str) -> BadLineError:
        return BadLineError(f"line {self.number}: {field}: {why}")


def _is_text(value: object) -> bool:
    """Tell whether a value is text that can be written down: JSON can name halves of characters."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _article(line: _Line, before: dt.datetime) -> Labelled:
    return Labelled(
        id=line.name("id"),
        story=line.name("story"),
        headline=line.headline(),
        text=line.text("text"),
        source=line.text("source"),
        published=line.time("published", before),
        language=primary(line.text("language")),
        case=line.text("case"),
        rule=line.text("rule"),
    )
