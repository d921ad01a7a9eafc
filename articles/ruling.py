"""Ruling: what the desk's rules say of entries that come, and what is kept of it.

    rules in the database --current_book--> Book --judge--> {key of an entry: Ruling} --store.save--> articles
                                                                                      --keep--> lines, hits

An entry is asked about once, when it comes: no later update brings a rule back over what an editor decided since.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from articles.decision import Decision, Verdict
from articles.entry import Delivery
from articles.models import Article, Rule, Ruling
from articles.rules.book import Book, Effect
from articles.rules.book import Ruling as Said
from articles.rules.subject import of_entry

COUNT = """
WITH met AS (
    SELECT id, times FROM articles_rule JOIN unnest(%s::bigint[], %s::int[]) AS hit (number, times) ON id = number
    ORDER BY id FOR UPDATE OF articles_rule
)
UPDATE articles_rule AS rule SET hits = hits + met.times, last_hit_at = greatest(last_hit_at, %s)
FROM met WHERE rule.id = met.id
"""
"""In the order of ids, so that of two processes one waits for the other, and never each for the other."""

Stamp = tuple[int, int | None, datetime | None]
_kept: dict[Stamp, Book] = {}


def current_book() -> Book:
    """Return the rules in use. They are read and made ready anew only where one of them has changed: else one small query."""
    used = Rule.objects.filter(is_enabled=True)
    stamp: Stamp = tuple(used.aggregate(Count("pk"), Sum("pk"), Max("changed_at")).values())
    if stamp not in _kept:
        _kept.clear()
        _kept[stamp] = Book(
            value for rule in used.prefetch_related("conditions") if (value := rule.as_value).conditions
        )
    return _kept[stamp]


def judge(decisions: Sequence[Decision], delivery: Delivery) -> Mapping[bytes, Said]:
    """Ask the rules about what is new in a document: {key of the entry: what they say}, of those that one of them hits."""
    new = [decision for decision in decisions if decision.verdict is Verdict.NEW]
    book = current_book() if new else None
    if not book:
        return {}
    asked = (
        (one.identity.key, book.rule(of_entry(one.entry, delivery.source_id, delivery.section_id), delivery.now))
        for one in new
    )
    return {key: said for key, said in asked if said.by}


def status_of(said: Said, delivery: Delivery) -> tuple[Article.Status, str]:
    """Return where a new article stands, and why it does not stand in public.

    A batch that looks wrong waits for an editor, whatever a rule would publish.
    """
    verb = {"drop": "Dropped", "hold": "Held"}.get(said.effect.standing, "")
    why = f"{verb} by the rule “{said.decider[0].name}”: {said.decider[1]}"[:300] if verb and said.decider else ""
    if said.effect.standing == "drop":
        return Article.Status.REJECTED, why
    if delivery.held or said.effect.standing == "hold":
        return Article.Status.PENDING, delivery.held[:300] or why
    is_public = delivery.publish or said.effect.standing == "publish"
    return Article.Status.PUBLISHED if is_public else Article.Status.PENDING, ""


def keep(met: Iterable[tuple[int, Said]], now: datetime) -> None:
    """Keep which rules met which articles (by id), and count them once all else is stored: no feed waits for another's count."""
    lines = [
        Ruling(
            article_id=pk, rule_id=rule.id, rule_name=rule.name, did=did(rule.effect), reason=reason[:500], made_at=now
        )
        for pk, said in met
        for rule, reason in said.by
    ]
    if lines:
        Ruling.objects.bulk_create(lines)
        hits = Counter(line.rule_id for line in lines if line.rule_id)
        transaction.on_commit(partial(_count, hits, now))


def _count(hits: Mapping[int, int], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(hits), list(hits.values()), now])


def did(effect: Effect) -> str:
    """Say what a rule does, in a line: "dropped", "held, moved, tagged harbour, excerpt only"."""
    parts = (
        {"": "", "drop": "dropped", "hold": "held", "publish": "published"}[effect.standing],
        "moved" if effect.section_id else "",
        f"tagged {', '.join(effect.tags)}" if effect.tags else "",
        "excerpt only" if effect.excerpt_only else "",
    )
    return ", ".join(filter(None, parts))[:300]
