"""What a run of the benchmarks finds: rounds with their figures, and demands with whether they hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.cpu import Usage
from bench.site import Run


@dataclass(slots=True)
class Round:
    """One kind of work, done some times. Its figures are medians over the runs, in seconds and bytes.

    ``floors`` is what the bare loop used for the same requests; ``wrong`` says where a run did not do that work.
    """

    name: str
    title: str
    feeds: int
    runs: list[Run] = field(default_factory=list)
    floors: list[Usage] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """From the start of the process to its end."""
        return self._median(lambda run: run.usage.wall)

    @property
    def ours(self) -> float:
        """CPU of our processes."""
        return self._median(lambda run: run.usage.cpu)

    @property
    def postgres(self) -> float:
        """CPU of Postgres; 0 where it could not be measured."""
        return self._median(lambda run: run.postgres or 0.0)

    @property
    def cpu(self) -> float:
        """CPU of both together."""
        return self._median(lambda run: run.cpu)

    @property
    def peak_bytes(self) -> float:
        """Memory of all our processes at the worst moment of the worst run."""
        return float(max(run.usage.peak_bytes for run in self.runs))

    @property
    def floor(self) -> float:
        """CPU of the bare loop."""
        return median(usage.cpu for usage in self.floors) if self.floors else 0.0

    def _median(self, of: Callable[[Run], float]) -> float:
        return median(map(of, self.runs))


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that must hold: ``measured`` may be at most ``limit``, or must be at least that."""

    text: str
    measured: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether it does."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass(slots=True)
class Findings:
    """All rounds and demands of one run, and what else is worth saying."""

    rounds: list[Round] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take over what another part found."""
        self.rounds += other.rounds
        self.demands += other.demands
        self.notes += other.notes

    def wrong(self) -> Sequence[str]:
        """Return what did not go as the rounds are meant."""
        return [f"{one.title}: {sentence}" for one in self.rounds for sentence in one.wrong]
