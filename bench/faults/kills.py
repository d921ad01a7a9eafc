"""Processes of ours that are killed, or sleep for too long, at random moments."""

import contextlib
import signal
import time
from collections.abc import Callable

import psutil

from bench.faults.process import STEP, Process
from bench.faults.stage import Stage
from bench.faults.trial import Outcome

BUSY_SECONDS = 1.0
IDLE_SECONDS = "5"
"""A worker that sleeps inside a transaction holds its rows for so long."""


def parent(stage: Stage) -> Outcome:
    """Kill -9 of the process that claims, fetches and stores; those that read must follow it by themselves."""
    return _killed(stage, lambda process: process.send(signal.SIGKILL))


def group(stage: Stage) -> Outcome:
    """Kill -9 of all processes at once."""
    return _killed(stage, lambda process: process.send_all(signal.SIGKILL))


def _killed(stage: Stage, kill: Callable[[Process], None]) -> Outcome:
    """Kill, let the leases of the dead pass, and run again."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window) as process:
            kill(process)
            process.wait()
        held = trial.abandoned()
        trial.pass_leases()
        trial.run()
        trial.note("feeds under way", len(held))
        return trial.judge(stage.wanted, held)


def reader(stage: Stage) -> Outcome:
    """Kill -9 of a process that reads documents: the run goes on without it, and no more than one feed fails."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window) as process:
            victim = _busy(process, trial.random.choice)
            if victim:
                victim.kill()
            code = process.wait()
        failed = trial.failed()
        trial.outcome.wrong += [f"the run ended with {code}"] if code else []
        trial.outcome.wrong += [f"{len(failed)} feeds failed for one process"] if len(failed) > 1 else []
        trial.note("feeds that failed", len(failed))
        trial.retry_failed()
        trial.run()
        return trial.judge(stage.wanted, failed)


def _busy(process: Process, choose: Callable[[list[psutil.Process]], psutil.Process]) -> psutil.Process | None:
    """Return a process that reads just now, or after a while any of them; None where there is none yet, or any more."""
    deadline = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < deadline and not process.is_over:
        for one in process.readers():
            with contextlib.suppress(psutil.NoSuchProcess):
                if one.status() == psutil.STATUS_RUNNING:
                    return one
        time.sleep(STEP / 10)
    left = process.readers()
    return choose(left) if left else None


def sleeper(stage: Stage) -> Outcome:
    """SIGSTOP past the lease, as a machine that was laid to sleep: another run takes over, and the late one writes nothing."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window, env={"NEWSROOM_IDLE_SECONDS": IDLE_SECONDS}) as process:
            process.send_all(signal.SIGSTOP)
            held = trial.under_way()
            trial.pass_leases()
            trial.run()
            process.send_all(signal.SIGCONT)
            code = process.wait()
        trial.outcome.wrong += [f"the late run ended with {code}: {process.said[-500:]}"] if code else []
        refused = [one for one in trial.events(process.said, "feed_refreshed") if one["outcome"] == "lost"]
        trial.note("late commits refused", len(refused))
        trial.note("feeds under way", len(held))
        return trial.judge(stage.wanted, held)
