"""Finding: the newest articles that match, with what ranking and facets need to know of each. One query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from articles import rights
from articles.models import Source
from articles.search import broad, marks
from articles.search.matching import Match
from articles.search.question import FIRST_DAY, LAST_DAY, Question
from articles.written import reading

MOST = 500
"""So many of the newest that match are ranked and counted; of words that stand in more, nobody reads on."""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""What a word counts in the body, in names, in the dek and in the headline."""


GRANTS = (
    *("rights_mode", "excerpt_words", "rights_until", "images_allowed", "index_allowed", "ai_reserved"),
    *("licence_name", "licence_url"),
)


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


MATCHING = """
WITH hits AS {materialized} (
    SELECT article_id, published_at FROM articles_searchtext
    WHERE state = 'found' AND vector @@ %(everything)s::tsquery AND published_at >= %(since)s AND published_at < %(until)s
        AND (visible_from IS NULL OR visible_from <= now()) AND (visible_until IS NULL OR visible_until > now())
)
SELECT article_id FROM hits ORDER BY published_at DESC LIMIT %(most)s
"""
"""Postgres walks the river where words are frequent and uses their index where they are rare. Of words in a row it believes
that they stand together wherever all of them stand, and would walk for long: for these, materialized, there is only the index."""

NEWEST = """
WITH newest AS MATERIALIZED ({matching})
SELECT text.article_id, text.source_id, text.section_id, text.language, text.published_at, text.words,
    ts_rank(%(weights)s, text.vector, %(words)s::tsquery)
FROM newest JOIN articles_searchtext AS text ON text.article_id = newest.article_id
ORDER BY text.published_at DESC, text.article_id DESC
"""
"""Relevance is only judged of what is left."""


def find(question: Question, match: Match, needed: Sequence[str], today: date) -> Found:
    """Find the newest that readers may know of, that match, and that have all the ``needed`` marks.

    What was written under wider rights than ``today``'s is left out until it is written anew: it could match by words
    that no page shows any more.
    """
    begins = broad.begins(match.by_language.values())
    rows = _rows(question, match, needed, begins)
    known = Source.objects.filter(pk__in={row.source for row in rows}).only("name", "slug", *GRANTS)
    sources = {source.pk: source for source in known}
    granted = {pk: marks.words_of(rights.in_force(source.grant, today)) for pk, source in sources.items()}
    allowed = [row for row in rows if row.words <= granted.get(row.source, 0)]
    return Found(allowed[:MOST], is_cut=len(rows) > MOST or begins is not None, sources=sources)


def is_any(question: Question, match: Match, needed: Sequence[str]) -> bool:
    """Tell whether readers may know of any that matches."""
    begins = broad.begins(match.by_language.values())
    with reading().cursor() as cursor:
        cursor.execute(_matching(match), {**_values(question, match, needed, begins), "most": 1})
        return cursor.fetchone() is not None


def _rows(question: Question, match: Match, needed: Sequence[str], begins: datetime | None) -> list[Candidate]:
    """Read what matches, one more than counts."""
    judged: dict[str, Any] = {"words": match.words, "weights": WEIGHTS, "most": MOST + 1}
    with reading().cursor() as cursor:
        cursor.execute(NEWEST.format(matching=_matching(match)), {**_values(question, match, needed, begins), **judged})
        return [Candidate(*row) for row in cursor.fetchall()]


def _matching(match: Match) -> str:
    """Return the statement that finds, with as much freedom for Postgres as is good."""
    in_a_row = any(map(broad.is_in_a_row, match.by_language.values()))
    return MATCHING.format(materialized="MATERIALIZED" if in_a_row else "NOT MATERIALIZED")


def _values(question: Question, match: Match, needed: Sequence[str], begins: datetime | None) -> dict[str, Any]:
    """Return what is asked: marks and words, and the moments between which its days lie, in the site's time zone."""
    first = _midnight(question.first or FIRST_DAY)
    return {
        "everything": match.everything(*needed),
        "since": max(first, begins or first),
        "until": _midnight((question.last or LAST_DAY) + timedelta(days=1)),
    }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
