"""What editors order of rules: made, changed, put in another place, taken out of use, deleted. The audit keeps each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles import audit
from articles.models import Article, Condition, Rule
from articles.rules import condition
from articles.rules.telling import in_words

OWN = (
    "name", "is_enabled", "source", "section", "needs_all", "standing", "move_to", "tags", "excerpt_only", "stops", "changed_at",
)  # fmt: skip
"""The columns that an editor writes; hits are counted beside them."""


@transaction.atomic
def keep(rule: Rule, conditions: Sequence[condition.Condition], *, actor: User | None, now: datetime) -> None:
    """Keep a rule as it stands in memory, with these conditions; a new one is asked after all others."""
    old = Rule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    before = described(old) if old else {}
    rule.changed_at = now
    if old:
        rule.save(update_fields=OWN)
        rule.conditions.all().delete()
    else:
        last = Rule.objects.order_by("-position").values_list("position", flat=True).first()
        rule.author, rule.made_at, rule.position = actor, now, (last or 0) + 1
        rule.save()
    Condition.objects.bulk_create(
        [Condition(rule=rule, field=one.field, operator=one.operator, value=one.value.strip()) for one in conditions]
    )
    change = audit.Change(rule, before, described(Rule.objects.get(pk=rule.pk)))
    audit.record("rule changed" if old else "rule made", [change], actor=actor, now=now)


@transaction.atomic
def move(rule: Rule, steps: int, *, actor: User | None, now: datetime) -> int:
    """Ask a rule so many places later, or earlier where ``steps`` is negative. Return its place, from 1."""
    rules = list(Rule.objects.select_for_update(of=("self",)))
    places = {one.pk: place for place, one in enumerate(rules)}
    old = places.get(rule.pk, 0)
    new = min(max(old + steps, 0), len(rules) - 1)
    rules.insert(new, rules.pop(old))
    for place, one in enumerate(rules, 1):
        one.position, one.changed_at = place, now
    Rule.objects.bulk_update(rules, ["position", "changed_at"])
    change = audit.Change(rule, {"place": old + 1}, {"place": new + 1})
    audit.record("rule moved", [change], actor=actor, now=now)
    return new + 1


@transaction.atomic
def switch(rule: Rule, *, is_enabled: bool, actor: User | None, now: datetime) -> None:
    """Take a rule into use, or out of it."""
    change = audit.Change(rule, {"in use": rule.is_enabled}, {"in use": is_enabled})
    rule.is_enabled, rule.changed_at = is_enabled, now
    rule.save(update_fields=["is_enabled", "changed_at"])
    audit.record("rule switched on" if is_enabled else "rule switched off", [change], actor=actor, now=now)


@transaction.atomic
def remove(rule: Rule, *, actor: User | None, now: datetime) -> None:
    """Delete a rule; what it did stays, with its name."""
    audit.record("rule deleted", [audit.Change(rule, described(rule), {})], actor=actor, now=now)
    rule.delete()


@transaction.atomic
def lift(number: int, *, actor: User | None, now: datetime) -> bool:
    """Show again all that its source grants of an article that a rule made an excerpt. Return whether it was one."""
    article = Article.objects.select_for_update(of=("self",)).filter(pk=number, excerpt_only=True).first()
    if article is None:
        return False
    article.excerpt_only = False
    article.save(update_fields=["excerpt_only"])
    change = audit.Change(article, {"excerpt_only": True}, {"excerpt_only": False})
    audit.record("shown whole", [change], actor=actor, now=now)
    return True


def described(rule: Rule) -> Mapping[str, Any]:
    """Return what a rule is, in words: for whom, on which conditions, and what it does."""
    joined = " and " if rule.needs_all else " or "
    return {
        "name": rule.name,
        "for": scope_of(rule),
        "if": joined.join(in_words(one.as_value) for one in rule.conditions.all()),
        "then": effects_of(rule),
        "in use": rule.is_enabled,
    }


def scope_of(rule: Rule) -> str:
    """Say for which entries a rule is."""
    if rule.source:
        return f"entries of {rule.source}"
    return f"entries in {rule.section}" if rule.section else "all entries"


def effects_of(rule: Rule) -> str:
    """Say what a rule does: "hold, move to Sport, tag Coast, excerpt only, and stop"."""
    parts = (
        rule.standing,
        f"move to {rule.move_to}" if rule.move_to else "",
        f"tag {', '.join(rule.tags)}" if rule.tags else "",
        "excerpt only" if rule.excerpt_only else "",
        "and stop" if rule.stops else "",
    )
    return ", ".join(filter(None, parts))
