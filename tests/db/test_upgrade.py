"""An upgrade while the site is read: a migration that cannot have its lock gives up, and succeeds when it is tried again."""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection
from psycopg import sql

from newsroom.operating.backup.address import Address
from tests.ports import free_port

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SCRATCH = "newsroom_upgrade"
BEFORE = "0007_hosts_free_from_the_start"
AFTER = "SELECT count(*) FROM django_migrations WHERE app = 'ingest' AND name > %s"


@pytest.fixture(scope="module")
def scratch(django_db_setup, django_db_blocker):
    """A copy of the tests' database, to be taken back to an earlier state: its address."""
    with django_db_blocker.unblock():
        connection.close()  # Postgres copies nothing that somebody uses.
    own = Address.of(connection.settings_dict)
    with own.beside("postgres").connect() as session:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(SCRATCH))
        session.execute(drop)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        session.execute(copy.format(sql.Identifier(SCRATCH), sql.Identifier(own.name)))
        yield own.beside(SCRATCH)
        session.execute(drop)


@pytest.fixture(scope="module")
def variables(scratch, tmp_path_factory):
    """What a shell would have: the settings of the site on that database."""
    where = scratch.parameters
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"postgresql://{where['user']}@{where['host'].replace('/', '%2F')}/{SCRATCH}",
        "NEWSROOM_VAR": str(tmp_path_factory.mktemp("upgrade")),
        "NEWSROOM_WEB_WORKERS": "1",
        "NEWSROOM_LOCK_SECONDS": "1",
    }


@pytest.fixture(scope="module")
def manage(variables):
    def run(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def reader(variables, manage):
    """Read the front page of a real site again and again: the statuses so far, and how long the slowest took."""
    port, seen, stop = free_port(), [], threading.Event()
    assert manage("collectstatic", "--no-input", "--verbosity=0").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"], cwd=ROOT, env=variables | {"PORT": str(port)}, stderr=subprocess.DEVNULL
    )

    def read():
        while not stop.is_set():
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/latest/", timeout=30) as answer:
                    seen.append((answer.status, time.monotonic() - began))
            except urllib.error.HTTPError as answer:
                answer.close()
                seen.append((answer.code, time.monotonic() - began))
            except OSError:
                if seen:
                    seen.append((0, time.monotonic() - began))
            time.sleep(0.05)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not seen and time.monotonic() < deadline:
        time.sleep(0.1)
    yield seen
    stop.set()
    thread.join(60)
    process.terminate()
    process.wait(30)


def test_a_migration_gives_up_at_a_lock_changes_nothing_and_succeeds_when_tried_again(scratch, manage, reader):
    back = manage("migrate", "ingest", BEFORE)
    assert back.returncode == 0, back.stderr

    with scratch.connect() as holder:
        holder.execute("BEGIN")
        holder.execute("SELECT 1 FROM ingest_feed LIMIT 1")
        began = time.monotonic()
        refused = manage("migrate")
        waited = time.monotonic() - began
        holder.execute("COMMIT")
        (half_done,) = holder.execute(AFTER, [BEFORE]).fetchone()
        before = len(reader)
        again = manage("migrate")
        (done,) = holder.execute(AFTER, [BEFORE]).fetchone()

    assert refused.returncode != 0
    assert "lock timeout" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert waited < 60
    assert (half_done, again.returncode) == (0, 0)
    assert done >= 2
    assert before > 3, "nobody read meanwhile"
    assert {status for status, _ in reader} == {200}
