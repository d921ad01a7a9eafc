"""The disk of Postgres is full for some seconds, while readers read and a watch stores."""

import signal
import time

import psycopg

from bench.faults.kills import HALF_IS_LATER, OTHERS_ARE_DUE
from bench.faults.outcome import Outcome, Skipped
from bench.faults.process import Process, until
from bench.faults.small_disk import USER, SmallDisk, small_disk
from bench.faults.stage import Stage
from bench.faults.surroundings import require_namespaces
from bench.faults.trial import Trial
from bench.faults.web import judge, served

FULL_SECONDS = 6.0
WRITE_SECONDS = 5.0
OFTEN = 20
"""So often may a feed have been asked for whose articles could not be stored."""
DUE = "SELECT count(*) FROM ingest_feed WHERE next_at < now() AND state = 'active'"
MUCH = "CREATE TABLE much AS SELECT repeat('much', 1000) FROM generate_series(1, 3000)"
RESTARTS = "times that Postgres began anew by itself"
ENTERED = "SELECT count(*) FROM ingest_fetch"


def full(stage: Stage) -> Outcome:
    """Fill the disk of its data, not that of its write-ahead log: reads go on, unless Postgres begins anew by itself."""
    outcome = _full(stage, has_log=False)
    refused = outcome.notes["pages with 503 and Retry-After"]
    outcome.require(
        not refused or outcome.notes[RESTARTS], f"{refused} readers got 503 though only writing was impossible"
    )
    return outcome


def full_with_log(stage: Stage) -> Outcome:
    """Fill the disk of data and write-ahead log: Postgres itself gives up, and is started again when there is space."""
    return _full(stage, has_log=True)


def _full(stage: Stage, *, has_log: bool) -> Outcome:
    """Fill it in the middle of a watch and under readers, and give it space again."""
    _require_user()
    scratch = stage.scratch / f"small-{time.monotonic_ns()}"
    with small_disk(scratch, stage.prepared.database, has_log=has_log) as disk:
        trial = stage.trial_on(disk.database)
        trial.database.run(HALF_IS_LATER)
        with served(stage, trial) as site, trial.mid_way(stage.window / 2, "--watch") as watch:
            with site.readers() as readers:
                trial.database.run(OTHERS_ARE_DUE)
                disk.fill()
                trial.outcome.require(_refuses(trial), "Postgres goes on writing to a disk that is full")
                began = time.monotonic()
                until(lambda: time.monotonic() - began > FULL_SECONDS, "it stays full for some time")
                disk.free()
                trial.hurt()
                _go_on(trial, disk, watch, WRITE_SECONDS + stage.window)
                readers.until_answered(5)
            judge(trial, readers.pages)
            _end(trial, watch)
        trial.note("starts of Postgres beside the first", disk.starts - 1)
        trial.note(RESTARTS, disk.restarts)
        return trial.judge(stage.wanted, trial.feeds, OFTEN)


def _go_on(trial: Trial, disk: SmallDisk, watch: Process, most: float) -> None:
    """See that what was left undone is done soon after there is space; Postgres is started again where it gave up."""
    disk.start()
    until(disk.is_ready, "Postgres takes connections")
    entered = trial.database.run(ENTERED)
    until(lambda: watch.is_over or trial.database.run(ENTERED) != entered or _is_done(trial), "it stores again")
    trial.note_resumed()
    until(lambda: watch.is_over or _is_done(trial), "every feed is read")
    trial.note_whole()
    resumed = trial.outcome.resumed or 0.0
    trial.outcome.require(resumed < most, f"it took {resumed:.1f} s until it wrote again")


def _refuses(trial: Trial) -> bool:
    """Tell whether Postgres says that there is no space."""
    try:
        trial.database.run(MUCH)
    except psycopg.Error:
        return True
    return False


def _is_done(trial: Trial) -> bool:
    return not trial.database.run(DUE)[0][0]


def _end(trial: Trial, watch: Process) -> None:
    watch.send(signal.SIGTERM)
    code = watch.wait()
    trial.outcome.require(code == 0, f"the watch ended with {code}: {watch.said[-1500:]}")


def _require_user() -> None:
    """Skip where we may not mount a disk, or have no user for Postgres."""
    require_namespaces()
    try:
        import pwd  # noqa: PLC0415  There is none on other systems.

        pwd.getpwnam(USER)
    except KeyError:
        raise Skipped("Postgres runs as ourselves here") from None
