"""How a feed fared, and how a run did."""

from dataclasses import dataclass, field
from datetime import datetime

from ingest.ledger import Claim, Counts
from ingest.values import Reading


@dataclass(frozen=True, slots=True)
class Result:
    """How one feed fared. ``outcome`` is "ok", "not_modified", "failed", "spared" (the fault was ours) or "lost".

    Lost is a feed that another worker has now. ``was_answered`` tells that some server was reached; ``missed`` is there where entries were missed and older pages may help.
    """

    feed: int
    url: str
    outcome: str
    error: str = ""
    counts: Counts = field(default_factory=Counts)
    was_answered: bool = True
    missed: Reading | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A feed that could not be reached at all; whose fault that is, the whole run will show."""

    claim: Claim
    error: Exception
    started: datetime


@dataclass(slots=True)
class Report:
    """How a run fared, feed by feed."""

    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: str) -> int:
        """Return how many feeds ended so."""
        return sum(result.outcome == outcome for result in self.results)

    def total(self, name: str) -> int:
        """Return the sum of one of ``Counts`` over all feeds."""
        return sum(getattr(result.counts, name) for result in self.results)
