"""Ten times as many feeds: the cost must grow with their number, the memory hardly at all."""

from bench.bench import Bench, Stage
from bench.figures import Demand, Findings, Round

ITEMS = 10
NEW = 3
TIMES = 10
AT_MOST_TIMES = 11.0
MEMORY_TIMES = 1.5
MEMORY_MB = 400.0


def measure(bench: Bench) -> Findings:
    """Measure cold, all 304 and incremental at the standard number of feeds and at ten times that."""
    few = _rounds(bench, bench.work.feeds)
    many = _rounds(bench, bench.work.feeds * TIMES)
    found = Findings(rounds=[*few, *many])
    for small, large in zip(few, many, strict=True):
        found.demands.append(Demand(f"{large.title}: CPU, of a tenth's", large.cpu / small.cpu, AT_MOST_TIMES, "x"))
    peaks = [max(one.peak_bytes for one in rounds) for rounds in (few, many)]
    found.demands += [
        Demand(f"{many[0].feeds} feeds: peak memory, of a tenth's", peaks[1] / peaks[0], MEMORY_TIMES, "x"),
        Demand(f"{many[0].feeds} feeds: peak memory of all our processes", peaks[1] / 1e6, MEMORY_MB, "MB"),
    ]
    return found


def _rounds(bench: Bench, feeds: int) -> list[Round]:
    """Measure on a farm of that size, whose documents are made when they are first asked for."""
    with bench.site() as site, bench.farm(feeds=feeds, items=ITEMS, hosts=bench.work.hosts, lazy=True) as farm:
        site.subscribe(farm)
        stages = [
            Stage("scale-cold", f"{feeds} feeds, cold", {"new": feeds * ITEMS}),
            Stage("scale-304", f"{feeds} feeds, all 304", {"not_modified": feeds}),
            Stage("scale-new", f"{feeds} feeds, {NEW} new in each", {"new": NEW * feeds}, lambda: farm.tick(NEW)),
        ]
        return [bench.measure(stage, site, feeds) for stage in stages]
