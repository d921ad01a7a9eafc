"""What the inbox of the desk reads: which articles stand where, in which languages, and which fit an editor's words.

Readers' search knows only what is published, by all that its page may show. What is not is found by headline and dek, in an
index of its own (migration 0013), and by the beginnings of words, because no dictionary was chosen for it yet.
"""

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Expression, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from articles.digest import sha256
from articles.models import Article, AuditLine, SearchText
from articles.search import broad, matching, question, ranking, typed
from articles.search.finding import WEIGHTS

OVERDUE = timedelta(hours=24)
"""What waits longer is overdue."""

SOON = timedelta(hours=24)
"""What ends within that time expires soon."""

MOST = 200
"""So many of the newest that match are ranked, of those that are published and of the others."""

REASONS, LATELY = 9, 200
"""So many reasons are offered, one a digit, out of so many of the last orders."""

STOCK_REASONS = ("An advertisement", "The same again", "Not for our readers")
"""What a new desk is offered."""

LANGUAGES = """
WITH RECURSIVE spoken AS (
    (SELECT language FROM articles_article ORDER BY language LIMIT 1)
    UNION ALL
    SELECT (SELECT language FROM articles_article WHERE language > spoken.language ORDER BY language LIMIT 1)
    FROM spoken WHERE spoken.language IS NOT NULL
)
SELECT language FROM spoken WHERE language <> ''
"""
"""One look into the index for each."""

PLAIN = "SELECT websearch_to_tsquery('pg_catalog.simple', %s)::text"
_LEXEME = re.compile(r"('(?:[^']|'')*')")


def which(name: str, now: datetime) -> Q:
    """Return the condition behind a word of the inbox: "overdue", "scheduled", "expiring", "pinned" or "suspect"."""
    return {
        "overdue": Q(status=Article.Status.PENDING, first_seen_at__lt=now - OVERDUE),
        "scheduled": Q(status=Article.Status.PUBLISHED, visible_from__gt=now),
        "expiring": Q(status=Article.Status.PUBLISHED, visible_until__gt=now, visible_until__lte=now + SOON),
        "pinned": Q(status=Article.Status.PUBLISHED, story__pinned_until__gt=now),
        "suspect": Q(date_suspect=True),
    }[name]


def languages() -> dict[str, list[str]]:
    """Return in which languages there are articles: {primary subtag: the tags as they stand}."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES)
        tags = [tag for (tag,) in cursor.fetchall()]
    found: dict[str, list[str]] = {}
    for tag in tags:
        found.setdefault(tag.partition("-")[0].lower(), []).append(tag)
    return found


def reasons() -> list[str]:
    """Return why articles were rejected lately, the most frequent reason first, so that each keeps its place for a while."""
    last = AuditLine.objects.filter(verb="rejected").order_by("-at", "-pk").values_list("reason", flat=True)[:LATELY]
    given = [reason for reason, _ in Counter(filter(None, last)).most_common(REASONS)]
    return list(dict.fromkeys([*given, *STOCK_REASONS]))[:REASONS]


# Search ---------------------------------------------------------------------------------------------------------------
class Hit(NamedTuple):
    """An article that matches, and how well."""

    pk: int
    score: float


class Matches(Func):
    """Whether a vector matches a query."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Relevance(Func):
    """How well it does; words near to one another count more."""

    function = "ts_rank_cd"
    template = f"%(function)s('{WEIGHTS}'::real[], %(expressions)s)"
    output_field = FloatField()


WORDS = Func("language", "headline", "edited_headline", "dek", "edited_dek", function="articles_desk_vector")
"""The expression of the index ``article_desk_words``."""


def search(articles: QuerySet[Article], words: str, now: datetime) -> list[int]:
    """Return which of ``articles`` fit best, by id, the best first: at most ``MOST`` of the published, and of the others.

    A link finds its article.
    """
    asked, _ = question.read({"q": words})
    if re.match("https?://", asked.words):
        return list(articles.filter(url_digest=sha256(asked.words)).values_list("pk", flat=True))
    hits = [*_published(articles, asked.words, now), *_others(articles, asked.words, now)]
    return [hit.pk for hit in sorted(hits, key=lambda hit: (hit.score, hit.pk), reverse=True)]


def _published(articles: QuerySet[Article], words: str, now: datetime) -> list[Hit]:
    """Find what is published, as readers would."""
    match = matching.match(words, "")
    if not match.by_language:
        return []
    texts = articles.filter(Matches(F("search_text__vector"), _query(match.everything())), search_text__state="found")
    if since := broad.begins(match.by_language.values()):
        texts = texts.filter(search_text__published_at__gte=since)
    newest = texts.order_by("-search_text__published_at").values("pk")[:MOST]
    relevance = Relevance(F("vector"), _query(match.words))
    return _judged(SearchText.objects.filter(pk__in=newest), relevance, "published_at", now)


def _others(articles: QuerySet[Article], words: str, now: datetime) -> list[Hit]:
    """Find what waits, what was refused or withdrawn, and what was changed so lately that readers' search does not know it yet."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [typed.for_postgres(words)])
        (plain,) = cursor.fetchone() or ("",)
    if not plain:
        return []
    query = _query(_LEXEME.sub(r"\1:*", plain))
    rows = articles.filter(~Q(status=Article.Status.PUBLISHED), Matches(WORDS, query))
    newest = rows.order_by("-first_seen_at").values("pk")[:MOST]
    unknown = SearchText.objects.filter(state=SearchText.State.WAITING).order_by("-pk").values("pk")[:MOST]
    lately = articles.filter(Matches(WORDS, query), status=Article.Status.PUBLISHED, pk__in=unknown)
    sides = (Article.objects.filter(pk__in=newest), lately)
    return [hit for side in sides for hit in _judged(side, Relevance(WORDS, query), "first_seen_at", now)]


def _judged(rows: QuerySet[Any], relevance: Expression, at: str, now: datetime) -> list[Hit]:
    """Judge rows one by one: only of the newest does Postgres need to look at the words."""
    judged = rows.order_by().annotate(fit=relevance).values_list("pk", "fit", at)
    return [Hit(pk, ranking.score(fit, moment, now)) for pk, fit, moment in judged]


def _query(text: str) -> Expression:
    return Cast(Value(text), SearchQueryField())
