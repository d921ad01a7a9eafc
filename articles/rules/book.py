"""Pure: all rules in their order -> what becomes of an entry, and by which of them.

Rules are asked from the top. Each that hits adds what it says; where two say different things, the one above stands. After
a rule that drops, or that says "and stop", no other is asked.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from articles.rules.condition import Condition
from articles.rules.matching import Ready, ready
from articles.rules.shortlist import FEW, NONE, Shortlist
from articles.rules.subject import Subject
from articles.rules.telling import outcome

Standing = Literal["", "drop", "hold", "publish"]


_STANDINGS: tuple[Standing, ...] = ("", "drop", "hold", "publish")


def standing_of(word: str) -> Standing:
    """Return a word as the standing that it names. Raises ``ValueError`` where it names none."""
    return _STANDINGS[_STANDINGS.index(word)]


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of entries: dropped, held or published ("": as their source says), moved, tagged, shortened."""

    standing: Standing = ""
    section_id: int | None = None
    tags: tuple[str, ...] = ()
    excerpt_only: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a rule hits, and why or why not, in words."""

    is_hit: bool
    reason: str


@dataclass(frozen=True)
class Rule:
    """A rule. ``needs_all`` of its conditions, or any; for all entries, or those of one source or one section only."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    effect: Effect
    needs_all: bool = True
    stops: bool = False
    source_id: int | None = None
    section_id: int | None = None

    @cached_property
    def ready(self) -> tuple[Ready, ...]:
        """Its conditions, ready to be asked."""
        return tuple(map(ready, self.conditions))

    def is_for(self, source_id: int, section_id: int | None) -> bool:
        """Tell whether it is for entries of this source that stand in this section."""
        return self.source_id in (None, source_id) and self.section_id in (None, section_id)

    def hits(self, subject: Subject, now: datetime) -> bool:
        """Tell whether its conditions are met."""
        asked = (one.is_met(subject, now) for one in self.ready)
        return all(asked) if self.needs_all else any(asked)

    def judge(self, subject: Subject, now: datetime) -> Judgement:
        """Tell whether its conditions are met, and why, for an editor to read."""
        met = [(one.condition, one.is_met(subject, now)) for one in self.ready]
        is_hit = all(is_met for _, is_met in met) if self.needs_all else any(is_met for _, is_met in met)
        telling = [outcome(condition, subject, now, is_met=is_met) for condition, is_met in met if is_met == is_hit]
        return Judgement(is_hit, " and ".join(telling))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules together say of one entry. ``by`` are those that hit, with the reason, in their order."""

    effect: Effect = field(default_factory=Effect)
    by: tuple[tuple[Rule, str], ...] = ()

    @property
    def decider(self) -> tuple[Rule, str] | None:
        """The rule that decided where the entry stands, with its reason."""
        return next((one for one in self.by if one[0].effect.standing), None)


NOTHING = Ruling()


class Book:
    """Rules in their order, made ready once and asked of many entries."""

    def __init__(self, rules: Iterable[Rule], few: int = FEW) -> None:
        self._rules = tuple(rules)
        self._few = few
        self._of_all = self._filed(None)
        self._of_source = {number: self._filed(number) for number in {rule.source_id for rule in self._rules} - {None}}

    def __bool__(self) -> bool:
        return bool(self._rules)

    def rule(self, subject: Subject, now: datetime) -> Ruling:
        """Ask all rules of one entry, at ``now`` (aware UTC). A rule for a section is asked of what those above moved there."""
        effect, section_id, by = Effect(), subject.section_id, []
        for rule in self._for(subject):
            if not (rule.is_for(subject.source_id, section_id) and rule.hits(subject, now)):
                continue
            by.append((rule, rule.judge(subject, now).reason))
            effect = together(effect, rule.effect)
            section_id = effect.section_id or section_id
            if rule.stops or effect.standing == "drop":
                break
        return Ruling(effect, tuple(by)) if by else NOTHING

    def _for(self, subject: Subject) -> Iterator[Rule]:
        """Return the rules that may hit, in their order."""
        bound = self._of_source.get(subject.source_id, NONE)
        return (self._rules[place] for place in sorted({*self._of_all.of(subject), *bound.of(subject)}))

    def _filed(self, source_id: int | None) -> Shortlist:
        """File the rules of one source, or those of none."""
        rules = ((place, rule) for place, rule in enumerate(self._rules) if rule.source_id == source_id)
        return Shortlist(((place, rule.conditions, rule.needs_all) for place, rule in rules), self._few)


def together(above: Effect, below: Effect) -> Effect:
    """Add what a rule says to what those above it said."""
    return Effect(
        standing=above.standing or below.standing,
        section_id=above.section_id or below.section_id,
        tags=_each_once((*above.tags, *below.tags)),
        excerpt_only=above.excerpt_only or below.excerpt_only,
    )


def _each_once(tags: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))
