"""Where articles stand: published, rejected, withdrawn, on which shelf, or gone. Whatever changes it, their stories follow.

Each order is whole in itself. It holds the lock of stories before it touches a row, so that neither an editor's order nor
placing comes between what it reads of a story and what it writes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles import desk_log
from articles.models import Article, Editor, Gist, IdentityKey, Section, Tombstone
from articles.querysets import visible_now
from articles.stories import locking, tallying


@dataclass(frozen=True, slots=True)
class Telling:
    """What the public log says of a change: its kind, of which articles (as they stood before), by whom and why."""

    kind: desk_log.Kind
    of: Q
    actor: User | None = None
    reason: str = ""


def publish(articles: QuerySet[Article], editor: Editor | None) -> int:
    """Publish waiting, rejected or withdrawn articles; the editor becomes their curator. Return how many changed."""
    restored = Q(status=Article.Status.WITHDRAWN)
    return _change(
        articles.exclude(status=Article.Status.PUBLISHED),
        Telling(desk_log.Kind.RESTORED, restored, editor.user if editor else None),
        status=Article.Status.PUBLISHED,
        status_reason="",
        legal_order=False,
        curator=editor,
    )


def reject(articles: QuerySet[Article], reason: str, actor: User | None = None) -> int:
    """Reject articles: their rows and keys stay, so that no feed can bring them back. Return how many changed.

    Of what was public readers are told that it was withdrawn, and why.
    """
    return _change(
        articles.exclude(status=Article.Status.REJECTED),
        Telling(desk_log.Kind.WITHDRAWN, visible_now(), actor, reason),
        status=Article.Status.REJECTED,
        status_reason=reason[:300],
        legal_order=False,
    )


def withdraw(articles: QuerySet[Article], reason: str, actor: User | None = None, *, legal: bool = False) -> int:
    """Withdraw articles that were public: their pages answer 410, or 451 where a legal order says so (``legal``).

    Readers are told the reason. What is withdrawn already may still come under an order. Return how many changed.
    """
    withdrawn = Q(status=Article.Status.WITHDRAWN)
    kind = desk_log.Kind.LEGAL if legal else desk_log.Kind.WITHDRAWN
    of = visible_now() | withdrawn if legal else visible_now()
    done = withdrawn & Q(legal_order=True) if legal else withdrawn
    return _withdraw(articles.exclude(done), Telling(kind, of, actor, reason), reason, legal=legal)


def _withdraw(articles: QuerySet[Article], telling: Telling, reason: str, *, legal: bool = False) -> int:
    return _change(articles, telling, status=Article.Status.WITHDRAWN, status_reason=reason[:300], legal_order=legal)


def move(articles: QuerySet[Article], section: Section | None) -> int:
    """Move articles to a section; no refresh moves them back. Return how many there were."""
    return _change(articles, section=section)


@transaction.atomic
def _change(articles: QuerySet[Article], telling: Telling | None = None, **columns: Any) -> int:
    """Write the same into all of these, tell readers, and count their stories anew. Return how many there were."""
    locking.hold()
    now = timezone.now()
    chosen = list(articles.values_list("pk", flat=True))
    if telling:
        _tell(telling, chosen, now)
    changed = Article.objects.filter(pk__in=chosen).update(**columns)
    tallying.tally(tallying.of_articles(chosen), now)
    return changed


def _tell(telling: Telling, chosen: Collection[int], now: datetime) -> None:
    """Write into the public log what is about to be done to those of the chosen that readers may know of."""
    known = Article.objects.filter(telling.of, pk__in=chosen).select_related("source")
    named = known.only("published_at", "source__name", "source__is_sample")
    desk_log.tell_of_articles(telling.kind, named, now, actor=telling.actor, reason=telling.reason)


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
    telling = Telling(desk_log.Kind.TAKEN_BACK, visible_now())
    return _withdraw(Article.objects.filter(id__in=gone), telling, "Deleted by its publisher.")


@transaction.atomic
def remove(articles: QuerySet[Article], reason: str, now: datetime, actor: User | None = None) -> int:
    """Delete articles for good and leave tombstones, so that their entries never come back. Return how many.

    Where somebody ordered it (``actor``) readers are told; what is only kept no longer is no news.
    """
    locking.hold()
    if actor:
        chosen = list(articles.values_list("pk", flat=True))
        _tell(Telling(desk_log.Kind.REMOVED, visible_now(), actor), chosen, now)
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
