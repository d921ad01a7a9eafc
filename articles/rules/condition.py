"""Pure: one condition of a rule: a field, an operator, a value; which go together, and what is wrong with one."""

import re
from dataclasses import dataclass
from datetime import timedelta

from articles.rules.folding import fold
from articles.rules.pattern import BadPattern, compiled

TEXTS = {
    "anywhere": "Headline, dek or text",
    "headline": "Headline",
    "dek": "Dek",
    "text": "Text",
    "author": "Author",
    "tag": "Tag",
    "url": "Address",
    "language": "Language",
    "licence": "Licence",
    "origin": "Origin",
}
OTHERS = {"age": "Age", "words": "Number of words", "picture": "Picture"}
FIELDS = TEXTS | OTHERS
"""What can be asked of an entry, with the words of the desk."""

POSITIVE = {
    "contains": "contains",
    "word": "has the word",
    "is": "is",
    "begins": "begins with",
    "matches": "matches the pattern",
}
NEGATIVE = {
    "lacks": "does not contain",
    "no_word": "does not have the word",
    "is_not": "is not",
    "no_match": "does not match the pattern",
}
OPPOSITE = {"lacks": "contains", "no_word": "word", "is_not": "is", "no_match": "matches", "missing": "there"}
"""What a negative operator denies."""

PRESENCE = {"there": "is there", "missing": "is missing"}
AGES = {"older": "is older than", "younger": "is younger than"}
NUMBERS = {"more": "is more than", "fewer": "is fewer than"}
OPERATORS = POSITIVE | NEGATIVE | PRESENCE | AGES | NUMBERS
"""How it is asked."""

LONGEST = 500
_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400}
_AGE = re.compile(rf"(\d{{1,4}})\s*({'|'.join(_UNITS)})s?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` is one of ``FIELDS``, ``operator`` of ``OPERATORS``; ``value`` is "" where nothing is compared."""

    field: str
    operator: str
    value: str = ""


def operators_of(field: str) -> tuple[str, ...]:
    """Return the operators that go with a field."""
    match field:
        case "age":
            return tuple(AGES)
        case "words":
            return tuple(NUMBERS)
        case "picture":
            return tuple(PRESENCE)
        case _:
            return (*POSITIVE, *NEGATIVE, *PRESENCE)


def age_of(value: str) -> timedelta | None:
    """Read an age such as "3 days" or "12 hours"; None where it is none. A month has 30 days, a year 365."""
    found = _AGE.fullmatch(value.strip().lower())
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]]) if found else None


def fault(condition: Condition) -> str:
    """Say what is wrong with a condition and what to do, or "" where nothing is."""
    operator, value = condition.operator, condition.value.strip()
    if operator not in operators_of(condition.field):
        allowed = ", ".join(f"“{OPERATORS[name]}”" for name in operators_of(condition.field))
        return f"“{FIELDS[condition.field]}” cannot be asked so: choose one of {allowed}."
    if operator in PRESENCE:
        return "Leave the value empty: there is nothing to compare." if value else ""
    if not value:
        return "Say what to look for: an empty value would be in every text."
    if len(value) > LONGEST:
        return f"Give at most {LONGEST} characters."
    return _fault_of_value(operator, value)


def _fault_of_value(operator: str, value: str) -> str:
    """Judge a value that is there."""
    if operator in AGES:
        return "" if age_of(value) else "Write an age such as “3 days”, “12 hours” or “2 weeks”."
    if operator in NUMBERS:
        return "" if re.fullmatch("[0-9]{1,6}", value) else "Write a number of words, such as 150."
    if OPPOSITE.get(operator, operator) != "matches":
        return "" if fold(value).strip() else "Say what to look for: nothing of this can be seen in a text."
    try:
        compiled(value)
    except BadPattern as error:
        return str(error)
    return ""
