"""What is done to the site while readers ask it for pages: its processes, its database, its limits of time."""

import signal
import time
from collections.abc import Sequence

import psycopg

from bench.faults.outcome import Outcome
from bench.faults.process import until
from bench.faults.stage import Stage
from bench.faults.trial import Trial
from bench.faults.web import Page, Served, judge, served

BEFORE = 10
"""So many answers readers get before anything happens."""
BACK_SECONDS = 1.0
"""So long after Postgres is back may a page still say 503."""
SHORT = "1"
LONG = "10"
SLACK_SECONDS = 2.5
STATEMENT_SECONDS = 2.0
GIVE_UP_SECONDS = STATEMENT_SECONDS + 5.0
"""What is asked of a server that says nothing fails so long after, which is five seconds after it should have said so itself."""
SLOW_VIEW = """
ALTER TABLE articles_article RENAME TO fast_article;
CREATE VIEW articles_article AS SELECT * FROM fast_article WHERE pg_sleep(0.5) IS NOT NULL;
"""
FAST_AGAIN = "DROP VIEW articles_article; ALTER TABLE fast_article RENAME TO articles_article"
LOCK = "LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE"
SLEEP_INSIDE = f"""
import time
from django.db import connection, transaction
with transaction.atomic():
    connection.cursor().execute("{LOCK}")
    print("held", flush=True)
    time.sleep(60)
"""


def worker_killed(stage: Stage) -> Outcome:
    """Kill -9 of a process that answers: it costs the one request in its hands at most."""
    with stage.trial() as trial, served(stage, trial) as site:
        with site.readers() as readers:
            readers.until_answered(BEFORE + trial.random.randrange(BEFORE))
            trial.random.choice(site.workers()).kill()
            trial.hurt()
            until(lambda: len(site.workers()) == 2, "another one takes its place")
            readers.until_answered(BEFORE)
        judge(trial, readers.pages, excused=1)
        return trial.outcome


def reload(stage: Stage) -> Outcome:
    """HUP, as after a change of the code: all processes are replaced and no reader notices."""
    with stage.trial() as trial, served(stage, trial) as site:
        before = {worker.pid for worker in site.workers()}
        with site.readers() as readers:
            readers.until_answered(BEFORE + trial.random.randrange(BEFORE))
            site.process.send(signal.SIGHUP)
            until(lambda: not before & (now := {one.pid for one in site.workers()}) and now, "all are replaced")
            readers.until_answered(BEFORE)
        judge(trial, readers.pages)
        return trial.outcome


def restart(stage: Stage) -> Outcome:
    """Postgres is torn away under readers and comes back after some seconds: 503 meanwhile, and pages at once."""
    with stage.trial() as trial, served(stage, trial) as site:
        with site.readers() as readers:
            readers.until_answered(BEFORE)
            stage.server.stop_at_once()
            time.sleep(min(stage.size.away_seconds, 10.0))
            stage.server.start()
            trial.hurt()
            back = time.monotonic()
            time.sleep(BACK_SECONDS)
            readers.until_answered(2 * BEFORE)
        _judge_return(trial, readers.pages, back)
        return trial.outcome


def stalled(stage: Stage) -> Outcome:
    """Postgres stands still (SIGSTOP of all its processes) and keeps its connections: 503 after a bounded time."""
    processes = stage.server.processes
    with stage.trial() as trial, served(stage, trial, NEWSROOM_STATEMENT_SECONDS=f"{STATEMENT_SECONDS}") as site:
        with site.readers() as readers:
            readers.until_answered(BEFORE)
            stopped = processes()
            for process in stopped:
                process.suspend()
            began = time.monotonic()
            until(lambda: time.monotonic() - began > 2 * GIVE_UP_SECONDS, "some time passes")
            for process in stopped:
                process.resume()
            trial.hurt()
            back = time.monotonic()
            time.sleep(BACK_SECONDS)
            readers.until_answered(2 * BEFORE)
        _judge_return(trial, readers.pages, back)
        during = [page for page in readers.pages if page.status == 503 and page.asked_at < back]
        trial.outcome.require(during, "nobody was told 503 while Postgres stood still")
        return trial.outcome


def _judge_return(trial: Trial, pages: Sequence[Page], back: float) -> None:
    """See that readers got pages or 503 all the while, and pages alone soon after Postgres was back."""
    judge(trial, pages)
    late = [page for page in pages if page.asked_at > back + BACK_SECONDS and page.status != 200]
    trial.outcome.notes["503 later than a second after it was back"] += len(late)
    trial.outcome.require(not late, f"{len(late)} requests after it was back had no page, such as {late[:1]}")
    refused = [page.asked_at + page.seconds - back for page in pages if page.status == 503]
    trial.outcome.resumed = max(0.0, *refused) if refused else 0.0


def limits(stage: Stage) -> Outcome:
    """Let a statement be slow, a lock be held, a transaction sleep: each ends by its own limit."""
    with stage.trial() as trial:
        quick = {"NEWSROOM_STATEMENT_SECONDS": LONG, "NEWSROOM_LOCK_SECONDS": SHORT, "CACHE_URL": "none"}
        with served(stage, trial, **quick) as site, psycopg.connect(trial.database.url) as other:
            other.execute(LOCK)
            _judge_limit(trial, site, "s until a held lock is given up")
            other.rollback()
            _judge_idle(trial, site)
        slow = {"NEWSROOM_STATEMENT_SECONDS": SHORT, "NEWSROOM_LOCK_SECONDS": LONG, "CACHE_URL": "none"}
        with served(stage, trial, **slow) as site:
            trial.database.run(SLOW_VIEW)
            _judge_limit(trial, site, "s until a slow statement is given up")
            trial.database.run(FAST_AGAIN)
            trial.outcome.require(site.ask("/").status == 200, "the page is not back after a slow statement")
        return trial.outcome


def _judge_limit(trial: Trial, site: Served, what: str) -> None:
    """See that the front page says 503 in about a second."""
    page = site.ask("/")
    trial.outcome.note_most(what, page.seconds)
    trial.outcome.require(page.status == 503 and page.retry_after, f"instead of 503 there came {page}")
    trial.outcome.require(page.seconds < float(SHORT) + SLACK_SECONDS, f"a limit of a second ended {page}")


def _judge_idle(trial: Trial, site: Served) -> None:
    """See that who sleeps inside a transaction loses it, and with it what he locked."""
    with trial.start_command("shell", "-v", "0", "-c", SLEEP_INSIDE, env={"NEWSROOM_IDLE_SECONDS": SHORT}) as sleeper:
        until(lambda: "held" in sleeper.said or sleeper.is_over, "a transaction holds the table")
        began = time.monotonic()
        until(lambda: site.ask("/").status == 200, "the table is free again", 30.0)
        seconds = time.monotonic() - began
    trial.outcome.note_most("s until a sleeping transaction is ended", seconds)
    trial.outcome.require(
        seconds < float(SHORT) + SLACK_SECONDS, f"an idle transaction held a table for {seconds:.1f} s"
    )
