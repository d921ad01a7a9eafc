"""Sweeping: a rule is applied to articles that are here already. It counts first; then, if an editor says so, it changes.

Each step is one short transaction, in which the row of the sweep is locked: whoever finds it locked goes on to the next, so
that a page that is open and a worker may both carry on with the same ones. What an editor published, rejected or withdrew
stays so. Each article is asked again before it is changed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Q

from articles import audit, rehearsal, ruling, standing
from articles.models import Article, Editor, Rule, Ruling, Sweep
from articles.rules import book
from articles.stories import locking
from articles.stories.change import Refused
from articles.tags import tag_slugs

LOOKED_AT_ONCE = 1_000
CHANGED_AT_ONCE = 100
CHOICES = (500, 5_000, 50_000)
"""So many of the newest articles may be looked at."""

KEPT = timedelta(days=30)
"""So long it is known which articles were in one; the audit and the articles' own lines stay."""

Status = Article.Status
STATUS_LEFT = (Status.REJECTED, Status.WITHDRAWN)
NEEDED = ("curator", "edited_tags", "rule_tags", "excerpt_only", "tag_slugs")


def may_apply(user: User | None) -> bool:
    """Tell whether somebody may let a rule change what is here: whoever may write rules, and publish."""
    return user is not None and user.has_perms(["articles.change_rule", "articles.publish_article"])


def plan(rule: Rule, most: int, *, actor: User | None, now: datetime) -> Sweep:
    """Begin to count what a rule would change among the newest ``most`` articles that it is for."""
    return Sweep.objects.create(rule=rule, most=most, actor=actor, made_at=now)


def begin(sweep: Sweep, actor: User | None, now: datetime) -> bool:
    """Let a sweep that has counted change what it found, in the name of who says so. Return whether it was to be begun."""
    waiting = Sweep.objects.filter(pk=sweep.pk, counted_at__isnull=False, begun_at=None, finished_at=None)
    return bool(waiting.update(begun_at=now, actor=actor))


def stop(sweep: Sweep, now: datetime) -> bool:
    """Leave what is left alone. Return whether there was something left."""
    return bool(Sweep.objects.filter(pk=sweep.pk, finished_at=None).update(finished_at=now))


def forget(now: datetime) -> None:
    """Forget those that were over a month ago, and those that nobody said yes to for so long."""
    Sweep.objects.filter(Q(finished_at__lt=now - KEPT) | Q(begun_at=None, made_at__lt=now - KEPT)).delete()


# Step by step ---------------------------------------------------------------------------------------------------------
def carry_on(now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Carry on with all sweeps that are under way. Return how many steps that were; ``now`` is aware UTC."""
    steps = 0
    while not is_stopped() and take_step(now):
        steps += 1
    return steps


@transaction.atomic
def take_step(now: datetime, number: int | None = None) -> bool:
    """Do the next step of the oldest sweep, or of that ``number``, that nobody else is at just now.

    Return whether there was one.
    """
    waiting = Sweep.objects.filter(Q(counted_at=None) | Q(begun_at__isnull=False), finished_at=None)
    if number:
        waiting = waiting.filter(pk=number)
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("rule__move_to", "actor")
    sweep = rows.order_by("pk").first()
    if sweep is None:
        return False
    if sweep.counted_at is None:
        _count(sweep, now)
    elif may_apply(sweep.actor):
        _change(sweep, now)
    else:
        sweep.finished_at = now
    sweep.save(update_fields=["looked", "below", "articles", "counted_at", "taken", "changed", "finished_at"])
    return True


def _count(sweep: Sweep, now: datetime) -> None:
    """Look at the next articles, from the newest down."""
    rule = sweep.rule.as_value
    articles = rehearsal.candidates(rule).only(*rehearsal.NEEDED, *NEEDED, *_texts(rule)).order_by("-pk")
    if sweep.below is not None:
        articles = articles.filter(pk__lt=sweep.below)
    chunk = list(articles[: min(LOOKED_AT_ONCE, sweep.most - sweep.looked)])
    sweep.articles = [*sweep.articles, *(one.pk for one in chunk if _would_change(rule, one, now))]
    sweep.looked += len(chunk)
    sweep.below = chunk[-1].pk if chunk else sweep.below
    if len(chunk) < LOOKED_AT_ONCE or sweep.looked >= sweep.most:
        sweep.counted_at = now
        sweep.finished_at = None if sweep.articles else now


def _texts(rule: book.Rule) -> tuple[str, ...]:
    return ("body__html",) if any(one.field in rehearsal.READS_TEXT for one in rule.conditions) else ()


def _would_change(rule: book.Rule, article: Article, now: datetime) -> bool:
    """Tell whether the rule hits an article and would make something else of it."""
    return _differs(rule.effect, article) and rule.hits(rehearsal.subject_of(article, rule), now)


def _differs(effect: book.Effect, article: Article) -> bool:
    """Tell whether an effect would make something else of an article."""
    if article.status in STATUS_LEFT:
        return False
    is_free = article.curator_id is None
    stands = {"": article.status, "drop": Status.REJECTED, "hold": Status.PENDING, "publish": Status.PUBLISHED}[
        effect.standing
    ]
    return (
        (stands != article.status and (is_free or effect.standing == "publish"))
        or effect.section_id not in (None, article.section_id)
        or not set(effect.tags) <= {*article.display_tags, *article.rule_tags}
        or (effect.excerpt_only and not article.excerpt_only)
    )


def _change(sweep: Sweep, now: datetime) -> None:
    """Change the next of what was found."""
    chunk = sweep.articles[sweep.taken : sweep.taken + CHANGED_AT_ONCE]
    sweep.changed += _deal(sweep, chunk, now)
    sweep.taken += len(chunk)
    if sweep.taken >= sweep.total:
        sweep.finished_at = now


def _deal(sweep: Sweep, numbers: Sequence[int], now: datetime) -> int:
    """Apply the rule to these articles; where that fails, to each of them. Return how many it changed."""
    try:
        with transaction.atomic():
            return _apply(sweep, numbers, now)
    except (Refused, DatabaseError):
        return sum(_deal(sweep, [number], now) for number in numbers) if len(numbers) > 1 else 0


def _apply(sweep: Sweep, numbers: Sequence[int], now: datetime) -> int:
    """Apply the rule to these articles; the audit and the articles' own lines say by which rule."""
    locking.hold()  # Before any article is touched, as every order does.
    rule = sweep.rule.as_value
    articles = rehearsal.candidates(rule).only(*rehearsal.NEEDED, *NEEDED, *_texts(rule)).filter(pk__in=numbers)
    met = [(one, rule.judge(rehearsal.subject_of(one, rule), now)) for one in articles if _differs(rule.effect, one)]
    hit = [(one, judged.reason) for one, judged in met if judged.is_hit]
    _carry_out(sweep, rule.effect, [one for one, _ in hit], now)
    did = ruling.did(rule.effect)
    Ruling.objects.bulk_create(
        [
            Ruling(article=one, rule=sweep.rule, rule_name=rule.name, did=did, reason=reason[:500], made_at=now)
            for one, reason in hit
        ]
    )
    return len(hit)


def _carry_out(sweep: Sweep, effect: book.Effect, hit: Sequence[Article], now: datetime) -> None:
    """Do to these articles what the rule says, by the orders that the desk has for it."""
    reason = f"By our rule “{sweep.rule.name}”."
    _mark(effect, hit, reason, sweep.actor, now)
    chosen = Article.objects.filter(pk__in=[one.pk for one in hit]).exclude(status__in=STATUS_LEFT)
    if sweep.rule.move_to:
        standing.move(chosen.exclude(section=sweep.rule.move_to), sweep.rule.move_to, sweep.actor)
    free = chosen.filter(curator=None)
    match effect.standing:
        case "drop":
            standing.reject(free, reason, sweep.actor)
        case "hold":
            standing.set_back(free, reason, sweep.actor)
        case "publish":
            editor = Editor.objects.filter(user=sweep.actor).first() if sweep.actor else None
            standing.publish(chosen.filter(status=Status.PENDING), editor, sweep.actor)
        case _:
            pass


def _mark(effect: book.Effect, hit: Sequence[Article], reason: str, actor: User | None, now: datetime) -> None:
    """Add the rule's tags, and show no more than an excerpt, where it says so."""
    if not (effect.tags or effect.excerpt_only):
        return
    changes = []
    for article in hit:
        before = {"rule_tags": article.rule_tags, "excerpt_only": article.excerpt_only}
        article.rule_tags = list(dict.fromkeys([*article.rule_tags, *effect.tags]))
        article.excerpt_only = article.excerpt_only or effect.excerpt_only
        article.tag_slugs = tag_slugs(article.display_tags)
        after = {"rule_tags": article.rule_tags, "excerpt_only": article.excerpt_only}
        changes.append(audit.Change(article, before, after))
    Article.objects.bulk_update(hit, ["rule_tags", "excerpt_only", "tag_slugs"])
    audit.record("ruled", changes, actor=actor, reason=reason, now=now)
