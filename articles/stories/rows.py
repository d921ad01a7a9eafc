"""What grouping comes to, as rows of its tables: alike for what is placed and for what is replayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.cluster import VERSION, Placement
from articles.json_rows import Row, defaults
from articles.models import Membership, Story
from articles.shelf import Count

WORD = 100
"""So many characters of a shared word are kept."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is where it is, as a membership says it."""

    method: str
    score: float | None
    shared: tuple[str, ...]
    copy_of: int | None


def reason_of(placement: Placement) -> Reason:
    """Return why ``placement`` puts its article there; only likeness has a score."""
    score = placement.score if placement.method in {"terms", "copy"} else None
    return Reason(placement.method, score, placement.shared, placement.copy_of)


def member(article: int, reason: Reason, now: datetime) -> Row:
    """Return the row that says why ``article`` is in its story, and has been since ``now``."""
    return {
        **defaults(Membership),
        "article_id": article,
        "score": reason.score,
        "shared": clipped(reason.shared),
        "method": reason.method,
        "version": VERSION,
        "copy_of_id": reason.copy_of,
        "joined_at": now,
    }


def story(number: int, language: str, now: datetime) -> Row:
    """Return the row of a story of which nothing is counted yet."""
    return {**defaults(Story), "id": number, "language": language, "made_at": now}


def move(article: int, into: int) -> Row:
    """Return what moves ``article`` to the story ``into``."""
    return {"article_id": article, "story_id": into}


def count(language: str, term: str, counted: Count) -> Row:
    """Return the row that says how frequent a term of a language is."""
    return {"key": f"{language}:{term}", "count": counted.count, "day": counted.day}


def clipped(words: Iterable[str]) -> list[str]:
    """Return shared words as their columns hold them."""
    return [word[:WORD] for word in words]
