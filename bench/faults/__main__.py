"""``make faults``: hurt the newsroom in every way that we know, and see that it becomes whole again. ARGS=--help."""

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from bench import farm, machine
from bench.bench import say
from bench.faults import report
from bench.faults.catalogue import FAULTS
from bench.faults.outcome import Outcome, Skipped
from bench.faults.postgres import postgres
from bench.faults.process import Hangs
from bench.faults.report import Row
from bench.faults.stage import LARGE, MIDDLE, SMALL, Size, Stage, stage

PATIENCE = 3
"""A moment that comes after the end of a run is drawn again: so many times as many tries are made at most."""

SOONER = 0.9
"""For then the machine has become faster than it was when the undisturbed run was measured."""


def main() -> int:
    """Do what the arguments ask for, print what came of it, and return 1 where something was lost or out of place."""
    options = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("error: told to stop"))
    seed = SystemRandom().randrange(10**6) if options.seed is None else options.seed
    say(f"seed {seed}: the same moments again with --seed {seed}")
    before, began, script = machine.load(), time.monotonic(), farm.find_any(options.farm)
    with stage_of(_size(options), script, Random(seed)) as made:  # noqa: S311  It draws moments.
        versions = machine.versions(made.server.version())
        rows = [_told(try_fault(name, made, _times(options, name))) for name in options.only or FAULTS]
    about = {
        **machine.surroundings(before, versions),
        "seed": seed,
        "farm": "of our own" if script == farm.OURS else "shared",
        "seconds": time.monotonic() - began,
    }
    print(report.as_markdown(rows, about), end="")
    if options.json:
        _write(options.json, {**about, "faults": report.as_json(rows)})
    return 1 if any(row.wrong for row in rows) else 0


@contextmanager
def stage_of(size: Size, script: Path, random: Random) -> Iterator[Stage]:
    """Prepare the stage with a Postgres of its own, which may be stopped, and take all of it away at the end."""
    scratch = Path(tempfile.mkdtemp(prefix="newsroom-faults-"))
    try:
        with postgres(scratch / "postgres") as server, stage(script, server, scratch, random, size) as made:
            yield made
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def try_fault(name: str, made: Stage, times: int) -> Row:
    """Do one kind of harm as often as is asked, and say at once where it did harm."""
    fault = FAULTS[name]
    row = Row(name, fault.row, fault.title, fault.promise, [])
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


def _told(row: Row) -> Row:
    say(report.as_line(row))
    return row


def _times(options: argparse.Namespace, name: str) -> int:
    """Return how often a fault is tried: once, in the long form as often as it says, or at most as often as was asked for."""
    if options.tries:
        return int(min(options.tries, FAULTS[name].long))
    return FAULTS[name].long if options.long else 1


def _size(options: argparse.Namespace) -> Size:
    return LARGE if options.long else MIDDLE if options.tries else SMALL


def _write(path: Path, found: dict[str, Any]) -> None:
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description="Hurt the newsroom on purpose, and see that it becomes whole again."
    )
    parser.add_argument(
        "--farm", metavar="PATH", help=f"a feed farm's script; else ${farm.VARIABLE}, else {farm.BESIDE}, else our own"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    parser.add_argument("--long", action="store_true", help="the long form: 200 kills, everything large, half an hour")
    parser.add_argument(
        "--tries", type=int, metavar="N", help="try everything N times, or as often as the long form does"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="which random moments to take")
    parser.add_argument("--only", nargs="+", metavar="FAULT", choices=FAULTS, help=f"only some of: {', '.join(FAULTS)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
