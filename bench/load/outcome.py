"""What a run of the load found: tables of what readers and editors got, and whether it is as it should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from bench.figures import Demand, Findings
from bench.load.memory import Memory
from bench.load.newsdesk import EVERY_SECONDS, Newsdesk
from bench.load.stage import Stage
from bench.report import table

SEEN_SECONDS = 2.0
GROWTH = 1.05
"""Of the memory after a third of the run, at its end."""
WELL = range(200, 500)
HEAD = ("readers", "requests", "statuses", "p50 ms", "p95 ms", "p99 ms", "most ms")


@dataclass(frozen=True, slots=True)
class Asked:
    """What readers got in some seconds: of each kind its statuses and milliseconds."""

    kinds: Mapping[str, Mapping[str, Any]]
    seconds: float
    rate: float

    @property
    def milliseconds(self) -> list[float]:
        """Return those of all requests."""
        return [one for kind in self.kinds.values() for one in kind["milliseconds"]]

    @property
    def per_second(self) -> float:
        """Return how many were answered in a second."""
        return len(self.milliseconds) / self.seconds

    @property
    def failed(self) -> int:
        """Return how many got a 5xx, or no answer."""
        return sum(
            count
            for kind in self.kinds.values()
            for status, count in kind["statuses"].items()
            if int(status) not in WELL
        )

    def quantile(self, hundredth: int) -> float:
        """Return the milliseconds within which so many of a hundred were answered."""
        return quantiles(self.milliseconds, n=100)[hundredth - 1]


def findings(asked: Asked, most: float, desk: Newsdesk, memory: Memory, made: Stage) -> Findings:
    """Put together what was found; ``most`` is how many a second the site answered when it was asked without a pause."""
    seen = [one.seen_seconds for one in desk.published]
    desk_failed = sum(count for status, count in desk.statuses.items() if status not in WELL)
    grown = {name: memory.first_and_last(name) for name in memory.samples}
    return Findings(
        demands=[
            Demand("readers' requests without a good answer", asked.failed, 0),
            Demand("editors' requests without a good answer", desk_failed, 0),
            Demand("publishes", len(seen), asked.seconds / EVERY_SECONDS * 0.9, at_least=True),
            Demand("until no reader is without what was published, the longest", max(seen), SEEN_SECONDS, "s"),
            *(
                Demand(f"memory of {name}, its end of its third", last / first, GROWTH, "x")
                for name, (first, last) in grown.items()
            ),
        ],
        notes=[
            f"{asked.rate:.0f} requests a second for {asked.seconds:.0f} s; {most:.0f} where each follows the last\n{told(asked)}",
            _of_editors(desk),
            *(_of_memory(name, *ends, memory.slope(name)) for name, ends in grown.items()),
            f"ingest meanwhile: {_ingested(made)}",
        ],
    )


def _of_editors(desk: Newsdesk) -> str:
    ordered, seen = (
        median(times) for times in zip(*((one.order_seconds, one.seen_seconds) for one in desk.published), strict=True)
    )
    return (
        f"editors: {_counts(desk.statuses)}, the slowest answer {desk.slowest:.2f} s; {len(desk.published)} publishes: "
        f"the order {ordered:.2f} s, seen by all after {seen:.2f} s (medians)"
    )


def _of_memory(name: str, first: float, last: float, slope: float) -> str:
    return f"memory of {name}: {first:.1f} MB after a third, {last:.1f} at the end, {slope:+.1f} MB an hour"


def told(asked: Asked) -> str:
    """Return the table of what readers got: a row for each kind, and one for all."""
    rows = [_row(name, kind["statuses"], kind["milliseconds"]) for name, kind in asked.kinds.items()]
    statuses: dict[str, int] = {}
    for kind in asked.kinds.values():
        for status, count in kind["statuses"].items():
            statuses[status] = statuses.get(status, 0) + count
    return table(HEAD, [*rows, _row("all", statuses, asked.milliseconds)])


def _row(name: str, statuses: Mapping[str, int], times: Sequence[float]) -> Sequence[str]:
    cuts = quantiles(times if len(times) > 1 else [*times, *times], n=100)
    figures = (cuts[49], cuts[94], cuts[98], max(times))
    return (name, f"{len(times):,}", _counts(statuses), *(f"{one:.1f}" for one in figures))


def _counts(statuses: Mapping[Any, int]) -> str:
    return " ".join(f"{status}:{count}" for status, count in sorted(statuses.items(), key=str))


def _ingested(made: Stage) -> str:
    asked = made.database.run("SELECT count(*), coalesce(sum(new), 0), coalesce(sum(changed), 0) FROM ingest_fetch")
    return "{} answers read, {} entries new, {} changed".format(*asked[0])
