"""Postgres goes away in the middle of the work, and comes back."""

import signal
import time

from bench.faults.outcome import Outcome
from bench.faults.process import until
from bench.faults.stage import Stage
from bench.faults.trial import Trial

DUE = "SELECT count(*) FROM ingest_feed WHERE next_at < now()"
ENTERED = "SELECT count(*) FROM ingest_fetch"
WORDS = "The database cannot be reached, or went away."


def restart(stage: Stage) -> Outcome:
    """Postgres is restarted as after a power cut, under a watch, which goes on by itself."""
    return _watched(stage, 0.0)


def minute(stage: Stage) -> Outcome:
    """Postgres is away for a minute (for some seconds, in the quick form), under a watch."""
    return _watched(stage, stage.size.away_seconds)


def _watched(stage: Stage, seconds: float) -> Outcome:
    with stage.trial() as trial:
        with trial.mid_way(stage.window, "--watch") as process:
            held = trial.under_way()
            _take_away(stage, seconds)
            trial.hurt()
            entered = trial.database.run(ENTERED)
            until(lambda: process.is_over or trial.database.run(ENTERED) != entered or _is_done(trial), "it goes on")
            trial.note_resumed()
            until(lambda: process.is_over or _is_done(trial), "every feed is read")
            trial.note_whole()
            process.send(signal.SIGTERM)
            code = process.wait()
        trial.outcome.wrong += [f"the watch ended with {code}: {process.said[-500:]}"] if code else []
        _refuse_tracebacks(trial, process.said)
        trial.note("feeds under way", len(held))
        return trial.judge(stage.wanted, held)


def single(stage: Stage) -> Outcome:
    """Postgres goes away under a single run, which fails in words, as does another one that finds none at all."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window) as process:
            held = trial.under_way()
            stage.server.stop_at_once()
            with trial.start() as other:
                _judge_failure(trial, other.wait(), other.said)
            code = process.wait()
            stage.server.start()
        if code:
            _judge_failure(trial, code, process.said)
        trial.hurt()
        trial.pass_leases()
        trial.run()
        return trial.judge(stage.wanted, held)


def _take_away(stage: Stage, seconds: float) -> None:
    stage.server.stop_at_once()
    time.sleep(seconds)
    stage.server.start()


def _is_done(trial: Trial) -> bool:
    return not trial.database.run(DUE)[0][0]


def _judge_failure(trial: Trial, code: int, said: str) -> None:
    """See that a run that has no database fails, and says why in words."""
    if code != 1 or WORDS not in said:
        trial.outcome.wrong.append(f"without a database a run ended with {code}: {said[-500:]}")
    _refuse_tracebacks(trial, said)


def _refuse_tracebacks(trial: Trial, said: str) -> None:
    """Nobody should have to read one because of a server that is away."""
    if "Traceback" in said:
        trial.outcome.wrong.append(f"a traceback: {said[said.index('Traceback') :][-1500:]}")
