"""Finding: the newest articles that match, with what ranking and facets need to know of each. One query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from articles import rights
from articles.models import Article, Source
from articles.search import marks
from articles.search.matching import Match
from articles.search.question import FIRST_DAY, LAST_DAY, Question

MOST = 1_000
"""So many of the newest that match are ranked and counted; of words that stand in more, nobody reads on."""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""What a word counts in the body, in names, in the dek and in the headline."""


class Candidate(NamedTuple):
    """One article that matches. ``relevance`` is Postgres's, from 0; ``words`` as in ``SearchText``."""

    article: int
    source: int
    section: int | None
    language: str
    published: datetime
    words: int
    relevance: float


@dataclass(frozen=True, slots=True)
class Found:
    """What matches, the newest first: ``is_cut`` where there are more; their sources by id."""

    candidates: Sequence[Candidate]
    is_cut: bool
    sources: Mapping[int, Source]


NEWEST = """
WITH newest AS MATERIALIZED (
    SELECT article_id, published_at FROM articles_searchtext
    WHERE state = 'found' AND vector @@ %(everything)s::tsquery AND published_at >= %(since)s AND published_at < %(until)s
    ORDER BY published_at DESC LIMIT %(most)s
)
SELECT text.article_id, text.source_id, text.language, text.published_at, text.words,
    ts_rank(%(weights)s, text.vector, %(words)s::tsquery)
FROM newest JOIN articles_searchtext AS text ON text.article_id = newest.article_id
ORDER BY text.published_at DESC, text.article_id DESC
"""
"""Postgres walks the river where words are frequent and uses their index where they are rare; relevance is only judged of
what is left."""


def find(question: Question, match: Match, needed: Sequence[str], today: date) -> Found:
    """Find the newest that readers may know of, that match, and that have all the ``needed`` marks.

    What was written under wider rights than ``today``'s is left out until it is written anew: it could match by words
    that no page shows any more.
    """
    rows = _rows(question, match, needed)
    sources = {source.pk: source for source in Source.objects.filter(pk__in={row.source for row in rows})}
    granted = {pk: marks.words_of(rights.in_force(source.grant, today)) for pk, source in sources.items()}
    allowed = [row for row in rows if row.words <= granted.get(row.source, 0)]
    shelves = dict(
        Article.objects.visible().filter(pk__in=[row.article for row in allowed]).values_list("pk", "section")
    )
    candidates = [row._replace(section=shelves[row.article]) for row in allowed if row.article in shelves]
    return Found(candidates[:MOST], is_cut=len(rows) > MOST, sources=sources)


def _rows(question: Question, match: Match, needed: Sequence[str]) -> list[Candidate]:
    """Read what matches, one more than counts."""
    since, until = _times(question)
    values: dict[str, Any] = {
        "everything": match.everything(*needed),
        "words": match.words,
        "since": since,
        "until": until,
        "weights": WEIGHTS,
        "most": MOST + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, values)
        return [Candidate(number, source, None, *rest) for number, source, *rest in cursor.fetchall()]


def _times(question: Question) -> tuple[datetime, datetime]:
    """Return the moments between which the days of the question lie, in the site's time zone."""
    first, last = question.first or FIRST_DAY, question.last or LAST_DAY
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
