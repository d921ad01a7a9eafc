"""The audit: every order of the desk that changes what readers see leaves a line here, in the transaction of the order.

    record("moved", [Change(article, {"section": old}, {"section": new})], actor=user, reason="Sport", now=now)

What readers may know of it stands in the public log besides (``desk_log``). Verbs are what was done, in one or two words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet

from articles.characters import one_line
from articles.models import Article, AuditLine, Doubt, Source, Story

ROWS_AT_ONCE = 1_000
NAME_CHARACTERS = 200
REASON_CHARACTERS = 300
TEXT_CHARACTERS = 600
"""So much of a text is kept; of a longer one also how long it is, and its digest, which tells two of them apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a row: columns before and after, by name. Of rows that come, or go, one of the two is {}."""

    row: Model
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def record(verb: str, changes: Iterable[Change], *, actor: User | None, reason: str = "", now: datetime) -> None:
    """Write a line for each change; none where all of the columns that it names stay as they were.

    Costs an insert a thousand lines and at most two reads, however many there are, if ``str(row)`` costs none.
    """
    told = [change for change in changes if not change.before or change.before != change.after]
    of_sample = _sample([change.row for change in told])
    AuditLine.objects.bulk_create(
        [
            AuditLine(
                at=now,
                actor=actor,
                actor_name=actor.get_username() if actor else "",
                verb=verb,
                model=label(change.row),
                row=change.row.pk,
                name=one_line(str(change.row), NAME_CHARACTERS),
                before=_differing(change.before, change.after),
                after=_differing(change.after, change.before),
                reason=one_line(reason, REASON_CHARACTERS),
                is_sample=_key(change.row) in of_sample,
            )
            for change in told
        ],
        ROWS_AT_ONCE,
    )


def history(row: Model) -> QuerySet[AuditLine]:
    """Return what was done to one row, the newest first."""
    return AuditLine.objects.filter(model=label(row), row=row.pk).select_related("actor")


def label(row: Model | type[Model]) -> str:
    """Return how lines name the model of a row: "articles.article"."""
    return row._meta.label_lower  # noqa: SLF001  Django's documented API, for all its underscore.


def _differing(some: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    missing = object()
    return {name: _plain(value) for name, value in some.items() if others.get(name, missing) != value}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, and as an editor reads it: rows by name, texts in part, moments in UTC."""
    match value:
        case None | bool() | int() | float() | date():
            return value
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(part) for part in value]
        case bytes() | memoryview():
            return bytes(value).hex()
        case Model():
            return f"{value} ({value.pk})"
        case _:
            return _cut(str(value))


def _cut(text: str) -> str:
    if len(text) <= TEXT_CHARACTERS:
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{text[:TEXT_CHARACTERS]}… ({len(text)} characters, {digest})"


# The sample edition ---------------------------------------------------------------------------------------------------
def _key(row: Model) -> tuple[str, Any]:
    return label(row), row.pk


def _sample(rows: Collection[Model]) -> set[tuple[str, Any]]:
    """Return which of the rows are of the sample edition: publishers, what is of them, and stories in which they report."""
    sources = {_key(row): number for row in rows if (number := _source_of(row))}
    sample = set()
    if sources:
        named = Source.objects.filter(pk__in=set(sources.values()), is_sample=True)
        sample = set(named.values_list("pk", flat=True))
    stories = {_key(row): number for row in rows if (number := _story_of(row))}
    told = Article.objects.filter(story__in=set(stories.values()), source__is_sample=True)
    of_sample = set(stories) if stories and told.exists() else set()
    return {key for key, number in sources.items() if number in sample} | of_sample


def _source_of(row: Model) -> int | None:
    return row.pk if isinstance(row, Source) else getattr(row, "source_id", None)


def _story_of(row: Model) -> int | None:
    """Return the story that a row is, or is of. An order of several is of the sample where one of them is."""
    if isinstance(row, Story):
        return row.pk
    return row.story_id if isinstance(row, Doubt) else None
