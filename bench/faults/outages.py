"""Postgres goes away in the middle of the work, and comes back."""

import signal
import time
from collections.abc import Callable

from bench.faults.outcome import Outcome
from bench.faults.process import until
from bench.faults.stage import Stage
from bench.faults.trial import Trial

DUE = "SELECT count(*) FROM ingest_feed WHERE next_at < now()"
ENTERED = "SELECT count(*) FROM ingest_fetch"
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
"""
SESSIONS = 3
RESUME_SECONDS = 5.0
"""So soon must a watch go on, beside what any feed takes on a machine that may be busy."""
WORDS = "The database cannot be reached, or went away."


def restart(stage: Stage) -> Outcome:
    """Postgres is restarted as after a power cut, under a watch, which goes on by itself."""
    return _watched(stage, lambda trial: _take_away(stage, trial, 0.0))


def minute(stage: Stage) -> Outcome:
    """Postgres is away for a minute (for some seconds, in the quick form), under a watch."""
    return _watched(stage, lambda trial: _take_away(stage, trial, stage.size.away_seconds))


def terminated(stage: Stage) -> Outcome:
    """Sessions are ended one after another at random moments, as an administrator may end them, under a watch."""
    return _watched(stage, lambda trial: _terminate(stage, trial), 1 + SESSIONS)


def _watched(stage: Stage, harm: Callable[[Trial], set[str]], most: int = 2) -> Outcome:
    """Do harm to the database in the middle of a watch; ``harm`` returns the feeds that were under way."""
    with stage.trial() as trial:
        with trial.mid_way(stage.window, "--watch") as process:
            held = harm(trial)
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
        resumed, most = trial.outcome.resumed or 0.0, RESUME_SECONDS + stage.window
        trial.outcome.require(resumed < most, f"it took {resumed:.1f} s until it went on")
        return trial.judge(stage.wanted, held, most)


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


def _take_away(stage: Stage, trial: Trial, seconds: float) -> set[str]:
    held = trial.under_way()
    stage.server.stop_at_once()
    time.sleep(seconds)
    stage.server.start()
    return held


def _terminate(stage: Stage, trial: Trial) -> set[str]:
    """End some sessions; between a look at the leases and the end of a session more feeds are taken, so all are excused."""
    for _ in range(SESSIONS):
        trial.note("sessions ended", len(trial.database.run(TERMINATE)))
        time.sleep(trial.random.random() * stage.window / SESSIONS)
    return set(trial.feeds)


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
