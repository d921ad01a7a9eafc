"""A program under test with all its processes, which can be stopped, killed and waited for, and never outlive us."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import psutil

from bench.site import ROOT

LONGEST_SECONDS = 300.0
"""Whoever needs longer hangs, and that is a fault of its own."""
STEP = 0.02


class Hangs(Exception):
    """What should have happened did not in a very long time; str() says what."""


class Process:
    """A running command as a process group of its own; a context manager, at whose end the whole group is dead."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()
        self.wait()

    @property
    def pid(self) -> int:
        """Return the number of the first process."""
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """Tell whether the first process has ended."""
        return self._process.poll() is not None

    @property
    def said(self) -> str:
        """Return what it has printed and logged until now."""
        return self._log.read_text("utf-8", "replace")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the first process alone."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Kill -9 of the first process alone."""
        self.send(signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill -9 of all its processes."""
        self.send_all(signal.SIGKILL)

    def send_all(self, number: signal.Signals) -> None:
        """Send a signal to all its processes, if any is left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def wait(self) -> int:
        """Wait until all its processes have ended, and return the first one's exit code."""
        try:
            code = self._process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            raise Hangs(f"{self._process.args!r} does not end:\n{self.said[-2000:]}") from None
        until(lambda: not self._family(), "its other processes end, too")
        return code

    def readers(self) -> list[psutil.Process]:
        """Return the processes that read documents: those that the process for forking made."""
        try:
            children = psutil.Process(self._process.pid).children()
            return [reader for child in children for reader in child.children()]
        except psutil.NoSuchProcess:
            return []

    def _family(self) -> list[int]:
        """Return the processes of the group that still run."""
        return [pid for pid in psutil.pids() if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        """Tell whether a process is one of the group, and alive: whom nobody waits for stays in the table."""
        try:
            state, _, group = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            return False
        return int(group) == self._process.pid and state != "Z"


def until(is_true: Callable[[], object], what: str, seconds: float = LONGEST_SECONDS) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise Hangs(f"{what}: this did not come true")
        time.sleep(STEP)
