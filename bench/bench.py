"""What all rounds work with, and how one round is measured."""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import cpu, profiled
from bench.cpu import Usage, errors_of
from bench.database import Server
from bench.farm import Farm
from bench.figures import Round
from bench.site import ROOT, Site


class Profiled(Exception):
    """The round that was to be profiled was, and no other is wanted."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much is asked: the size of the farm, how often each quiet round is repeated, feeds in the table to claim, articles, narrow ones."""

    feeds: int
    items: int
    hosts: int
    repeat: int
    table: int
    articles: Sequence[int]
    rows: Sequence[int]


@dataclass(frozen=True, slots=True)
class Stage:
    """One round to come. ``once`` prepares it, ``each`` prepares every run; ``expected`` is what each run must report."""

    name: str
    title: str
    expected: Mapping[str, int]
    once: Callable[[], object] = lambda: None
    each: Callable[[], object] = lambda: None
    runs: int = 1
    floor: bool = False


@dataclass(slots=True)
class Bench:
    """The farm's script, the database server, a place for files, and the round to profile (or "")."""

    script: Path
    server: Server
    scratch: Path
    work: Work
    profile: str = ""
    _sites: int = field(default=0)

    @contextlib.contextmanager
    def site(self) -> Iterator[Site]:
        """Give a new site with an empty database of its own."""
        self._sites += 1
        with self.server.database() as database:
            yield Site(self.server, database, self.scratch / f"site-{self._sites}")

    def farm(self, *, feeds: int, items: int, hosts: int, lazy: bool = False) -> Farm:
        """Return a farm to be started, by ``with``."""
        return Farm(self.script, feeds=feeds, items=items, hosts=hosts, lazy=lazy)

    def measure(self, stage: Stage, site: Site, feeds: int) -> Round:
        """Do one round: prepare, run as often as it says, and see that each run did the work that is meant."""
        say(stage.title)
        found = Round(stage.name, stage.title, feeds)
        stage.once()
        for _ in range(1 if self.profile else stage.runs):
            stage.each()
            if stage.name == self.profile:
                self.show_profile(site, *site.INGEST)
            run = site.ingest()
            found.runs.append(run)
            found.wrong += _differences(run.report, stage.expected)
            if stage.floor and not self.profile:
                found.floors.append(self.floor(site))
        return found

    def floor(self, site: Site) -> Usage:
        """Measure the bare loop over the same requests as the site's next ones."""
        asked = site.scratch / "asked.json"
        asked.write_text(json.dumps(site.asked()), "utf-8")
        return self.program(site, "bench.bare_fetch", str(asked))[0]

    def program(self, site: Site, *arguments: str) -> tuple[Usage, Any]:
        """Measure a program of this folder that prints JSON; return what it used and what it said."""
        output = site.scratch / "program.json"
        usage = cpu.measure([sys.executable, "-m", *arguments], site.env, output, ROOT)
        if usage.status:
            errors = errors_of(output).read_text("utf-8")
            raise SystemExit(f"{errors}error: {' '.join(arguments)} ended with {usage.status}.")
        return usage, json.loads(output.read_text("utf-8"))

    def show_profile(self, site: Site, script: str, *arguments: str) -> None:
        """Run a script once under the profiler and print where its process, not its children, spent the CPU.

        Raises ``Profiled``, because that is all that was asked for.
        """
        file = site.scratch / "profile"
        command = [sys.executable, "-m", "bench.profiled", str(file), script, *arguments]
        output = site.scratch / "profiled.txt"
        if cpu.measure(command, site.env, output, ROOT).status:
            raise SystemExit(f"{errors_of(output).read_text('utf-8')}error: {script} ended with an error.")
        sys.stdout.write(profiled.as_text(file))
        raise Profiled


def say(what: str) -> None:
    """Tell whoever waits what is being done now."""
    print(f"{time.strftime('%H:%M:%S')} {what} ...", file=sys.stderr, flush=True)


def _differences(report: Mapping[str, Any], expected: Mapping[str, int]) -> list[str]:
    """Return in sentences where a report is not what the round is about."""
    wanted = {"failed": 0, **expected}
    said = [f"{report[name]} {name} instead of {count}" for name, count in wanted.items() if report[name] != count]
    return [*said, *report["errors"]] if said else []
