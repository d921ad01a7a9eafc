"""Pure: what editors said of pairs of articles: these are one story, those never are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of article ids that must, and that cannot, be in one story. Where both are said, cannot holds."""

    must: frozenset[tuple[int, int]] = frozenset()
    cannot: frozenset[tuple[int, int]] = frozenset()
    _with: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False)
    _without: dict[int, frozenset[int]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, must: Iterable[tuple[int, int]] = (), cannot: Iterable[tuple[int, int]] = ()) -> "Links":
        """Return the links of these pairs, in whatever order each pair is told."""
        never = frozenset((min(pair), max(pair)) for pair in cannot)
        always = frozenset((min(pair), max(pair)) for pair in must) - never
        return cls(
            always,
            never,
            {article: tuple(sorted(others)) for article, others in _neighbours(always).items()},
            {article: frozenset(others) for article, others in _neighbours(never).items()},
        )

    def bound_to(self, article: int) -> tuple[int, ...]:
        """Return the articles that must be in the story of this one, by id."""
        return self._with.get(article, ())

    def forbids(self, article: int, members: Collection[int]) -> bool:
        """Tell whether this article may not be where any of these are."""
        apart = self._without.get(article)
        return apart is not None and not apart.isdisjoint(members)

    def part(self, some: Collection[int], others: Collection[int]) -> bool:
        """Tell whether any of these may not be where any of the others are."""
        return any(self.forbids(article, others) for article in some) if self._without else False


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


NO_LINKS = Links()
"""Nothing was said."""
