"""Orders for many articles: few at once, while the editor waits; thousands chunk by chunk, by whoever has time for them.

A chunk is one transaction, in which the order's row is locked. Whoever finds it locked goes on to the next order, so that
a page that is open and a worker may both carry on with the same ones. What could not be done to all of a chunk is tried with
each of it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst

from articles import audit, editing, standing
from articles.models import Article, BulkOrder, Editor
from articles.stories import orders
from articles.stories.change import Refused
from articles.stories.placing import OBEYED
from articles.tags import tag_slug

Verb = BulkOrder.Verb

AT_ONCE = 200
"""So many are dealt with while the editor waits; for more, an order is stored."""

CHUNK = 200
MOST = 10_000
"""So many articles at most are in one order."""

KEPT = timedelta(days=30)
"""So long it is known which articles were in one; the audit and the desk's own log stay."""

LEFT_OUT = (Article.Status.REJECTED, Article.Status.WITHDRAWN)
"""What stands so, and is in no story, cannot be added to one."""

GONE = "Who ordered it may not do so any more."

PERMISSIONS = {
    Verb.PUBLISH: "articles.publish_article",
    Verb.REJECT: "articles.publish_article",
    Verb.MOVE: "articles.publish_article",
    Verb.TAG: "articles.publish_article",
    Verb.JOIN: "articles.publish_article",
    Verb.WITHDRAW: "articles.withdraw_article",
    Verb.LEGAL: "articles.withdraw_article",
    Verb.REMOVE: "articles.withdraw_article",
}
"""What somebody must be allowed to, to order it."""


def may_order(user: User | None, verb: str) -> bool:
    """Tell whether somebody may order this."""
    return user is not None and user.is_active and user.has_perm(PERMISSIONS[Verb(verb)])


def missing(order: BulkOrder) -> str:
    """Say what has to be said before an order can be carried out; "" where nothing is missing."""
    if order.verb in {Verb.REJECT, Verb.WITHDRAW, Verb.LEGAL, Verb.REMOVE} and not order.reason:
        return "say why first"
    needed = {Verb.MOVE: order.section_id, Verb.JOIN: order.story_id, Verb.TAG: order.tag}
    asked = {
        Verb.MOVE: "choose the section to move to",
        Verb.JOIN: "give the number of a story",
        Verb.TAG: "give the tag",
    }
    verb = Verb(order.verb)
    return asked[verb] if verb in needed and not needed[verb] else ""


def told(order: BulkOrder) -> str:
    """Say in a few words what is done to each: "rejected: an advertisement"."""
    because = f": {order.reason}" if order.reason else ""
    return {
        Verb.PUBLISH: "published",
        Verb.REJECT: f"rejected{because}",
        Verb.WITHDRAW: f"withdrawn{because}",
        Verb.LEGAL: f"withdrawn by legal order{because}",
        Verb.MOVE: f"moved to {order.section}",
        Verb.TAG: f"tagged {order.tag}",
        Verb.JOIN: f"added to story {order.story_id}",
        Verb.REMOVE: f"deleted{because}",
    }[Verb(order.verb)]


def remarks(order: BulkOrder, numbers: Sequence[int]) -> str:
    """Say of an order to add these to a story which of them wait, and which are left out; "" where nothing is to be said."""
    if order.verb != Verb.JOIN:
        return ""
    alone = Article.objects.filter(pk__in=numbers, story=None).order_by()
    counts = dict(alone.values_list("status").annotate(count=Count("pk")))
    waiting, out = counts.get(Article.Status.PENDING, 0), sum(counts.get(status, 0) for status in LEFT_OUT)
    said = (
        f"{waiting:,} wait for an editor, and join it when they are published, within {OBEYED.days} days from now."
        if waiting
        else "",
        f"{out:,} are left out: what is rejected or withdrawn is in no story." if out else "",
    )
    return " ".join(filter(None, said))


def carry_out(order: BulkOrder, numbers: Sequence[int], now: datetime) -> int:
    """Carry an order out for these articles, all or none, with a line in the desk's own log. Return how many changed.

    Raises ``Refused``.
    """
    articles = Article.objects.filter(pk__in=numbers)
    words = capfirst(told(order))
    with transaction.atomic():
        if order.verb == Verb.REMOVE:
            _note(order, articles, DELETION, words)
        changed = ORDERS[Verb(order.verb)](order, articles, now)
        if order.verb != Verb.REMOVE:
            _note(order, articles, CHANGE, words)
    return changed


def _note(order: BulkOrder, articles: QuerySet[Article], flag: int, words: str) -> None:
    if order.actor_id:
        named = articles.only("headline", "edited_headline")
        LogEntry.objects.log_actions(order.actor_id, named, flag, words)


# One function a verb --------------------------------------------------------------------------------------------------
Order = Callable[[BulkOrder, QuerySet[Article], datetime], int]


def _publish(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    editor = Editor.objects.filter(user_id=order.actor_id or 0).first()
    return standing.publish(articles, editor, order.actor)


def _reject(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    return standing.reject(articles, order.reason, order.actor)


def _withdraw(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    return standing.withdraw(articles, order.reason, order.actor, legal=order.verb == Verb.LEGAL)


def _move(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    return standing.move(articles.exclude(section=order.section), order.section, order.actor)


def _tag(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    """Add a tag, of whatever spelling, to those that have it not."""
    untagged = [article for article in articles if tag_slug(order.tag) not in article.tag_slugs]
    for article in untagged:
        tags = [*article.display_tags, order.tag]
        editing.edit(article, {"edited_tags": tags}, standing.Order("tagged", order.actor), now)
    return len(untagged)


def _join(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    """Move articles into a story, out of as many as they are in; those that are in none yet join it when they are published."""
    if order.story is None:
        raise Refused("The story is gone.")
    groups: dict[int | None, list[Article]] = defaultdict(list)
    for article in articles.exclude(story=order.story):
        groups[article.story_id].append(article)
    waiting = [article for article in groups.pop(None, []) if article.status not in LEFT_OUT]
    if waiting:
        orders.await_reports(waiting, order.story, order.actor, now)
        changes = [audit.Change(article, {}, {"story": order.story_id}) for article in waiting]
        audit.record("to be added to a story", changes, actor=order.actor, now=now)
    for left, group in groups.items():
        orders.move(group, order.story, order.actor, now)
        changes = [audit.Change(article, {"story": left}, {"story": order.story_id}) for article in group]
        audit.record("added to a story", changes, actor=order.actor, now=now)
    return len(waiting) + sum(map(len, groups.values()))


def _remove(order: BulkOrder, articles: QuerySet[Article], now: datetime) -> int:
    return standing.remove(articles, order.reason, now, order.actor)


ORDERS: dict[Verb, Order] = {
    Verb.PUBLISH: _publish,
    Verb.REJECT: _reject,
    Verb.WITHDRAW: _withdraw,
    Verb.LEGAL: _withdraw,
    Verb.MOVE: _move,
    Verb.TAG: _tag,
    Verb.JOIN: _join,
    Verb.REMOVE: _remove,
}


# Stored, begun, stopped -----------------------------------------------------------------------------------------------
def store(order: BulkOrder, numbers: Sequence[int], now: datetime) -> None:
    """Keep an order for these articles until its editor says yes to it."""
    order.articles, order.made_at = list(numbers), now
    order.save()


def begin(order: BulkOrder, now: datetime) -> bool:
    """Let an order be carried out. Return whether it was still to be begun."""
    return bool(BulkOrder.objects.filter(pk=order.pk, begun_at=None, finished_at=None).update(begun_at=now))


def stop(order: BulkOrder, now: datetime) -> bool:
    """Leave what is left of an order alone. Return whether there was something left."""
    return bool(BulkOrder.objects.filter(pk=order.pk, finished_at=None).update(finished_at=now))


def forget(now: datetime) -> None:
    """Forget those that were over a month ago, and those that nobody said yes to for so long."""
    BulkOrder.objects.filter(Q(finished_at__lt=now - KEPT) | Q(begun_at=None, made_at__lt=now - KEPT)).delete()


# Chunk by chunk -------------------------------------------------------------------------------------------------------
def carry_on(now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Carry on with all orders that are under way. Return how many articles were dealt with; ``now`` is aware UTC."""
    dealt = 0
    while not is_stopped() and (taken := take_chunk(now)):
        dealt += taken
    return dealt


@transaction.atomic
def take_chunk(now: datetime, number: int | None = None) -> int:
    """Deal with the next articles of the oldest order, or of that ``number``, that nobody else deals with just now.

    Return how many: 0 where there is nothing to do.
    """
    waiting = BulkOrder.objects.filter(begun_at__isnull=False, finished_at=None)
    if number:
        waiting = waiting.filter(pk=number)
    order = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if order is None:
        return 0
    chunk = order.articles[order.taken : order.taken + CHUNK]
    if may_order(order.actor, order.verb):
        _deal(order, chunk, now)
    else:
        chunk = order.articles[order.taken :]
        order.failed += len(chunk)
        order.said = GONE
    order.taken += len(chunk)
    if order.taken >= order.total:
        order.finished_at = now
    order.save(update_fields=["taken", "changed", "failed", "said", "finished_at"])
    return len(chunk)


def _deal(order: BulkOrder, chunk: Sequence[int], now: datetime) -> None:
    """Carry the order out for a chunk; where that fails, for each of it."""
    try:
        with transaction.atomic():
            order.changed += carry_out(order, chunk, now)
    except (Refused, DatabaseError) as failure:
        if len(chunk) == 1:
            order.failed += 1
            order.said = str(failure)[:300]
            return
        for number in chunk:
            _deal(order, [number], now)
