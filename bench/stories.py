"""Grouping: what placing one article costs with so many live ones, and what grouping all of them from nothing does."""

from math import sqrt
from typing import Any

from bench.bench import Bench, say
from bench.figures import Demand, Findings

SIZES = (1_000, 5_000, 20_000, 50_000)
NEW = 100
"""So many articles are placed one at a time, and so many at once."""

PLACE_MS = 5.0
COLD_SECONDS = 60.0
MEMORY_MB = 500.0


def measure(bench: Bench) -> Findings:
    """Group made-up reports in memory, then in databases of several sizes, Postgres included."""
    found = Findings()
    with bench.site() as site:
        say(f"{SIZES[-1]:,} articles grouped from nothing, in memory")
        used, core = bench.program(site, "bench.stories_core", str(SIZES[-1]))
    found.demands += [
        Demand(f"{SIZES[-1]} articles grouped from nothing: CPU", core["cpu"], COLD_SECONDS, "s"),
        Demand(f"{SIZES[-1]} articles grouped from nothing: memory", used.peak_bytes / 1e6, MEMORY_MB, "MB"),
    ]
    found.notes.append(f"in memory, ms of CPU an article: {_curve(core['marks'])}; B-cubed F1 {core['f1']:.3f}")
    placed = {size: _place(bench, size) for size in SIZES}
    found.notes.append(f"in the database, ms of CPU an article with Postgres: {_curve(placed)}")
    few, many = (placed[size] for size in (SIZES[0], SIZES[-1]))
    found.demands += [Demand(f"placing one of {SIZES[-1]}: CPU, {how}", many[how], PLACE_MS, "ms") for how in many]
    times = sqrt(SIZES[-1] / SIZES[0])
    for how in many:
        text = f"placing one of {SIZES[-1]}, of one of {SIZES[0]}: CPU, {how}"
        found.demands.append(Demand(text, many[how] / few[how], times, "x"))
    marks = core["marks"]
    grown = marks[str(SIZES[-1])]["placing"] / marks[str(SIZES[0])]["placing"]
    found.demands.append(Demand(f"placing one of {SIZES[-1]}, of one of {SIZES[0]}: CPU, in memory", grown, times, "x"))
    return found


def _place(bench: Bench, size: int) -> dict[str, float]:
    """Return what placing an article costs in a database of that size, our CPU and Postgres's, in milliseconds."""
    with bench.site() as site:
        say(f"{size:,} articles in the database")
        bench.program(site, "bench.stories_site", "fill", str(size))
        site.database.settle()
        _, said = bench.program(site, "bench.stories_site", "place", str(NEW))
    return {name: one["cpu"] + one["postgres"] for name, one in said.items()}


def _curve(marks: dict[Any, dict[str, float]]) -> str:
    parts = (
        f"{int(size):,}: " + ", ".join(f"{kind} {ms:.2f}" for kind, ms in of.items()) for size, of in marks.items()
    )
    return "; ".join(parts)
