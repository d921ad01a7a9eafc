"""Where articles stand: published, rejected, withdrawn, on which shelf, or gone. Whatever changes it, their stories follow.

Each order is whole in itself. It holds the lock of stories before it touches a row, so that neither an editor's order nor
placing comes between what it reads of a story and what it writes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article, Editor, Gist, IdentityKey, Section, Tombstone
from articles.stories import locking, tallying


def publish(articles: QuerySet[Article], editor: Editor | None) -> int:
    """Publish waiting, rejected or withdrawn articles; the editor becomes their curator. Return how many changed."""
    return _change(
        articles.exclude(status=Article.Status.PUBLISHED),
        status=Article.Status.PUBLISHED,
        status_reason="",
        curator=editor,
    )


def reject(articles: QuerySet[Article], reason: str) -> int:
    """Reject articles: their rows and keys stay, so that no feed can bring them back. Return how many changed."""
    return _change(
        articles.exclude(status=Article.Status.REJECTED), status=Article.Status.REJECTED, status_reason=reason[:300]
    )


def withdraw(articles: QuerySet[Article], reason: str) -> int:
    """Withdraw articles that were public: their pages answer 410. Return how many changed."""
    return _change(
        articles.exclude(status=Article.Status.WITHDRAWN), status=Article.Status.WITHDRAWN, status_reason=reason[:300]
    )


def move(articles: QuerySet[Article], section: Section | None) -> int:
    """Move articles to a section; no refresh moves them back. Return how many there were."""
    return _change(articles, section=section)


@transaction.atomic
def _change(articles: QuerySet[Article], **columns: Any) -> int:
    """Write the same into all of these, and count their stories anew. Return how many there were."""
    locking.hold()
    chosen = list(articles.values_list("pk", flat=True))
    changed = Article.objects.filter(pk__in=chosen).update(**columns)
    tallying.tally(tallying.of_articles(chosen), timezone.now())
    return changed


def take_back(source_id: int, deleted: Mapping[bytes, datetime | None]) -> int:
    """Withdraw what its publisher deleted, by key, with the moment of that; what was updated later stays. Return how many."""
    keys = IdentityKey.objects.filter(source_id=source_id, digest__in=list(deleted), article__source_id=source_id)
    shown = keys.filter(article__status__in=[Article.Status.PUBLISHED, Article.Status.PENDING]).select_related(
        "article"
    )
    gone = [
        key.article_id
        for key in shown
        if not (when := deleted[bytes(key.digest)]) or (key.article.updated_at or key.article.published_at) <= when
    ]
    return withdraw(Article.objects.filter(id__in=gone), "Deleted by its publisher.")


@transaction.atomic
def remove(articles: QuerySet[Article], reason: str, now: datetime) -> int:
    """Delete articles for good and leave tombstones, so that their entries never come back. Return how many."""
    locking.hold()
    keys = IdentityKey.objects.filter(article__in=articles).values_list("source_id", "digest", "article__headline")
    Tombstone.objects.bulk_create(
        [
            Tombstone(source_id=source_id, digest=digest, headline=headline, reason=reason[:300], made_at=now)
            for source_id, digest, headline in keys
        ],
        ignore_conflicts=True,
    )
    stories = tallying.of_articles(articles.values_list("pk", flat=True))
    gone = articles.delete()[1].get("articles.Article", 0)
    Gist.objects.filter(pk__in=stories).delete()
    tallying.tally(stories, now)
    return gone
