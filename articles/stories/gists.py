"""Gists: what a story on the shelf comes to, as a row keeps it and back."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from articles.json_rows import Row
from articles.shelf import Story

KEPT = tuple(field.name for field in fields(Story) if field.init and field.name != "id")
TIMES = frozenset({"first", "last"})


def row_of(story: Story) -> Row:
    """Return the columns of a gist."""
    return {"story_id": story.id, "facts": {name: getattr(story, name) for name in KEPT}}


def story_of(number: int, facts: dict[str, Any]) -> Story:
    """Return the story that the columns tell of."""
    return Story(number, **{name: _read(name, facts[name]) for name in KEPT})


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in TIMES else value
