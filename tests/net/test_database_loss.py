"""The database goes away in the middle of a round, and comes back; or was never there. ``make faults`` does it for real."""

import os
import subprocess
import sys
import threading
from ipaddress import ip_network
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from psycopg import errors

from articles.models import Article
from ingest import connection as watched
from ingest import ledger, rounds
from ingest.connection import DatabaseLost, is_lost, outlived
from ingest.models import Feed, Fetch, Host
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.values import Limits
from tests.factories import SourceFactory
from tests.net.scripted import answer

ROOT = Path(__file__).resolve().parents[2]
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Quay {0}</title><item><title>Ebb {0}</title>'
    "<link>https://quay.example/{0}</link><guid>{0}</guid></item></channel></rss>"
)
SETTINGS = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=4, processes=1)
NOWHERE = "postgres://nobody@%2Fnonexistent/newsroom"


@pytest.fixture
def feeds(server):
    """Three feeds that were read once, and are due again."""
    source = SourceFactory()
    server.answers |= {f"/{n}": answer(200, RSS.format(n).encode()) for n in range(3)}
    ledger.add_feeds([ledger.NewFeed(source, server.url(f"/{n}")) for n in range(3)], timezone.now())
    rounds.ingest(None, SETTINGS)
    ledger.poll_now(Feed.objects.all(), ledger.now())
    server.requests.clear()


@pytest.fixture
def session_ends(server):
    """End our session in the middle of the next round: while the first feed is asked for."""

    def prepare():
        facts = connection.get_connection_params()
        ours = connection.connection.info.backend_pid
        whole = server.answers["/0"]

        async def end_session(writer):
            with psycopg.connect(host=facts["host"], dbname=facts["dbname"], user=facts["user"]) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [ours])
            writer.write(whole)

        server.answers["/0"] = [end_session, whole]

    return prepare


@pytest.mark.django_db(transaction=True)
def test_a_round_says_that_the_database_went_away(feeds, session_ends):
    session_ends()

    with pytest.raises(DatabaseLost) as lost:
        rounds.ingest(None, SETTINGS)

    assert lost.value.tokens
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_watch_outlives_it_and_gives_back_what_it_held(feeds, session_ends, caplog):
    session_ends()

    with outlived(Stop()):
        rounds.ingest(None, SETTINGS)

    assert [record.message for record in caplog.records if "database_" in record.message] == [
        "database_lost",
        "database_back",
    ]
    assert not Feed.objects.exclude(lease_until=None).exists()
    assert not Host.objects.exclude(lease_until=None).exists()
    assert "feed_broke_our_code" not in caplog.messages
    assert ledger.due(ledger.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_the_next_round_reads_every_feed_that_was_under_way(feeds, session_ends, server):
    session_ends()
    with outlived(Stop()):
        rounds.ingest(None, SETTINGS)

    rounds.ingest(None, SETTINGS)

    assert set(server.paths()) == {"/0", "/1", "/2"}
    assert Fetch.objects.filter(outcome="ok").count() == 6
    assert not Fetch.objects.filter(outcome="failed").exists()
    assert Article.objects.count() == 3


def test_who_is_told_to_stop_does_not_wait_for_a_database(caplog):
    stop = Stop()
    stop.set()

    with outlived(stop):
        raise DatabaseLost("gone", ())

    assert caplog.messages == ["database_lost"]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_waited_for_until_there_is_space(monkeypatch, caplog):
    whole = watched.PROBE
    monkeypatch.setattr(watched, "PROBE", "DO $$ BEGIN RAISE disk_full; END $$")
    space = threading.Timer(0.5, setattr, (watched, "PROBE", whole))
    space.start()

    with outlived(Stop()):
        raise _as_django_says(errors.DiskFull("no space left on device"))

    assert caplog.messages == ["database_lost", "database_back"]
    assert caplog.records[-1].seconds >= 0.5


def _as_django_says(error):
    wrapped = OperationalError(str(error))
    wrapped.__cause__ = error
    return wrapped


@pytest.mark.parametrize(
    "error",
    [errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, psycopg.OperationalError, errors.DiskFull],
)
def test_a_session_that_ended_or_has_no_space_is_lost(error):
    assert is_lost(_as_django_says(error("gone")))


@pytest.mark.parametrize("error", [errors.QueryCanceled, errors.DeadlockDetected, errors.LockNotAvailable])
def test_a_statement_that_failed_is_no_lost_database(error):
    assert not is_lost(_as_django_says(error("too slow, too late, too large")))


@pytest.mark.parametrize("how", ["", "--watch", "--all", "--audit"])
def test_without_a_database_ingest_fails_in_words(tmp_path, how):
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": NOWHERE,
        "NEWSROOM_ENV_FILE": "",
        "NEWSROOM_VAR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "ingest", *filter(None, [how])]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
