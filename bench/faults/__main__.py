"""``make faults``: hurt ingest in every way that we know, and see that the next run makes it whole. ARGS=--help."""

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from bench import farm, machine
from bench.bench import say
from bench.faults import kills, outages, report, surroundings
from bench.faults.postgres import postgres
from bench.faults.process import Hangs
from bench.faults.report import Row
from bench.faults.stage import Stage, stage
from bench.faults.trial import Outcome, Skipped

PATIENCE = 3
"""A moment that comes after the end of a run is drawn again: so many times as many tries are made at most."""


SOONER = 0.9
"""For then the machine has become faster than it was when the undisturbed run was measured."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to hurt it, and how often: in the quick form and in the long one."""

    title: str
    do: Callable[[Stage], Outcome]
    quick: int = 1
    long: int = 3


FAULTS = {
    "parent": Fault("kill -9 of the parent", kills.parent, 2, 20),
    "reader": Fault("kill -9 of a reading process", kills.reader, 2, 20),
    "idle": Fault("kill -9 of all readers while idle", kills.idle, 1, 5),
    "group": Fault("kill -9 of the whole group", kills.group, 2, 20),
    "sleeper": Fault("asleep past its lease (SIGSTOP)", kills.sleeper, 2, 10),
    "restart": Fault("Postgres restarted under --watch", outages.restart, 2, 5),
    "away": Fault("Postgres away under --watch", outages.minute),
    "single": Fault("Postgres gone under a single run", outages.single),
    "disk": Fault("disk full for kept documents", surroundings.full_disk, 1, 1),
    "behind": Fault("clock of the machine a day behind", surroundings.clock_behind, 1, 1),
    "ahead": Fault("clock of the machine a day ahead", surroundings.clock_ahead, 1, 1),
    "back": Fault("clock of Postgres set back a day", surroundings.clock_set_back, 1, 5),
    "names": Fault("no names: DNS is dead", surroundings.no_names, 1, 1),
    "ten": Fault("ten runs at once", surroundings.at_once, 1, 3),
}


def main() -> int:
    """Do what the arguments ask for, print what came of it, and return 1 where something was lost or out of place."""
    options = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("error: told to stop"))
    seed = SystemRandom().randrange(10**6) if options.seed is None else options.seed
    say(f"seed {seed}: the same moments again with --seed {seed}")
    before, random = machine.load(), Random(seed)  # noqa: S311  It draws moments.
    try:
        with _stage(options.farm, random, 60.0 if options.long else 8.0) as made:
            versions = machine.versions(made.server.version())
            rows: list[Row] = []
            for name in options.only or FAULTS:
                rows.append(_try(name, made, is_long=options.long))
                say(report.as_line(rows[-1]))
    except farm.NoFarm as error:
        sys.exit(f"error: {error}")
    about = {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "commit": machine.commit(),
        "seed": seed,
        "machine": machine.describe(),
        "load": {"before": before, "after": machine.load()},
        "versions": versions,
    }
    print(report.as_text(rows), end="")
    if options.json:
        _write(options.json, {**about, "faults": report.as_json(rows)})
    return 1 if any(row.wrong for row in rows) else 0


@contextmanager
def _stage(script: str | None, random: Random, away: float) -> Iterator[Stage]:
    """Prepare the stage with a Postgres of its own, which may be stopped, and take all of it away at the end."""
    scratch = Path(tempfile.mkdtemp(prefix="newsroom-faults-"))
    try:
        with postgres(scratch / "postgres") as server, stage(farm.find(script), server, scratch, random, away) as made:
            yield made
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _try(name: str, made: Stage, *, is_long: bool) -> Row:
    """Do one kind of harm as often as is asked, and say at once where it did harm."""
    fault = FAULTS[name]
    times = fault.long if is_long else fault.quick
    row = Row(name, fault.title, [])
    for _ in range(times * PATIENCE):
        say(f"{fault.title}, {len(row.outcomes) + 1} of {times}")
        try:
            outcome = fault.do(made)
        except Skipped as skipped:
            row.left_out = f"left out: {skipped}"
            break
        except Hangs as hangs:
            outcome = Outcome(wrong=[str(hangs)])
        if outcome.is_late:
            made.window *= SOONER
        else:
            row.outcomes.append(outcome)
        for sentence in outcome.wrong:
            print(f"  wrong: {sentence}", file=sys.stderr, flush=True)
        if len(row.outcomes) == times:
            break
    return row


def _write(path: Path, found: dict[str, Any]) -> None:
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description="Hurt ingest on purpose, and see that the next run makes it whole."
    )
    parser.add_argument(
        "--farm", metavar="PATH", help=f"the feed farm's script; else ${farm.VARIABLE}, else {farm.BESIDE}"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    parser.add_argument("--long", action="store_true", help="every kill 20 times, and Postgres away for a minute")
    parser.add_argument("--seed", type=int, metavar="N", help="which random moments to take")
    parser.add_argument("--only", nargs="+", metavar="FAULT", choices=FAULTS, help=f"only some of: {', '.join(FAULTS)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
