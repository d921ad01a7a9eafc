"""Pure: is a condition met by a subject, and by which words. Made ready once, asked of many."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.rules.condition import AGES, NUMBERS, OPPOSITE, Condition, age_of
from articles.rules.folding import find_word, fold, places
from articles.rules.pattern import compiled
from articles.rules.subject import Subject

Span = tuple[int, int]
Test = Callable[[Subject, datetime], bool]
Find = Callable[[str], Span | None]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a condition found its words: a text in NFC, from one of its characters to before another."""

    text: str
    start: int
    end: int

    def around(self, margin: int) -> tuple[str, str, str]:
        """Return what stands before, the words themselves, and what stands behind, of a text that may be long."""
        first, last = max(0, self.start - margin), self.end + margin
        before = ("…" if first else "") + self.text[first : self.start]
        after = self.text[self.end : last] + ("…" if last < len(self.text) else "")
        return before, self.text[self.start : self.end], after


@dataclass(frozen=True, slots=True)
class Ready:
    """A condition that is ready to be asked. ``find`` gives the place of its words in a text, None where it has none."""

    condition: Condition
    is_met: Test
    find: Callable[[str], Hit | None]

    def hit(self, subject: Subject) -> Hit | None:
        """Return where the words stand that this condition looks for, if it looks for any."""
        return next(filter(None, map(self.find, subject.texts(self.condition.field))), None)


def ready(condition: Condition) -> Ready:
    """Make a condition ready. Raises ``BadPattern`` where its pattern cannot be used."""
    field, operator = condition.field, condition.operator
    asked = OPPOSITE.get(operator, operator)
    if asked in AGES or asked in NUMBERS:
        return Ready(condition, _measure(condition), _nowhere)
    if asked == "there":
        return Ready(
            condition, _denied(lambda subject, _: bool(subject.texts(field)), is_so=asked != operator), _nowhere
        )
    is_met, find = _sought(field, asked, condition.value.strip())
    return Ready(condition, _denied(is_met, is_so=asked != operator), find)


def _measure(condition: Condition) -> Test:
    """Return the test of an age or of a number of words. What has no date came just now."""
    if condition.operator in NUMBERS:
        limit = int(condition.value)
        if condition.operator == "more":
            return lambda subject, _: subject.words > limit
        return lambda subject, _: subject.words < limit
    age = age_of(condition.value) or timedelta()
    if condition.operator == "older":
        return lambda subject, now: now - (subject.published or now) > age
    return lambda subject, now: now - (subject.published or now) < age


def _denied(test: Test, *, is_so: bool) -> Test:
    return (lambda subject, now: not test(subject, now)) if is_so else test


def _sought(field: str, operator: str, value: str) -> tuple[Test, Callable[[str], Hit | None]]:
    """Return the test for words or a pattern, and what finds its place."""
    if operator == "matches":
        find = compiled(value)
        return lambda subject, _: any(map(find, subject.texts(field))), lambda text: _hit(text, find(text))
    sought = " ".join(fold(value).split())
    inside = _finder(operator, sought, is_language=field == "language")
    if operator == "contains":
        return (lambda subject, _: any(sought in text for text in subject.folded(field))), _unfolding(inside)
    return (lambda subject, _: any(inside(text) is not None for text in subject.folded(field))), _unfolding(inside)


def _finder(operator: str, sought: str, *, is_language: bool) -> Find:
    """Return what finds folded words in a folded text."""
    length = len(sought)

    def find(text: str) -> Span | None:
        match operator:
            case "contains":
                start = text.find(sought)
            case "word":
                start = find_word(sought, text)
            case "begins":
                start = 0 if text.startswith(sought) else -1
            case _:
                is_same = text.strip() == sought or (is_language and text.startswith(f"{sought}-"))
                return (0, len(text)) if is_same else None
        return (start, start + length) if start >= 0 else None

    return find


def _unfolding(find: Find) -> Callable[[str], Hit | None]:
    """Return what finds the same place in the text as it was written."""

    def found(written: str) -> Hit | None:
        span = find(fold(written))
        if span is None:
            return None
        text, begins = places(written)
        start = bisect_right(begins, span[0]) - 1
        return Hit(text, start, bisect_right(begins, span[1] - 1))

    return found


def _hit(text: str, span: Span | None) -> Hit | None:
    return Hit(text, *span) if span else None


def _nowhere(_text: str) -> None:
    return None
