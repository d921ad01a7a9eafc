"""Being told to stop, at a random moment: by SIGTERM, as systemd and ``docker stop`` do."""

import signal
import time

from bench.faults.outcome import Outcome
from bench.faults.process import Process, until
from bench.faults.stage import Stage
from bench.faults.trial import Trial

STOP_SECONDS = 10.0
WAKE = "from ingest import tasks; tasks.wake(0)"


def run(stage: Stage) -> Outcome:
    """SIGTERM to a single run."""
    return _stopped(stage)


def watch(stage: Stage) -> Outcome:
    """SIGTERM to a watch."""
    return _stopped(stage, "--watch")


def _stopped(stage: Stage, *arguments: str) -> Outcome:
    with stage.trial() as trial:
        with trial.mid_way(stage.window, *arguments) as process:
            _stop(trial, process)
        return _judge(stage, trial)


def worker(stage: Stage) -> Outcome:
    """SIGTERM to a worker of the queue."""
    with stage.trial() as trial:
        trial.manage("shell", "-v", "0", "-c", WAKE)
        with trial.start_command("procrastinate", "worker") as process:
            until(lambda: trial.farm.asked() or process.is_over, "it asks for its first feed")
            time.sleep(trial.random.random() * stage.window)
            _stop(trial, process)
        return _judge(stage, trial)


def _stop(trial: Trial, process: Process) -> None:
    """Tell it to stop, and see that it ends well and soon."""
    process.send(signal.SIGTERM)
    began = time.monotonic()
    code = process.wait()
    seconds = time.monotonic() - began
    trial.outcome.note_most("s until it stopped", seconds)
    trial.outcome.require(code == 0, f"it ended with {code}: {process.said[-500:]}")
    trial.outcome.require(seconds < STOP_SECONDS, f"it took {seconds:.1f} s to stop")


def _judge(stage: Stage, trial: Trial) -> Outcome:
    """See that nothing is held any more, and that the next run goes on where it stopped."""
    held = trial.under_way()
    trial.outcome.require(not held, f"{len(held)} feeds are held by who stopped")
    trial.hurt()
    trial.run()
    return trial.judge(stage.wanted, trial.feeds)
