"""Pure: the rank of a story, term by term. One number, so that one B-tree orders the front and every shelf.

The last term is the clock: a story of ten publishers stands as high as one of a single publisher that came 12 hours later.
Nothing decays, so nothing has to be computed anew as time goes by, but for "lately", which ends three hours after a report.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from math import log10

LATELY = timedelta(hours=3)
HALF_DAY = timedelta(hours=12)
LATELY_WEIGHT = 0.3
PIN = 1_000.0
"""More than all other terms together can differ by."""

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

LABELS = {
    "families": "independent publishers",
    "lately": "publishers of the last three hours",
    "boost": "an editor's boost",
    "section": "weight of the section",
    "pin": "pinned by an editor",
    "time": "the last independent report, in half days",
}
"""What each term is, in a reader's words."""


@dataclass(frozen=True, slots=True)
class Rank:
    """The terms of a rank; their sum is what stories are ordered by."""

    families: float
    lately: float
    boost: float
    section: float
    pin: float
    time: float

    @property
    def total(self) -> float:
        """The sum, which is stored."""
        return sum(self.terms.values())

    @property
    def terms(self) -> dict[str, float]:
        """The terms by name, which are stored beside it."""
        return asdict(self)


def rank(  # noqa: PLR0913  One argument a term.
    *,
    families: int,
    lately: int,
    last_report: datetime,
    boost: float = 0.0,
    section_weight: float = 0.0,
    is_pinned: bool = False,
) -> Rank:
    """Rank a story of so many independent ``families``, ``lately`` of which reported in the last three hours (aware UTC)."""
    return Rank(
        families=round(log10(max(families, 1)), 4),
        lately=round(LATELY_WEIGHT * log10(1 + lately), 4),
        boost=boost,
        section=section_weight,
        pin=PIN if is_pinned else 0.0,
        time=round((last_report - EPOCH) / HALF_DAY, 4),
    )
