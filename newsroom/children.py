"""Processes that the supervisor keeps: started in a group of their own, restarted where they die, ended whole."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_SECONDS = 12.0
"""How long a child may take to end by itself; gunicorn lets running requests end for 10 s."""
RESTARTS_A_MINUTE = 5
KEPT_LOG_BYTES = 10_000_000
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One command that should keep running: its name for people, its arguments, and the log it writes to.

    ``log`` is None for a child that may write to the terminal. Without a ``needed`` one, nothing makes sense.
    """

    name: str
    arguments: list[str]
    log: Path | None = None
    needed: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, apart from the terminal's Ctrl-C, which reaches the supervisor alone; that one tells us."""
        self.starts = [moment for moment in self.starts if moment > time.monotonic() - 60] + [time.monotonic()]
        output = _open_log(self.log) if self.log else None
        self.process = subprocess.Popen(  # noqa: S603  Our own commands, no shell.
            self.arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  We have no threads.
        )
        if output is not None:
            os.close(output)

    def ended(self) -> int | None:
        """Return the exit status of a child that is no longer there, or None while it runs."""
        return self.process.poll() if self.process else None

    def may_start_again(self) -> bool:
        """Tell whether it was started seldom enough of late for another start to make sense."""
        return len([moment for moment in self.starts if moment > time.monotonic() - 60]) <= RESTARTS_A_MINUTE

    def ask_to_end(self) -> None:
        """Ask the child itself; it ends its own workers in order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def make_end(self, deadline: float) -> None:
        """Wait until ``deadline`` (monotonic seconds), then kill whatever is left of its group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            _kill_group(self.process.pid)
            self.process.wait()
            self.process = None


def end_all(children: list[Child]) -> None:
    """End the children side by side, in at most PATIENCE_SECONDS; none of their processes is left."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        child.make_end(deadline)


def _kill_group(group: int) -> None:
    """Kill what is left of a group; mostly nothing is."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _open_log(path: Path) -> int:
    """Open a log to append to, after putting a large one aside as ``.1``."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > KEPT_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _end_with_parent() -> None:
    """Have Linux end the child where the supervisor is killed and can tell nobody."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
