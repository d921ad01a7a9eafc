"""What the processes of a run take, looked at many times a second: those that read documents, each, and their parent."""

import contextlib
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bench.faults.process import Process

LOOK_SECONDS = 0.02
TICKS = os.sysconf("SC_CLK_TCK")
MEGA = 1_000_000


@dataclass(slots=True)
class Watched:
    """A context manager, which knows the most of each.

    ``cpu`` are the CPU seconds of one document, ``megabytes`` what one process had; ``parent_megabytes`` and ``parent_at_end`` what
    their parent had at its peak, and last.

    For every document a process is given a new limit of CPU time, which tells us where one ends and the next begins. Two short
    ones within a second count as one: what is said is never too little.
    """

    process: Process
    cpu: float = 0.0
    megabytes: float = 0.0
    parent_megabytes: float = 0.0
    parent_at_end: float = 0.0
    _began: dict[int, tuple[str, float]] = field(default_factory=dict)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(LOOK_SECONDS):
            with contextlib.suppress(OSError, IndexError):
                self.parent_megabytes = max(self.parent_megabytes, _peak(self.process.pid, "VmHWM"))
                self.parent_at_end = _peak(self.process.pid, "VmRSS") or self.parent_at_end
            for reader in self.process.readers():
                with contextlib.suppress(OSError, IndexError):  # It has just ended.
                    self._measure(reader.pid)

    def _measure(self, pid: int) -> None:
        limit, used = _cpu_limit(pid), _cpu(pid)
        if self._began.get(pid, ("",))[0] != limit:
            self._began[pid] = (limit, used)
        self.cpu = max(self.cpu, used - self._began[pid][1])
        self.megabytes = max(self.megabytes, _peak(pid, "VmPeak"))


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _cpu_limit(pid: int) -> str:
    lines = Path(f"/proc/{pid}/limits").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("Max cpu time"))


def _peak(pid: int, name: str) -> float:
    """Return a line of the status of a process in megabytes; 0 for one that has just ended."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next((int(line.split()[1]) * 1024 / MEGA for line in lines if line.startswith(f"{name}:")), 0.0)
