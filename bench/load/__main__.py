"""``make load``: readers at the highest rate that two cores hold, with ingest and editors at work, for half an hour."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import database, farm, machine
from bench.bench import say
from bench.figures import Findings
from bench.load import outcome
from bench.load.memory import Memory
from bench.load.mix import Kind, kinds
from bench.load.newsdesk import newsdesk
from bench.load.outcome import Asked
from bench.load.stage import Stage, stage
from bench.report import as_json, as_text
from bench.site import ROOT

SHARES = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Of the most that the site can answer; the first of them is held that keeps 99 of 100 readers from waiting a second."""
TRIAL_SECONDS = 60.0
"""Long enough for three rounds of news: while they are read and placed, a site holds less."""
HELD_MS = 1_000.0


def main() -> int:
    """Find the rate, hold it, print what was found, and return 1 where a demand was not met."""
    options = _parser().parse_args()
    script = farm.find_any(options.farm)
    before, scratch = machine.load(), Path(tempfile.mkdtemp(prefix="newsroom-load-"))
    try:
        with database.server(scratch / "postgres") as server:
            with stage(script, server, scratch, options.articles) as made:
                found = _run(made, options)
            versions = machine.versions(server.version())
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    about = machine.surroundings(before, versions)
    print(as_text(found, about), end="")
    if options.json:
        options.json.write_text(json.dumps(as_json(found, about), indent=1) + "\n", "utf-8")
    return 0 if all(demand.holds for demand in found.demands) else 1


def _run(made: Stage, options: argparse.Namespace) -> Findings:
    mix, desk = kinds(made.database, made.port), newsdesk(made)
    with made.news(), desk.at_work():
        most = _ask(made, mix, 0.0, TRIAL_SECONDS).per_second
        rate = options.rate or _highest(made, mix, most)
        say(f"{rate:.0f} requests a second for {options.minutes:g} minutes")
        desk.published.clear()
        with Memory({"web": made.web.pid, "ingest": made.ingest.pid}) as memory:
            asked = _ask(made, mix, rate, options.minutes * 60)
    return outcome.findings(asked, most, desk, memory, made)


def _highest(made: Stage, mix: Sequence[Kind], most: float) -> float:
    """Return the highest rate at which readers do not wait."""
    for share in SHARES:
        asked = _ask(made, mix, most * share, TRIAL_SECONDS)
        say(f"{most * share:.0f} a second: 99 of 100 within {asked.quantile(99):.0f} ms")
        if asked.quantile(99) <= HELD_MS:
            break
    return most * share


def _ask(made: Stage, mix: Sequence[Kind], rate: float, seconds: float) -> Asked:
    """Let readers ask, in a process of their own."""
    orders: dict[str, Any] = {"port": made.port, "rate": rate, "seconds": seconds, "seed": 1}
    orders["mix"] = [asdict(kind) for kind in mix]
    command = [sys.executable, "-m", "bench.load.readers"]
    done = subprocess.run(command, input=json.dumps(orders), cwd=ROOT, capture_output=True, text=True, check=True)
    return Asked(json.loads(done.stdout), seconds, rate)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, metavar="N", help="how long (%(default)s)")
    parser.add_argument("--rate", type=float, default=0.0, metavar="N", help="requests a second; else the highest")
    parser.add_argument("--articles", type=int, default=10_000, metavar="N", help="in the database (%(default)s)")
    parser.add_argument(
        "--farm", metavar="PATH", help="the feed farm's script; else as for `make bench`, or a small one"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
