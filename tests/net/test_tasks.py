"""The work as Procrastinate tasks: real workers in processes of their own, on the tests' database."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from ingest import ledger, rounds, tasks
from ingest.models import Feed, Fetch, Host
from ingest.pipeline import Settings
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>{0}</title>{1}</channel></rss>'
ITEM = "<item><title>Tide {0}</title><link>https://harbour.example/{0}</link><guid>{0}</guid></item>"
SETTINGS = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=4, processes=1)


@pytest.fixture(autouse=True)
def _empty_queue():
    """Take out what is left in the tables of the queue: Django does not manage them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def add_feeds(server, count):
    """Add feeds with an item each, all due."""
    source = SourceFactory()
    server.answers |= {f"/{n}": answer(200, RSS.format(n, ITEM.format(n)).encode()) for n in range(count)}
    ledger.add_feeds([ledger.NewFeed(source, server.url(f"/{n}"), "", None) for n in range(count)], timezone.now())


def database_url():
    facts = connection.get_connection_params()
    host = facts["host"].replace("/", "%2F")
    return f"postgres://{facts['user']}@{host}/{facts['dbname']}"


@pytest.fixture
def worker(tmp_path):
    """Start workers; whatever is left of them at the end is killed."""
    started = []

    def start(*arguments, **variables):
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url(),
            "NEWSROOM_ENV_FILE": "",
            "NEWSROOM_VAR": str(tmp_path),
            "NEWSROOM_FETCH_ALLOW": "127.0.0.0/8",
            "NEWSROOM_INGEST_WORKERS": "1",
            "NEWSROOM_LOG_LEVEL": "WARNING",
            **variables,
        }
        command = [
            sys.executable,
            "-W",
            "error::DeprecationWarning",
            "manage.py",
            "procrastinate",
            "worker",
            *arguments,
        ]
        log = tmp_path / f"worker-{len(started)}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, process_group=0
            )
        process.log = log
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def within(seconds, what):
    """Give the block's generator of truth so long to come true."""
    deadline = time.monotonic() + seconds

    def until(is_true):
        while not is_true():
            assert time.monotonic() < deadline, what
            time.sleep(0.1)

    yield until


def complaints(process):
    """Return what a worker said, less its greeting and the fact that Django leaves connections to the end of a process."""
    return [line for line in process.log.read_text().splitlines() if re.search(r"WARNING|ERROR|Deprecat", line)]


def ended_well(process):
    process.terminate()
    began = time.monotonic()
    assert process.wait(10) == 0, process.log.read_text()
    assert complaints(process) == []
    return time.monotonic() - began


def test_two_workers_share_a_hundred_feeds_and_each_is_fetched_once(server, worker, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 10)
    add_feeds(server, 100)
    tasks.wake(0)
    assert ProcrastinateJob.objects.filter(task_name="ingest.tasks.refresh").count() == 10

    workers = [worker(), worker()]
    with within(60, "all feeds are read") as until:
        until(lambda: Fetch.objects.count() >= 100)
        until(lambda: not ProcrastinateJob.objects.filter(task_name="ingest.tasks.refresh").exists())

    assert Counter(server.paths()) == {f"/{n}": 1 for n in range(100)}
    assert Article.objects.count() == 100
    assert all(ended_well(process) < 10 for process in workers)


def test_a_worker_that_is_killed_loses_nothing(server, worker):
    async def hang(writer):
        import asyncio

        stuck.append(writer)
        await asyncio.sleep(60)

    stuck = []
    add_feeds(server, 30)
    whole = dict(server.answers)
    server.answers = dict.fromkeys(whole, hang)
    tasks.wake(0)
    first = worker()
    with within(30, "the first worker is mid-way") as until:
        until(lambda: stuck)
    os.killpg(first.pid, signal.SIGKILL)
    assert Feed.objects.exclude(lease_until=None).exists()

    server.answers = whole
    past = timezone.now() - timedelta(minutes=1)
    Feed.objects.exclude(lease_until=None).update(lease_until=past, turn_at=past)
    Host.objects.update(lease_until=None, lease_token=None, free_at=past)
    second = worker()
    tasks.wake(0)
    with within(60, "the second worker reads every feed") as until:
        until(lambda: Fetch.objects.filter(outcome="ok").count() == 30)

    assert Article.objects.count() == 30
    assert not Feed.objects.exclude(lease_until=None).exists()
    assert set(Fetch.objects.values_list("feed_id", flat=True)) == set(Feed.objects.values_list("id", flat=True))
    ended_well(second)


def test_told_to_stop_in_a_round_a_worker_gives_its_feeds_back(server, worker):
    async def hang(writer):
        import asyncio

        stuck.append(writer)
        await asyncio.sleep(60)

    stuck = []
    add_feeds(server, 5)
    server.answers = dict.fromkeys(server.answers, hang)
    tasks.wake(0)
    process = worker()
    with within(30, "the worker is mid-way") as until:
        until(lambda: stuck)

    assert ended_well(process) < 10

    assert not Feed.objects.exclude(lease_until=None).exists()
    assert ledger.due(timezone.now()).count() == 5


def test_short_limits_on_statements_and_idle_sessions_do_not_cut_a_worker_off(server, worker):
    process = worker(NEWSROOM_STATEMENT_SECONDS="1", NEWSROOM_IDLE_SECONDS="1")
    with within(30, "the worker is there") as until:
        until(lambda: _workers() == 1)
    time.sleep(4)

    add_feeds(server, 3)
    tasks.wake(0)
    with within(3, "the worker hears of it at once") as until:
        until(lambda: Fetch.objects.count() == 3)
    ended_well(process)


def test_a_worker_keeps_a_handful_of_connections_however_much_it_did(server, worker, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    add_feeds(server, 25)
    process = worker()

    tasks.wake(0)
    with within(60, "all feeds are read") as until:
        until(lambda: Fetch.objects.count() == 25)

    assert _connections() <= 12
    ended_well(process)


def _workers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return cursor.fetchone()[0]


def _connections():
    """Count the sessions on this database besides our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


# The queue ------------------------------------------------------------------------------------------------------------
def waiting():
    return sorted(ProcrastinateJob.objects.filter(status="todo").values_list("queueing_lock", flat=True))


def test_a_batch_that_still_waits_is_not_put_in_again(server, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 10)
    add_feeds(server, 25)

    for minute in range(3):
        tasks.wake(minute)

    assert waiting() == ["refresh-0", "refresh-1", "refresh-2"]


def test_a_queue_has_a_longest_length(server, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(tasks, "WAITING", 4)
    add_feeds(server, 25)

    tasks.wake(0)

    assert len(waiting()) == 4


def test_nothing_waits_where_nothing_is_due():
    tasks.wake(0)

    assert waiting() == []


def test_a_batch_takes_no_more_than_its_share_and_leaves_the_rest_due(server):
    add_feeds(server, 25)

    report = rounds.ingest(None, SETTINGS, limit=10)

    assert len(report.results) == len(server.requests) == 10
    assert ledger.due(timezone.now() + timedelta(minutes=1)).count() == 15
    assert not Feed.objects.exclude(lease_until=None).exists()


def test_a_feed_that_was_due_is_not_said_to_have_been_asked_for(server):
    add_feeds(server, 1)

    rounds.ingest(None, SETTINGS, limit=1)

    assert Fetch.objects.get().cause == Fetch.Cause.SCHEDULE


def test_what_a_dead_worker_left_is_taken_out_and_its_lock_is_free(worker):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (dead,) = cursor.fetchone()
    tasks.mirror.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    tasks.mirror.defer(timestamp=1)
    tasks.clear_away.defer(timestamp=0)

    # A worker that stays: one that leaves when nothing is to be had may leave while clearing is still under way.
    worker(NEWSROOM_LOG_LEVEL="ERROR")

    with within(60, "the dead one is away, and the one behind it has run") as until:
        until(lambda: not ProcrastinateJob.objects.filter(task_name="ingest.tasks.mirror").exists())


def test_every_periodic_task_runs_in_a_worker(worker):
    for name in ("wake", "order", "mirror", "read_pushes", "renew", "tell", "prune", "clear_away"):
        getattr(tasks, name).configure(queueing_lock=name).defer(timestamp=0)

    process = worker("--one-shot")
    process.wait(60)

    assert complaints(process) == []
    assert not ProcrastinateJob.objects.filter(status="failed").exists()
    assert not ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).exists()
