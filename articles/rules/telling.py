"""Pure: conditions in an editor's words, and why a rule hit or missed."""

from datetime import datetime, timedelta

from articles.rules.condition import AGES, FIELDS, NUMBERS, OPERATORS, OPPOSITE, PRESENCE, Condition
from articles.rules.subject import Subject

_OPPOSITES = OPPOSITE | {asked: denied for denied, asked in OPPOSITE.items()}
"""The operator that says that a condition is not met; “begins with” has none."""


def in_words(condition: Condition) -> str:
    """Say a condition, e.g. ``headline contains “sponsored”``."""
    field = FIELDS[condition.field]
    field = field[0].lower() + field[1:]
    if condition.operator in PRESENCE:
        return f"{field} {OPERATORS[condition.operator]}"
    value = condition.value.strip()
    return f"{field} {OPERATORS[condition.operator]} {value if condition.field in ('age', 'words') else f'“{value}”'}"


def outcome(condition: Condition, subject: Subject, now: datetime, *, is_met: bool) -> str:
    """Say why a condition is met or not, of this very subject."""
    if condition.operator in AGES:
        age = _age(now - subject.published) if subject.published else "without a date"
        return f"{age}, {'' if is_met else 'not '}{OPERATORS[condition.operator].removeprefix('is ')} {condition.value}"
    if condition.operator in NUMBERS:
        limit = OPERATORS[condition.operator].removeprefix("is ")
        return f"{subject.words} words, {'' if is_met else 'not '}{limit} {condition.value}"
    if is_met:
        return in_words(condition)
    opposite = _OPPOSITES.get(condition.operator)
    if opposite:
        return in_words(Condition(condition.field, opposite, condition.value))
    return in_words(condition).replace("begins with", "does not begin with", 1)


def _age(age: timedelta) -> str:
    """Say an age in its largest whole unit."""
    for name, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(age.total_seconds() // seconds)
        if count > 0:
            return f"{count} {name}{'' if count == 1 else 's'} old"
    return "just now"
