"""What operators do while the site is in use: migrate it, back it up, restore it."""

import signal
import time
from pathlib import Path

import psycopg

from bench.faults import rows
from bench.faults.outcome import Outcome
from bench.faults.process import until
from bench.faults.stage import Stage
from bench.faults.trial import Trial
from bench.faults.web import judge, served

NEXT = {"DJANGO_SETTINGS_MODULE": "bench.faults.next_settings", "NEWSROOM_LOCK_SECONDS": "1"}
DUE = "SELECT count(*) FROM ingest_feed WHERE next_at < now() AND state = 'active'"
ADDED = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'spare_of_bench'"


def migration(stage: Stage) -> Outcome:
    """Migrate under readers and a watch while somebody holds a table: it gives up, and the next try is through."""
    with stage.trial() as trial, served(stage, trial) as site:
        with trial.mid_way(stage.window / 2, "--watch") as watch:
            with site.readers() as readers:
                _refused(trial)
                began = time.monotonic()
                trial.manage("migrate", "--verbosity", "0", env=NEXT)
                trial.outcome.note_most("s for the migration", time.monotonic() - began)
                readers.until_answered(10)
            until(lambda: watch.is_over or not trial.database.run(DUE)[0][0], "every feed is read")
            watch.send(signal.SIGTERM)
            code = watch.wait()
        trial.outcome.require(code == 0, f"the watch ended with {code}: {watch.said[-500:]}")
        trial.outcome.require(trial.database.run(ADDED)[0][0] == 2, "the migration did not do what it should")
        unavailable = sum(page.status == 503 for page in readers.pages)
        trial.outcome.require(not unavailable, f"{unavailable} readers were told 503")
        judge(trial, readers.pages)
        return trial.judge(stage.wanted)


def _refused(trial: Trial) -> None:
    """Try it while a long report reads a table: the lock is not to be had, and nothing may be half done."""
    with psycopg.connect(trial.database.url) as report:
        report.execute("SELECT count(*) FROM articles_article")
        with trial.start_command("migrate", "--verbosity", "0", env=NEXT) as process:
            code = process.wait()
    trial.outcome.require(code == 1, f"without a lock it ended with {code}: {process.said[-500:]}")
    trial.outcome.require("lock timeout" in process.said, f"it does not say why: {process.said[-500:]}")
    trial.outcome.require(not trial.database.run(ADDED)[0][0], "a migration that gave up left a column")
    trial.note("migrations that gave up for a lock", 1)


def backup(stage: Stage) -> Outcome:
    """Back up in the middle of a watch, restore into another database, and compare what both hold of that moment."""
    with stage.trial() as trial, stage.server.database() as other:
        kept = trial.scratch / "backups"
        with trial.mid_way(stage.window / 2, "--watch") as watch:
            said = trial.manage("backup", "--to", str(kept))
            until(lambda: watch.is_over or not trial.database.run(DUE)[0][0], "every feed is read")
            watch.send(signal.SIGTERM)
            watch.wait()
        trial.outcome.require("rows" in said, f"backup said: {said[-500:]}")
        copy = next((path for path in sorted(kept.iterdir()) if path.is_dir()), Path())
        trial.hurt()
        trial.manage("restore", str(copy), "--into", other.url)
        trial.note_whole()
        trial.judge(stage.wanted)
        _judge_restored(stage, trial, stage.trial_on(other))
        return trial.outcome


def _judge_restored(stage: Stage, trial: Trial, restored: Trial) -> None:
    """See that what was restored is of one moment: a run that goes on from it ends with the rows of any other."""
    restored.pass_leases()
    restored.run()
    lost = rows.missing(stage.wanted, rows.read(restored.database))
    trial.outcome.wrong += restored.outcome.wrong
    trial.outcome.require(not lost, f"after a restore and a run, rows are not there: {str(lost)[:500]}")
