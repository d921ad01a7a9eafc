"""Pure: measure stories that were found against those that people labelled.

Both are partitions of the same articles, given as mappings from an article's id to the name of its story. Everything is
counted by the contingency table (how many articles does a found story share with a labelled one?), so the work grows with
the number of articles and never with that of their pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import NamedTuple, TypeVar

Id = TypeVar("Id", bound=Hashable)
Table = Counter[tuple[Hashable, Hashable]]
"""How many articles a found story (first) and a labelled one (second) have in common."""


class Score(NamedTuple):
    """How much of what was found is right, how much of what is right was found; each between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Match(NamedTuple):
    """What a found partition is worth against the labelled one, article by article and pair by pair."""

    articles: int
    stories: int
    found: int
    bcubed: Score
    pairs: Score


@dataclass(frozen=True, slots=True)
class Example:
    """One article of a case: a few articles that were written with one question in mind, which the rule names."""

    id: str
    case: str
    rule: str
    story: str


class Demand(NamedTuple):
    """What a case demands: that these articles are in one story, or that these of two stories are not."""

    case: str
    rule: str
    kind: str
    ids: tuple[str, ...]


class Demands(NamedTuple):
    """How many demands there are of one kind, and which of them do not hold."""

    of: int
    failed: tuple[Demand, ...]

    @property
    def held(self) -> int:
        """How many hold."""
        return self.of - len(self.failed)


class Cases(NamedTuple):
    """What became of the cases."""

    must_join: Demands
    must_not: Demands


def compare(found: Mapping[Id, Hashable], labels: Mapping[Id, Hashable]) -> Match:
    """Compare what was found with the labels, over the labelled articles.

    Raises KeyError where a labelled article is in no found story.
    """
    table: Table = Counter((found[article], label) for article, label in labels.items())
    of_found: Counter[Hashable] = Counter()
    of_labelled: Counter[Hashable] = Counter()
    for (story, label), count in table.items():
        of_found[story] += count
        of_labelled[label] += count
    return Match(
        articles=len(labels),
        stories=len(of_labelled),
        found=len(of_found),
        bcubed=_bcubed(table, of_found, of_labelled),
        pairs=_pairs(table, of_found, of_labelled),
    )


def _bcubed(table: Table, found: Counter[Hashable], labelled: Counter[Hashable]) -> Score:
    """Take the mean over all articles of the share of their found story (their labelled one) that is rightly there.

    Bagga and Baldwin 1998, "Algorithms for scoring coreference chains".
    """
    articles = found.total()
    if not articles:
        return Score(1.0, 1.0)
    precision = sum(count * count / found[story] for (story, _), count in table.items())
    recall = sum(count * count / labelled[label] for (_, label), count in table.items())
    return Score(precision / articles, recall / articles)


def _pairs(table: Table, found: Counter[Hashable], labelled: Counter[Hashable]) -> Score:
    """Take the share of the pairs joined that belong together, and of those that belong together that were joined."""
    right = _count_pairs(table)
    return Score(_share(right, _count_pairs(found)), _share(right, _count_pairs(labelled)))


def _count_pairs(sizes: Mapping[Id, int]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def _share(part: int, whole: int) -> float:
    """Return ``part / whole``; of nothing, everything is right."""
    return part / whole if whole else 1.0


def judge(found: Mapping[str, Hashable], examples: Iterable[Example]) -> Cases:
    """Judge each case on its own: the articles of each story in it must be together, those of any two must not.

    A story of several articles is one demand, and so are any two stories of a case, however many articles they have.
    """
    joins, nots = _demands(examples)
    return Cases(
        Demands(len(joins), tuple(join for join in joins if len({found[article] for article in join.ids}) > 1)),
        Demands(len(nots), tuple(broken for one, other in nots if (broken := _mixed(found, one, other)))),
    )


def _demands(examples: Iterable[Example]) -> tuple[list[Demand], list[tuple[Demand, Demand]]]:
    """Return the stories of all cases that have several articles, and every two stories of one case."""
    stories: dict[str, dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        stories[example.case][example.story].append(example)
    groups = [[_demand(group) for group in case.values()] for case in stories.values()]
    joins = [group for case in groups for group in case if len(group.ids) > 1]
    return joins, [pair for case in groups for pair in combinations(case, 2)]


def _demand(group: list[Example]) -> Demand:
    return Demand(group[0].case, group[0].rule, "must join", tuple(example.id for example in group))


def _mixed(found: Mapping[str, Hashable], one: Demand, other: Demand) -> Demand | None:
    """Name the articles of two groups that are in one found story though they must not; None where there are none."""
    shared = {found[article] for article in one.ids} & {found[article] for article in other.ids}
    ids = tuple(article for article in (*one.ids, *other.ids) if found[article] in shared)
    return Demand(one.case, other.rule, "must not join", ids) if ids else None
