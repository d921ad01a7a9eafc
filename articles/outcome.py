"""Pure: what grouping answers: where an article was put, what was merged, what editors should be asked, each with its reasons."""

from dataclasses import dataclass
from typing import Literal

Method = Literal["alone", "terms", "copy", "link"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two stories that may be one; ``why_not`` is what contradicts, or "". ``score`` and ``shared`` as in a placement."""

    story: int
    other: int
    score: float
    shared: tuple[str, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was put and why.

    ``score``: 0 to 1, a half is just enough, 0 where nothing was compared. ``shared``: words as they stand in the article, the
    most telling first. ``keys``: under which later articles find it.
    """

    article: int
    story: int
    is_new: bool
    score: float
    shared: tuple[str, ...]
    method: Method
    copy_of: int | None
    suggestions: tuple[Suggestion, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The story ``gone`` became part of ``kept``, the older one."""

    kept: int
    gone: int
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merges:
    """What one pass of merging did, in its order, and what it would ask editors."""

    merged: tuple[Merge, ...]
    suggestions: tuple[Suggestion, ...]
