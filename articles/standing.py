"""Where articles stand: published, and when; rejected, withdrawn, on which shelf, or gone. Their stories follow.

Each order is whole in itself. It holds the lock of stories before it touches a row, so that neither an editor's order nor
placing comes between what it reads of a story and what it writes. What it changed, and who ordered it, is kept (``articles/audit.py``).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Func, JSONField, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from articles import audit, desk_log
from articles.models import Article, Editor, Gist, IdentityKey, Section, Tombstone
from articles.querysets import visible_now
from articles.stories import locking, tallying
from articles.stories.change import Refused

RELATED = ("section", "curator")
"""Columns that lead to rows, which are kept by name."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the logs say of a change: what was done, in a word or two, by whom and why.

    ``kind`` is what the public log calls it, None where readers are not told, and ``of`` says of which articles they are (as
    they stood before).
    """

    verb: str
    actor: User | None = None
    reason: str = ""
    kind: desk_log.Kind | None = None
    of: Q = field(default_factory=Q)


# Published, and when --------------------------------------------------------------------------------------------------
def publish(articles: QuerySet[Article], editor: Editor | None, actor: User | None = None) -> int:
    """Publish, from now on, what readers do not see: what waits, also for its time, was rejected, withdrawn, or is over.

    The editor becomes the curator; ``actor`` is who ordered it, if that is not the editor. Return how many changed.
    """
    by = actor or (editor.user if editor else None)
    order = Order("published", by, kind=desk_log.Kind.RESTORED, of=Q(status=Article.Status.WITHDRAWN))
    not_over = Case(When(visible_until__gt=Now(), then="visible_until"))
    return _change(
        articles.exclude(visible_now()), order, **_published(editor), visible_from=None, visible_until=not_over
    )


def schedule(
    articles: QuerySet[Article], begin: datetime, editor: Editor | None, actor: User | None, now: datetime
) -> int:
    """Publish at ``begin`` (aware, to come) and not before: no job, every read asks for the time. Return how many.

    What readers see already is hidden until then (an embargo). Raises ``Refused`` where the time cannot be.
    """
    _must_come(begin, now)
    _refuse_any(articles.filter(visible_until__lte=begin), "It would end before it begins: give it a later end first.")
    order = Order("scheduled", actor, kind=desk_log.Kind.RESTORED, of=Q(status=Article.Status.WITHDRAWN))
    return _change(articles, order, **_published(editor), visible_from=begin)


def expire(articles: QuerySet[Article], end: datetime | None, actor: User | None, now: datetime) -> int:
    """Let published articles be shown until ``end`` (aware, to come), or for good. Raises ``Refused``. Return how many.

    Their pages answer 404 from then on: nothing was wrong with them.
    """
    if end is not None:
        _must_come(end, now)
        _refuse_any(articles.filter(visible_from__gte=end), "It would end before it begins: choose a later end.")
    published = articles.filter(status=Article.Status.PUBLISHED)
    return _change(published, Order("given an end" if end else "left for good", actor), visible_until=end)


def hold(articles: QuerySet[Article], actor: User | None) -> int:
    """Let what is published, but whose time is still to come, wait for an editor again. Return how many."""
    scheduled = articles.filter(status=Article.Status.PUBLISHED, visible_from__gt=Now())
    return _change(scheduled, Order("unscheduled", actor), status=Article.Status.PENDING, visible_from=None)


def _published(editor: Editor | None) -> dict[str, Any]:
    return {"status": Article.Status.PUBLISHED, "status_reason": "", "legal_order": False, "curator": editor}


def _must_come(moment: datetime, now: datetime) -> None:
    if moment <= now:
        raise Refused("That time is over: choose one that is still to come.")


def _refuse_any(articles: QuerySet[Article], why: str) -> None:
    if articles.exists():
        raise Refused(why)


# Not published --------------------------------------------------------------------------------------------------------


def reject(articles: QuerySet[Article], reason: str, actor: User | None = None) -> int:
    """Reject articles: their rows and keys stay, so that no feed can bring them back. Return how many changed.

    Of what was public readers are told that it was withdrawn, and why.
    """
    return _change(
        articles.exclude(status=Article.Status.REJECTED),
        Order("rejected", actor, reason, desk_log.Kind.WITHDRAWN, visible_now()),
        status=Article.Status.REJECTED,
        status_reason=reason[:300],
        legal_order=False,
    )


def set_back(articles: QuerySet[Article], reason: str, actor: User | None = None) -> int:
    """Let published articles wait for an editor again; of what was public readers are told so, and why. Return how many."""
    return _change(
        articles.filter(status=Article.Status.PUBLISHED),
        Order("held", actor, reason, desk_log.Kind.WITHDRAWN, visible_now()),
        status=Article.Status.PENDING,
        status_reason=reason[:300],
    )


def withdraw(articles: QuerySet[Article], reason: str, actor: User | None = None, *, legal: bool = False) -> int:
    """Withdraw articles that were public: their pages answer 410, or 451 where a legal order says so (``legal``).

    Readers are told the reason. What is withdrawn already may still come under an order. Return how many changed.
    """
    withdrawn = Q(status=Article.Status.WITHDRAWN)
    kind = desk_log.Kind.LEGAL if legal else desk_log.Kind.WITHDRAWN
    of = visible_now() | withdrawn if legal else visible_now()
    done = withdrawn & Q(legal_order=True) if legal else withdrawn
    verb = "withdrawn by order" if legal else "withdrawn"
    return _withdraw(articles.exclude(done), Order(verb, actor, reason, kind, of), reason, legal=legal)


def _withdraw(articles: QuerySet[Article], order: Order, reason: str, *, legal: bool = False) -> int:
    return _change(articles, order, status=Article.Status.WITHDRAWN, status_reason=reason[:300], legal_order=legal)


# On which shelf -------------------------------------------------------------------------------------------------------
def move(articles: QuerySet[Article], section: Section | None, actor: User | None = None) -> int:
    """Move articles to a section; no refresh moves them back. Return how many there were."""
    to = section.pk if section else None
    return _change(articles, Order("moved", actor), section=section, frozen=_moved(to, timezone.now()))


def _moved(to: int | None, now: datetime) -> Case:
    """Return what ``frozen`` says of articles that are moved there: where their feed had put them, as ``freeze.moved``."""
    note = Func(
        Value("section"), JSONObject(at=Value(now.isoformat()), then=F("section_id")), function="jsonb_build_object"
    )
    noted = Func(F("frozen"), note, template="(%(expressions)s)", arg_joiner=" || ")
    left = Func(F("frozen"), Value("section"), template="(%(expressions)s)", arg_joiner=" - ")
    is_back = Q(frozen__section__then=to)
    return Case(
        When(Q(frozen__has_key="section") & is_back, then=left),
        When(Q(frozen__has_key="section") | Q(section=to), then=F("frozen")),
        default=noted,
        output_field=JSONField(),
    )


# ----------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def _change(articles: QuerySet[Article], order: Order, **columns: Any) -> int:
    """Write the same into all of these, note it, and count their stories anew. Return how many there were."""
    locking.hold()
    now = timezone.now()
    chosen = list(articles.values_list("pk", flat=True))
    _tell(order, chosen, now)
    before = _rows(chosen, columns)
    changed = Article.objects.filter(pk__in=chosen).update(**columns)
    tallying.tally(tallying.of_articles(chosen), now)
    after = _rows(chosen, columns)
    told = [name for name in columns if name != "frozen"]
    lines = [audit.Change(row, _values(before[pk], told), _values(row, told)) for pk, row in after.items()]
    audit.record(order.verb, lines, actor=order.actor, reason=order.reason, now=now)
    return changed


def _rows(chosen: Collection[int], columns: Iterable[str]) -> dict[int, Article]:
    """Read these columns of articles, and their names, as they stand: {id: article}."""
    related = [name for name in columns if name in RELATED]
    fields = [f"{name}__name" for name in related]
    rows = Article.objects.select_related(*related) if related else Article.objects.all()
    return rows.only("headline", "edited_headline", "source", *columns, *fields).in_bulk(chosen)


def _values(row: Article, columns: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _tell(order: Order, chosen: Collection[int], now: datetime) -> None:
    """Write into the public log what is about to be done to those of the chosen that readers may know of."""
    if order.kind is None:
        return
    known = Article.objects.filter(order.of, pk__in=chosen).select_related("source")
    named = known.only("published_at", "source__name", "source__is_sample")
    desk_log.tell_of_articles(order.kind, named, now, actor=order.actor, reason=order.reason)


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
    order = Order("taken back", kind=desk_log.Kind.TAKEN_BACK, of=visible_now())
    return _withdraw(Article.objects.filter(id__in=gone), order, "Deleted by its publisher.")


@transaction.atomic
def remove(articles: QuerySet[Article], reason: str, now: datetime, actor: User | None = None) -> int:
    """Delete articles for good and leave tombstones, so that their entries never come back. Return how many.

    Where somebody ordered it (``actor``) readers are told; what is only kept no longer is no news.
    """
    locking.hold()
    if actor:
        chosen = list(articles.values_list("pk", flat=True))
        _tell(Order("deleted", actor, kind=desk_log.Kind.REMOVED, of=visible_now()), chosen, now)
        lines = [audit.Change(row, {"status": row.status}, {}) for row in _rows(chosen, ["status"]).values()]
        audit.record("deleted", lines, actor=actor, reason=reason, now=now)
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
