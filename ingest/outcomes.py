"""How a feed fared, and how a run did."""

import logging
from dataclasses import asdict, dataclass, field
from datetime import datetime

from ingest.ledger import Claim, Counts, Quiet, record_run
from ingest.values import Reading

log = logging.getLogger(__name__)

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Result:
    """How one feed fared. ``outcome`` is "ok", "not_modified", "failed", "spared" (the fault was ours) or "lost".

    Lost is a feed that another worker has now. ``was_answered`` tells that some server was reached; ``missed`` is there
    where entries were missed and older pages may help; ``milliseconds`` is how long its server took to answer in full.
    """

    feed: int
    url: str
    outcome: str
    error: str = ""
    counts: Counts = field(default_factory=Counts)
    was_answered: bool = True
    milliseconds: int | None = field(default=None, compare=False)
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

    @property
    def outcomes(self) -> dict[str, int]:
        """How many feeds ended how."""
        return {name: self.count(name) for name in ("ok", "not_modified", "failed", "spared", "lost")}

    @property
    def entries(self) -> dict[str, int]:
        """What became of how many entries."""
        return {name: self.total(name) for name in ("new", "changed", "same", "dropped")}


def of_quiet(quiet: Quiet, lost: set[int]) -> Result:
    """Say how a feed fared that brought nothing new, unless it is one of the ``lost``."""
    claim = quiet.attempt.claim
    if claim.feed_id in lost:
        return Result(claim.feed_id, claim.url, "lost", "another worker has it now")
    outcome = "not_modified" if quiet.answer.status == NOT_MODIFIED else "ok"
    return Result(
        claim.feed_id, claim.url, outcome, counts=quiet.attempt.counts, milliseconds=quiet.answer.milliseconds
    )


def log_result(result: Result) -> None:
    """Say how one feed fared: failures to everybody, the rest to those who look closely (this is called for each 304)."""
    level = logging.INFO if result.error else logging.DEBUG
    if log.isEnabledFor(level):
        facts = {"feed": result.feed, "url": result.url, "outcome": result.outcome, "error": result.error}
        log.log(level, "feed_refreshed", extra={**facts, "ms": result.milliseconds, **asdict(result.counts)})


def log_report(report: Report) -> None:
    """Say how a round fared, if there was anything to do."""
    if report.results:
        facts = {"feeds": len(report.results), "seconds": report.seconds}
        log.info("round_ended", extra={**facts, **report.outcomes, **report.entries})


def keep_report(report: Report, began: datetime) -> None:
    """Enter a round in the ledger, if there was anything to do."""
    if report.results:
        record_run(began, report.seconds, report.outcomes, report.entries)
