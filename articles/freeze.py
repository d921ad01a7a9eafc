"""Freeze: of which fields of an article an editor decides, and what the publisher says of each, then and now. Pure reading.

A field is the publisher's until an editor changes it; from then on it is ours, whatever comes, until somebody takes the
publisher's again. ``Article.frozen`` keeps when that was and what the publisher's was just then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models import Article

FIELDS: Mapping[str, tuple[str, str]] = {
    "edited_headline": ("headline", "headline"),
    "edited_dek": ("dek", "dek"),
    "edited_tags": ("tags", "tags"),
    "no_picture": ("image_url", "lead picture"),
    "edited_image_alt": ("image_alt", "words for the picture"),
    "edited_image_credit": ("image_credit", "credit of the picture"),
}
"""The column that an editor writes: the publisher's that it stands for, and what both are called."""

FREE: Mapping[str, Any] = {name: False if name == "no_picture" else "" for name in FIELDS} | {"edited_tags": None}
"""What stands in the editor's column while the field is the publisher's."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as an editor finds it: ``theirs`` is the publisher's now, ``then`` what it was when ours was written.

    ``since`` and ``then`` are None where nobody remembers: of what was written before that was kept.
    """

    name: str
    called: str
    is_ours: bool
    theirs: Any
    then: Any = None
    since: datetime | None = None

    @property
    def is_newer(self) -> bool:
        """Tell whether the publisher changed it after we did."""
        return self.since is not None and self.then != self.theirs


def field_of(article: Article, name: str) -> Field:
    """Return one of ``FIELDS`` of an article."""
    column, called = FIELDS[name]
    theirs = getattr(article, column)
    if getattr(article, name) == FREE[name]:
        return Field(name, called, is_ours=False, theirs=theirs)
    note = article.frozen.get(name)
    if note is None:
        return Field(name, called, is_ours=True, theirs=theirs)
    since = datetime.fromisoformat(note["at"])
    return Field(name, called, is_ours=True, theirs=theirs, then=note["then"], since=since)


def shelf_before(article: Article) -> Field:
    """Return the same of the section: ``then`` is the id of the one on which its feed had put it, or None."""
    note = article.frozen.get("section")
    if note is None:
        return Field("section", "section", is_ours=False, theirs=article.section_id)
    since = datetime.fromisoformat(note["at"])
    return Field("section", "section", is_ours=True, theirs=note["then"], then=note["then"], since=since)


def noted(article: Article, columns: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what ``frozen`` says once these columns are written: nothing of a field that is the publisher's again."""
    notes = dict(article.frozen)
    for name in FIELDS.keys() & columns.keys():
        if columns[name] == FREE[name]:
            notes.pop(name, None)
        elif columns[name] != getattr(article, name):
            notes[name] = {"at": now.isoformat(), "then": getattr(article, FIELDS[name][0])}
    if "section" in columns:
        notes = moved(notes, article.section_id, columns["section"].pk if columns["section"] else None, now)
    return notes


def moved(notes: Mapping[str, Any], before: int | None, after: int | None, now: datetime) -> dict[str, Any]:
    """Return what ``frozen`` says once an article goes from one section to another: nothing where its feed had put it."""
    rest = {name: note for name, note in notes.items() if name != "section"}
    first = notes["section"]["then"] if "section" in notes else before
    if after == first:
        return rest
    return dict(notes) if after == before else {**rest, "section": {"at": now.isoformat(), "then": first}}
