"""Fills in by which words an article can be found, outside of the refresh; the only writer of those texts.

Only what the rights of today let a page show is filled in. Any number of processes may do it: each takes a batch that no
other has.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from articles import rights
from articles.characters import without_controls
from articles.json_rows import Row, as_json
from articles.markup import words_of
from articles.models import Article, SearchText, Source
from articles.search import marks
from articles.words import language_of

log = logging.getLogger(__name__)

BATCH = 200
BODY = 40_000
"""Characters of a body, tags and all, that can be found."""

NEEDED = (
    *("rule_tags", "excerpt_only"),
    *("status", "headline", "edited_headline", "dek", "edited_dek", "authors", "tags", "edited_tags"),
    *("language", "origin_name", "section", "visible_from", "visible_until", "body__html", "source"),
)
WAITING = """
SELECT article_id FROM articles_searchtext WHERE state = 'waiting' ORDER BY article_id DESC LIMIT %s FOR UPDATE SKIP LOCKED
"""
OUTDATED = """
SELECT article_id FROM articles_searchtext WHERE article_id IN (
    SELECT article_id FROM unnest(%s::bigint[], %s::int[]) AS source (id, words), LATERAL (
        (SELECT article_id FROM articles_searchtext AS fewer
         WHERE fewer.state = 'found' AND fewer.source_id = source.id AND fewer.words < source.words LIMIT %s)
        UNION ALL
        (SELECT article_id FROM articles_searchtext AS more
         WHERE more.state = 'found' AND more.source_id = source.id AND more.words > source.words LIMIT %s)
    ) AS found LIMIT %s
) FOR UPDATE SKIP LOCKED
"""
FILL = """
UPDATE articles_searchtext AS old
SET state = new.state, words = new.words, language = new.language, texts = new.texts, marks = new.marks,
    section_id = new.section_id, visible_from = new.visible_from, visible_until = new.visible_until
FROM json_populate_recordset(NULL::articles_searchtext, %s) AS new WHERE old.article_id = new.article_id
"""


def index_waiting(now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Fill in all texts that wait, and write anew those whose source grants more or less by now. Return how many.

    ``now`` is aware UTC.
    """
    today = timezone.localtime(now).date()
    filled = 0
    for find in (_waiting, _outdated):
        while not is_stopped() and (count := _fill_batch(find, today)):
            filled += count
    if filled:
        log.info("articles_indexed", extra={"articles": filled})
    return filled


@transaction.atomic
def _fill_batch(find: Callable[[date], list[int]], today: date) -> int:
    """Fill in one batch, whose rows stay locked until it is done. Return how many there were."""
    numbers = find(today)
    if numbers:
        # A body that is gone again leaves nothing to wait for.
        articles = Article.objects.filter(pk__in=numbers).select_related("source", "body").only(*NEEDED)
        _write([text_of(article, today) for article in articles])
    return len(numbers)


def _waiting(_today: date) -> list[int]:
    """Take the newest of those that wait."""
    return _numbers(WAITING, [BATCH])


def _outdated(today: date) -> list[int]:
    """Take some of those that were written under other rights than their source grants today."""
    granted = {source.pk: marks.words_of(rights.in_force(source.grant, today)) for source in Source.objects.all()}
    return _numbers(OUTDATED, [list(granted), list(granted.values()), BATCH, BATCH, BATCH])


def _numbers(sql: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]


def _write(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [as_json(rows)])


def text_of(article: Article, today: date) -> Row:
    """Return the columns of an article's search text; nothing of one that is not published."""
    if article.status != Article.Status.PUBLISHED:
        return {"article_id": article.pk, "state": SearchText.State.HIDDEN, **_nothing()}
    shown = rights.showing(
        article.grant,
        headline=article.display_headline,
        dek=article.display_dek,
        body=article.body.safe_html if hasattr(article, "body") else rights.NOTHING,
        today=today,
    )
    names = "\n".join([*article.authors, *article.display_tags, article.origin_name])
    texts = [_plain(text) for text in (shown.headline, shown.dek, names, words_of(shown.body[:BODY]))]
    language = language_of(article.language, f"{shown.headline} {shown.dek}")
    return {
        "article_id": article.pk,
        "state": SearchText.State.FOUND,
        "section_id": article.section_id,
        "visible_from": article.visible_from,
        "visible_until": article.visible_until,
        "words": marks.words_of(rights.in_force(article.source.grant, today)),
        "language": language,
        "texts": texts,
        "marks": [
            marks.of_language(language),
            marks.of_source(article.source_id),
            marks.of_section(article.section_id),
        ],
    }


def _nothing() -> Row:
    return {"words": 0, "language": "", "texts": [], "marks": []}


def _plain(text: str) -> str:
    """Return the text in one line; controls would be taken for the signs between which hits stand."""
    return " ".join(without_controls(text).split())
