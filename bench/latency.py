"""Rounds on servers that are far away: waiting must cost time only once, and no CPU."""

from bench.bench import Bench, Stage
from bench.figures import Demand, Findings

ITEMS = 5
HOSTS = 500
SLOW, NEAR = 300, 100
BEYOND_SECONDS = 5.0
FEEDS_A_SECOND = 340.0
NAMES = (f"latency-{SLOW}", f"latency-{NEAR}")


def measure(bench: Bench) -> Findings:
    """Measure all 304 with 300 and 100 ms before every answer, every feed on a host of its own."""
    feeds = bench.work.feeds
    found = Findings()
    with bench.site() as site, bench.farm(feeds=feeds, items=ITEMS, hosts=HOSTS, lazy=True) as farm:
        site.subscribe(farm)
        site.ingest()
        for milliseconds, name in zip((SLOW, NEAR), NAMES, strict=True):
            farm.set(latency=milliseconds)
            title = f"all 304, {milliseconds} ms away"
            stage = Stage(name, title, {"not_modified": feeds}, runs=bench.work.repeat)
            found.rounds.append(bench.measure(stage, site, feeds))
    slow, near = found.rounds
    found.demands = [
        Demand(f"{slow.title}: wall beyond our CPU", slow.wall - slow.ours, BEYOND_SECONDS, "s"),
        Demand(f"{near.title}: feeds a second", feeds / near.wall, FEEDS_A_SECOND, "", at_least=True),
    ]
    return found
