"""The rounds at the standard work: cold, all 304, the same bytes, other bytes with nothing new, three new of each feed."""

import json
from pathlib import Path

from bench.bench import Bench, Stage, say
from bench.farm import Farm
from bench.figures import Demand, Findings, Round
from bench.site import Site

NEW = 3
REACH = {"304": 1.0, "same": 1.5, "churn": 5.0, "incremental": 6.0, "cold": 24.0}
"""CPU milliseconds a feed, Postgres and the start of the process included."""
COLD_SECONDS = 7.0
NAMES = ("start-up", "reading", *REACH)


def measure(bench: Bench) -> Findings:
    """Measure all of them on one farm and one site, each as the one before left it."""
    work = bench.work
    found = Findings()
    with bench.site() as site:
        empty = Stage("start-up", "start-up: no feed at all", {"feeds": 0}, runs=work.repeat)
        found.rounds.append(bench.measure(empty, site, 0))
        say("starting the farm")
        with bench.farm(feeds=work.feeds, items=work.items, hosts=work.hosts) as farm:
            site.subscribe(farm)
            answers = _answers(bench, site)
            if bench.profile == "reading":
                bench.show_profile(site, "bench/bare_read.py", str(answers), "0")
            reading = {} if bench.profile else _reading(bench, site, answers)
            for stage in stages(bench, farm, site):
                found.rounds.append(bench.measure(stage, site, work.feeds))
    found.demands = _demands({one.name: one for one in found.rounds}, reading["wall"])
    found.notes.append(
        f"reading alone: {reading['wall']:.2f} s, {reading['seconds']:.2f} s of it without the start of its processes"
    )
    return found


def stages(bench: Bench, farm: Farm, site: Site) -> list[Stage]:
    """Return the rounds in their order."""
    feeds, items, runs = bench.work.feeds, bench.work.items, bench.work.repeat
    nothing = {"not_modified": 0, "new": 0, "changed": 0, "same": feeds * items}

    def recover() -> None:
        """Let the site have validators again."""
        farm.set(validators=1, churn=0)
        site.ingest()

    return [
        Stage("cold", "cold: every entry is new", {"new": feeds * items}),
        Stage("304", "all 304", {"not_modified": feeds}, runs=runs, floor=True),
        Stage("same", "200, the same bytes", nothing, lambda: farm.set(validators=0), runs=runs, floor=True),
        Stage("churn", "200, other bytes, nothing new", nothing, lambda: farm.set(churn=1), runs=runs, floor=True),
        Stage(
            "incremental",
            f"{NEW} new in each feed",
            {"new": NEW * feeds, "changed": 0},
            recover,
            lambda: farm.tick(NEW),
            runs,
        ),
    ]


def _answers(bench: Bench, site: Site) -> Path:
    """Fetch all documents, and return the directory in which they are kept."""
    asked, answers = site.scratch / "asked.json", site.scratch / "answers"
    asked.write_text(json.dumps(site.asked()), "utf-8")
    answers.mkdir()
    bench.program(site, "bench.bare_fetch", str(asked), str(answers))
    return answers


def _reading(bench: Bench, site: Site, answers: Path) -> dict[str, float]:
    """Measure how long parse, normalize and sanitize take for all documents on the same processes, with nothing else."""
    say("the floor of cold: reading alone")
    usage, said = bench.program(site, "bench.bare_read", str(answers), processes(site))
    return {"wall": usage.wall, "cpu": usage.cpu, **said}


def processes(site: Site) -> str:
    """Return how many processes a run of the site reads with."""
    return site.env.get("NEWSROOM_INGEST_WORKERS", "2")


def _demands(rounds: dict[str, Round], reading: float) -> list[Demand]:
    """Hold the rounds to the figures that were set for the standard work."""
    per_feed = [
        Demand(f"{rounds[name].title}: CPU a feed", rounds[name].cpu / rounds[name].feeds * 1000, limit, "ms")
        for name, limit in REACH.items()
    ]
    cold = rounds["cold"]
    return [
        *per_feed,
        Demand("cold: wall", cold.wall, COLD_SECONDS, "s"),
        Demand("all 304: CPU, of a bare loop's", rounds["304"].cpu / rounds["304"].floor, 2.0, "x"),
        Demand("200, the same bytes: CPU, of a bare loop's", rounds["same"].cpu / rounds["same"].floor, 2.5, "x"),
        Demand(f"{NEW} new in each feed: CPU, of cold's", rounds["incremental"].cpu / cold.cpu, 0.25, "x"),
        Demand("cold: wall, of reading alone", cold.wall / reading, 1.4, "x"),
    ]
