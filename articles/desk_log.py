"""The public log: what readers are told of what the desk did. Each event is written where it happens, in its transaction.

Articles come with their source, stories with the source of their lead: of the sample edition a line says so.
"""

from collections.abc import Iterable
from datetime import datetime
from textwrap import shorten
from typing import Any

from django.contrib.auth.models import User

from articles.models import Article, DeskEvent, Source, Story

Kind = DeskEvent.Kind
ROWS_AT_ONCE = 1_000
REASON_CHARACTERS = 300


def tell_of_articles(
    kind: Kind, articles: Iterable[Article], now: datetime, *, actor: User | None = None, reason: str = ""
) -> None:
    """Tell what was done to each of these articles, and why."""
    facts = (
        {
            "article": article,
            "published_at": article.published_at,
            "source_id": article.source_id,
            **_named(article.source),
        }
        for article in articles
    )
    _tell(kind, facts, now, actor, reason)


def tell_of_stories(kind: Kind, stories: tuple[Story, Story | None], now: datetime, actor: User, reason: str) -> None:
    """Tell what an editor did to a story, or to two."""
    story, other = stories
    is_sample = bool(story.lead and story.lead.source.is_sample)
    DeskEvent.objects.create(
        kind=kind, at=now, actor=actor, reason=_short(reason), story=story, other_story=other, is_sample=is_sample
    )


def tell_of_sources(
    kind: Kind, sources: Iterable[Source], now: datetime, *, actor: User | None = None, reason: str = ""
) -> None:
    """Tell that publishers came or went. Of one that is no longer there its name is left."""
    facts = ({"source": source if source.pk else None, **_named(source)} for source in sources)
    _tell(kind, facts, now, actor, reason)


def _named(source: Source) -> dict[str, Any]:
    return {"source_name": source.name, "is_sample": source.is_sample}


def _tell(kind: Kind, facts: Iterable[dict[str, Any]], now: datetime, actor: User | None, reason: str) -> None:
    """Write an event for each of these, for one reason."""
    said = {"kind": kind, "at": now, "actor": actor, "reason": _short(reason)}
    DeskEvent.objects.bulk_create([DeskEvent(**said, **known) for known in facts], ROWS_AT_ONCE)


def _short(reason: str) -> str:
    return shorten(reason, REASON_CHARACTERS, placeholder="…")
