"""Taking an order back at once: articles stand again as they stood before, if nothing came between.

before = standing_of(articles); order(); done = standing_of(articles)    ->    reverse(before, done, actor, now)
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles import audit, desk_log
from articles.models import Article
from articles.stories import locking, tallying

TIMES = ("visible_from", "visible_until")
COLUMNS = ("status", "status_reason", "legal_order", "section_id", "curator_id", *TIMES)
"""Where an article stands."""

Standing = Mapping[str, list[Any]]
"""By the article's id, its ``COLUMNS``; all as JSON has it, so that it may wait with the editor who may want it back."""


def standing_of(articles: QuerySet[Article]) -> Standing:
    """Return where articles stand."""
    return {str(article.pk): _columns(article) for article in articles.only(*COLUMNS)}


@transaction.atomic
def reverse(before: Standing, done: Standing, actor: User | None, now: datetime) -> int:
    """Let articles stand as ``before``, those that still stand as ``done``. Return how many.

    Readers are told, as of any order: of what they saw that it was withdrawn, of what they did not that it is there again.
    """
    locking.hold()
    rows = Article.objects.select_for_update(of=("self",)).select_related("source").filter(pk__in=map(int, before))
    articles = [article for article in rows if _columns(article) == done.get(str(article.pk))]
    shown = {article.pk for article in articles if article.is_visible(now)}
    changes = [_put(article, before[str(article.pk)]) for article in articles]
    Article.objects.bulk_update(articles, [name.removesuffix("_id") for name in COLUMNS])
    _tell(articles, shown, actor, now)
    tallying.tally(tallying.of_articles([article.pk for article in articles]), now)
    audit.record("taken back", changes, actor=actor, now=now)
    return len(articles)


def _columns(article: Article) -> list[Any]:
    columns = [getattr(article, name) for name in COLUMNS]
    return [value.isoformat() if isinstance(value, datetime) else value for value in columns]


def _put(article: Article, columns: list[Any]) -> audit.Change:
    """Set the columns of an article that is in memory."""
    was = dict(zip(COLUMNS, _columns(article), strict=True))
    to = dict(zip(COLUMNS, columns, strict=True))
    for name, value in to.items():
        setattr(article, name, datetime.fromisoformat(value) if name in TIMES and value else value)
    return audit.Change(article, was, to)


def _tell(articles: list[Article], shown: set[int], actor: User | None, now: datetime) -> None:
    """Tell readers what they see no longer, and what they see again."""
    gone = [article for article in articles if article.pk in shown and not article.is_visible(now)]
    back = [article for article in articles if article.pk not in shown and article.is_visible(now)]
    desk_log.tell_of_articles(desk_log.Kind.WITHDRAWN, gone, now, actor=actor, reason="Published by mistake.")
    desk_log.tell_of_articles(desk_log.Kind.RESTORED, back, now, actor=actor)
