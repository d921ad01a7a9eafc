"""How the memory of processes goes on: samples of what they hold together, and the line that goes through them."""

import contextlib
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

import psutil

from bench.cpu import pss

EVERY_SECONDS = 5.0
SETTLED = 1 / 3
"""The first third of a run fills caches; the line is drawn through the rest."""


@dataclass(slots=True)
class Memory:
    """The memory of families of processes by name, sampled in a thread; ``pids`` are their first processes."""

    pids: dict[str, int]
    samples: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __enter__(self) -> "Memory":
        self.samples = {name: [] for name in self.pids}
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def first_and_last(self, name: str) -> tuple[float, float]:
        """Return the MB at a third of the run and at its end, as the line has them."""
        settled = self._settled(name)
        slope, intercept = linear_regression(*zip(*settled, strict=True))
        return intercept + slope * settled[0][0], intercept + slope * settled[-1][0]

    def slope(self, name: str) -> float:
        """Return the MB that are added in an hour."""
        return float(linear_regression(*zip(*self._settled(name), strict=True)).slope * 3600)

    def _settled(self, name: str) -> list[tuple[float, float]]:
        taken = self.samples[name]
        return taken[int(len(taken) * SETTLED) :]

    def _watch(self) -> None:
        began = time.monotonic()
        while not self._over.wait(EVERY_SECONDS):
            for name, pid in self.pids.items():
                with contextlib.suppress(psutil.Error):
                    self.samples[name].append((time.monotonic() - began, _held(pid)))


def _held(pid: int) -> float:
    """Return the MB of a process and of all that it started."""
    family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return sum(map(pss, family)) / 1e6


if not Path("/proc/self/smaps_rollup").exists():
    raise SystemExit("error: the memory of processes is read from /proc, and needs Linux.")
