"""Former: how stories, memberships and suggestions stood before an order, as JSON, so that it can be undone."""

from datetime import UTC, datetime
from typing import Any

from articles.models import Membership, Story, Suggestion

Columns = dict[str, Any]

WORDS = {
    "lead": "lead",
    "edited_headline": "headline",
    "edited_dek": "dek",
    "boost": "boost",
    "pinned_until": "pin",
    "merged_into": "place",
}
"""The columns that an order may change, as editors call them. All others follow from the articles (``tallying``)."""


def columns_of(story: Story) -> Columns:
    """Return what editors decided of a story. A lead that nobody chose is none: the site finds it again."""
    return {
        "lead": story.lead_id if story.lead_is_chosen else None,
        "edited_headline": story.edited_headline,
        "edited_dek": story.edited_dek,
        "boost": story.boost,
        "pinned_until": _written(story.pinned_until),
        "merged_into": story.merged_into_id,
    }


def give_back(story: Story, name: str, value: Any) -> None:
    """Set one of the columns to what ``columns_of`` said of it; the caller saves."""
    if name == "lead":
        story.lead_id, story.lead_is_chosen = value, value is not None
    elif name == "merged_into":
        story.merged_into_id = value
    else:
        setattr(story, name, _read(value) if name == "pinned_until" else value)


def of_membership(membership: Membership) -> Columns:
    """Return why an article is in its story."""
    return {
        "score": membership.score,
        "shared": membership.shared,
        "method": membership.method,
        "version": membership.version,
        "actor_id": membership.actor_id,
        "copy_of_id": membership.copy_of_id,
        "joined_at": _written(membership.joined_at),
    }


def membership(article: int, columns: Columns) -> Membership:
    """Make the membership of which ``of_membership`` told."""
    return Membership(article_id=article, **{**columns, "joined_at": _read(columns["joined_at"])})


def of_suggestion(suggestion: Suggestion) -> Columns:
    """Return a suggestion as it stands."""
    return {
        "one_id": suggestion.one_id,
        "other_id": suggestion.other_id,
        "score": suggestion.score,
        "shared": suggestion.shared,
        "why_not": suggestion.why_not,
        "state": suggestion.state,
        "made_at": _written(suggestion.made_at),
    }


def suggestion(number: int, columns: Columns) -> Suggestion:
    """Make the suggestion of which ``of_suggestion`` told."""
    return Suggestion(pk=number, **{**columns, "made_at": _read(columns["made_at"])})


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
