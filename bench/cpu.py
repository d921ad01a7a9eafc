"""CPU, wall time and memory of whole process trees, as the kernel counts them. Linux only."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.1
LONGEST_SECONDS = 3_600.0
"""A round that takes longer hangs, and is killed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command and everything that it started used: seconds, seconds of CPU, and the peak of their memory together.

    ``peak_bytes`` is the largest sum of PSS that was sampled: pages that several of them share count once.
    """

    wall: float
    user: float
    system: float
    peak_bytes: int
    status: int

    @property
    def cpu(self) -> float:
        """CPU seconds, in our code and in the kernel."""
        return self.user + self.system


def measure(command: Sequence[str], env: Mapping[str, str], output: Path, cwd: Path) -> Usage:
    """Run a command to its end, its output into a file, and return what it and its descendants used.

    They are a process group of their own, and whoever loses its parent becomes our child: so nobody's CPU is lost,
    and nobody else's is counted. What they log goes into the file's neighbour that ``errors_of`` names.
    """
    with output.open("wb") as file, errors_of(output).open("wb") as errors, _adopting():
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(env), stdout=file, stderr=errors, stdin=subprocess.DEVNULL, cwd=cwd, process_group=0
        )
        try:
            with _MemoryWatch(process.pid) as memory, _alarm(process.pid):
                user, system, wall = _wait_for_group(process, began)
        finally:
            _kill_group(process.pid)
    return Usage(wall, user, system, memory.peak, process.returncode)


def errors_of(output: Path) -> Path:
    """Return the file that takes the standard error of a command whose output goes to ``output``."""
    return output.with_suffix(".err")


def postgres_cpu(pid: int) -> float:
    """Return the CPU seconds of a Postgres since its start: its first process, its backends, and those that ended."""
    first = psutil.Process(pid)
    times = first.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for backend in first.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            times = backend.cpu_times()
            total += times.user + times.system
    return float(total)


def _wait_for_group(process: "subprocess.Popen[bytes]", began: float) -> tuple[float, float, float]:
    """Reap the whole group. Return its user and system seconds, and how long its first process took."""
    user = system = wall = 0.0
    while True:
        try:
            pid, status, used = os.wait4(-process.pid, 0)
        except ChildProcessError:
            return user, system, wall
        user, system = user + used.ru_utime, system + used.ru_stime
        if pid == process.pid:
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)


class _MemoryWatch:
    """Samples the memory of a process and its descendants in a thread, for as long as the context lasts."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            with contextlib.suppress(psutil.Error):
                first = psutil.Process(self._pid)
                family = [self._pid, *(child.pid for child in first.children(recursive=True))]
                self.peak = max(self.peak, sum(map(pss, family)))


def pss(pid: int) -> int:
    """Return the proportional set size in bytes; 0 for a process that just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """Let orphans among our descendants become our children, so that their CPU is told to us."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0)


@contextlib.contextmanager
def _alarm(group: int) -> Iterator[None]:
    timer = threading.Timer(LONGEST_SECONDS, _kill_group, (group,))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill_group(group: int) -> None:
    """Kill what is left of a group; mostly nothing is."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if not sys.platform.startswith("linux"):
    sys.exit("error: the benchmarks read /proc and need Linux.")
