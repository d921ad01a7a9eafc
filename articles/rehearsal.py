"""Rehearsal: a rule that is asked of the entries that came last, dropped ones too, and that changes nothing.

Entries are asked as they were received: what an editor wrote over them does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from articles.models import Article
from articles.rules import book
from articles.rules.condition import FIELDS
from articles.rules.matching import Hit
from articles.rules.subject import Subject

LAST = 500
"""So many entries are asked."""

MARGIN = 60
"""Characters shown around the words that matched."""

READS_TEXT = frozenset({"anywhere", "text", "words"})
NEEDED = (
    "source", "section", "status", "headline", "edited_headline", "dek", "authors", "tags", "url", "language", "licence_name",
    "licence_url", "rights_text", "origin_name", "origin_url", "published_at", "first_seen_at", "image_url", "source__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """The words that matched: in which field, what stands before them, they themselves, and what stands behind."""

    field: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """What the rule says of one article, why, and by which words."""

    article: Article
    is_hit: bool
    reason: str
    marked: Sequence[Marked]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the rule says of each of the last entries, the newest first."""

    hits: Sequence[Row]
    misses: Sequence[Row]

    @property
    def looked(self) -> int:
        """How many entries were asked."""
        return len(self.hits) + len(self.misses)


def rehearse(rule: book.Rule, now: datetime) -> Rehearsal:
    """Ask a rule of the last entries that it is for; one query. Raises ``BadPattern``."""
    rows = [_row(rule, article, now) for article in candidates(rule).order_by("-pk")[:LAST]]
    return Rehearsal([row for row in rows if row.is_hit], [row for row in rows if not row.is_hit])


def candidates(rule: book.Rule) -> QuerySet[Article]:
    """Return the articles that a rule is for, with no more of each than it asks about."""
    articles = Article.objects.select_related("source").only(*NEEDED)
    if any(one.field in READS_TEXT for one in rule.conditions):
        articles = articles.select_related("source", "body").only(*NEEDED, "body__html")
    if rule.source_id:
        articles = articles.filter(source=rule.source_id)
    return articles.filter(section=rule.section_id) if rule.section_id else articles


def subject_of(article: Article, rule: book.Rule) -> Subject:
    """Return an article as rules see it."""
    reads_text = any(one.field in READS_TEXT for one in rule.conditions)
    return Subject(
        source_id=article.source_id,
        section_id=article.section_id,
        headline=article.headline,
        dek=article.dek,
        html=article.body.html if reads_text and hasattr(article, "body") else "",
        authors=tuple(article.authors),
        tags=tuple(article.tags),
        url=article.url,
        language=article.language,
        licence=(article.licence_name, article.licence_url, article.rights_text),
        origin=(article.origin_name, article.origin_url),
        published=article.published_at,
        picture=article.image_url,
    )


def _row(rule: book.Rule, article: Article, now: datetime) -> Row:
    subject = subject_of(article, rule)
    judged = rule.judge(subject, now)
    found = [(one.condition.field, one.hit(subject)) for one in rule.ready] if judged.is_hit else []
    return Row(article, judged.is_hit, judged.reason, [_marked(field, hit) for field, hit in found if hit])


def _marked(field: str, hit: Hit) -> Marked:
    return Marked(FIELDS[field], *hit.around(MARGIN))
