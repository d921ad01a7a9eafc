"""Processes of ours that are killed, or sleep for too long, at random moments."""

import contextlib
import signal
import time
from collections.abc import Callable

import psutil

from bench.faults.outcome import Outcome
from bench.faults.process import STEP, Process, until
from bench.faults.stage import Stage
from bench.faults.trial import CHARGED, Trial

BUSY_SECONDS = 1.0
IDLE_SECONDS = "5"
"""A worker that sleeps inside a transaction holds its rows for so long."""

DUE = "SELECT count(*) FROM ingest_feed WHERE turn_at < now() + interval '5 min'"
HALF_IS_LATER = (
    "UPDATE ingest_feed SET next_at = now() + interval '1 h', turn_at = now() + interval '1 h' WHERE id % 2 = 1"
)
OTHERS_ARE_DUE = "UPDATE ingest_feed SET next_at = now(), turn_at = now() WHERE id % 2 = 1"


def parent(stage: Stage) -> Outcome:
    """Kill -9 of the process that claims, fetches and stores; those that read must follow it by themselves."""
    return _killed(stage, Process.kill)


def group(stage: Stage) -> Outcome:
    """Kill -9 of all processes at once."""
    return _killed(stage, Process.kill_all)


def _killed(stage: Stage, kill: Callable[[Process], None]) -> Outcome:
    """Kill, let the leases of the dead pass, and run again."""
    with stage.trial() as trial:
        held = kill_mid_way(stage, trial, kill)
        trial.pass_leases()
        trial.run()
        return trial.judge(stage.wanted, held)


def kill_mid_way(stage: Stage, trial: Trial, kill: Callable[[Process], None] = Process.kill_all) -> set[str]:
    """Kill a run in the middle of its work, and return the feeds that it held."""
    with trial.mid_way(stage.window) as process:
        kill(process)
        process.wait()
    held = trial.abandoned()
    trial.note("feeds under way", len(held))
    return held


def reader(stage: Stage) -> Outcome:
    """Kill -9 of a process that reads documents."""
    return reader_ended(stage, signal.SIGKILL)


def reader_ended(stage: Stage, number: signal.Signals) -> Outcome:
    """End a process that reads documents by a signal: the run goes on without it, and no more than one feed fails."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window) as process:
            victim = _busy(process, trial.random.choice)
            if victim:
                victim.send_signal(number)
            code = process.wait()
        failed = trial.failed()
        trial.outcome.wrong += [f"the run ended with {code}"] if code else []
        trial.outcome.wrong += [f"{len(failed)} feeds failed for one process"] if len(failed) > 1 else []
        trial.note("feeds that failed", len(failed))
        for url, error in trial.database.run(CHARGED):
            trial.outcome.require("ended the process" in error, f"{url} failed for another reason: {error}")
        trial.retry_failed()
        trial.run()
        return trial.judge(stage.wanted, failed)


def idle(stage: Stage) -> Outcome:
    """Kill -9 of all processes that read, and of the one that makes them, while a watch has nothing to do."""
    with stage.trial() as trial:
        trial.database.run(HALF_IS_LATER)
        with trial.mid_way(stage.window, "--watch") as process:
            until(lambda: not trial.database.run(DUE)[0][0], "half of the feeds are read")
            victims = process.readers()
            for victim in [*victims, *{victim.parent() for victim in victims}]:
                if victim:
                    victim.kill()
            trial.database.run(OTHERS_ARE_DUE)
            trial.hurt()
            until(lambda: process.is_over or not trial.database.run(DUE)[0][0], "the other half is read")
            trial.note_whole()
            process.send(signal.SIGTERM)
            code = process.wait()
        trial.outcome.wrong += [f"the watch ended with {code}: {process.said[-500:]}"] if code else []
        return trial.judge(stage.wanted)


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
        slept_inside = code == 1 and "idle-in-transaction" in process.said and "Traceback" not in process.said
        trial.note("runs that slept inside a transaction, and said so", int(slept_inside))
        trial.outcome.require(slept_inside or not code, f"the late run ended with {code}: {process.said[-500:]}")
        refused = [one for one in trial.events(process.said, "feed_refreshed") if one["outcome"] == "lost"]
        trial.note("late commits refused", len(refused))
        trial.note("feeds under way", len(held))
        return trial.judge(stage.wanted, held)
