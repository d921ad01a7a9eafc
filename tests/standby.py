"""A primary and its replica, as real servers that stream, and a site of several processes in front of them."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from newsroom import database
from newsroom.embedded import pg_basebackup
from tests.ports import answers, free_port

ROOT = Path(__file__).resolve().parents[1]
HASTY = {"fsync": "off", "wal_level": "replica", "max_wal_senders": "4", "hot_standby": "on"}


class Standby:
    """A server of our own and, as ``replica``, one that follows it; both listen on sockets under ``folder``."""

    def __init__(self, folder):
        self._folder = folder / "replica"
        self.primary = database.start(folder / "primary", HASTY)
        self.replica = None
        self.follow()

    @property
    def replica_url(self):
        return database.socket_url(self._folder)

    def follow(self):
        """Make the replica anew, from a copy of the primary as it is now, and let it follow."""
        if self.replica:
            self.replica.cleanup()
            shutil.rmtree(self._folder)
        self._folder.mkdir(mode=0o700)
        user = self.primary.system_user
        if user:
            shutil.chown(self._folder, user)
        followed = f"host={self.primary.get_postmaster_info().socket_dir} user=postgres"
        copying = ["--dbname", followed, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync"]
        pg_basebackup(copying, pgdata=self._folder, user=user)
        for left in (".s.PGSQL.5432.lock", "log"):  # The primary's own.
            (self._folder / left).unlink(missing_ok=True)
        self.replica = database.start(self._folder, {**HASTY, "primary_conninfo": f"'{followed}'"})

    def on_primary(self, statement, *values, unseen=False):
        """Run a statement there; ``unseen``, the number of the edition does not hear of it."""
        with psycopg.connect(self.primary.url) as connection:
            connection.execute(f"SET session_replication_role = {'replica' if unseen else 'origin'}")
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def on_replica(self, statement):
        with psycopg.connect(self.replica_url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def pause(self):
        """Let the replica fall behind from now on."""
        self.on_replica("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.on_replica("SELECT pg_get_wal_replay_pause_state()") == [("paused",)])

    def catch_up(self):
        """Let it go on, and wait until it has everything; one that follows no more is made anew."""
        if not self.replica.is_up():
            self.replica.ensure_postgres_running()
        if self.on_replica("SELECT pg_is_in_recovery()") == [(False,)]:
            self.follow()
        self.on_replica("SELECT pg_wal_replay_resume()")
        ((there,),) = self.on_primary("SELECT pg_current_wal_lsn()::text")
        wait_until(lambda: self.on_replica(f"SELECT pg_last_wal_replay_lsn() >= '{there}'") == [(True,)])
        wait_until(lambda: self.on_replica("SELECT count(*) FROM pg_stat_wal_receiver") == [(1,)])

    def stop(self):
        self.replica.cleanup()
        self.primary.cleanup()


class Site:
    """What belongs to a site of several processes: their environment, and how they are started. A context manager."""

    def __init__(self, folder, **variables):
        self.folder = folder
        ours = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
        self.variables = {
            **ours,
            "NEWSROOM_ENV_FILE": "",
            "NEWSROOM_VAR": str(folder / "var"),
            "NEWSROOM_WEB_WORKERS": "1",
            "NEWSROOM_FETCH_ALLOW": "127.0.0.0/8",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            **variables,
        }
        self._stack = ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.variables, check=True, capture_output=True, text=True).stdout

    def web(self, **variables):
        """Start one more gunicorn, and return the port on which it answers."""
        port = free_port()
        self.run(f"web-{port}", "-m", "gunicorn", PORT=str(port), **variables)
        wait_until(lambda: answers(port))
        return port

    def run(self, name, *command, **variables):
        """Start a Python program; it is ended with the site."""
        log = self._stack.enter_context((self.folder / f"{name}.log").open("w"))
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**self.variables, **variables}, stdout=log, stderr=log
        )
        self._stack.callback(end, process)
        return process

    def said(self, port):
        """Return what the web on this port has logged."""
        return (self.folder / f"web-{port}.log").read_text()


@contextmanager
def redis(folder):
    """A Redis of our own; its URL."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    wait_until(lambda: answers(port))
    yield f"redis://127.0.0.1:{port}/0"
    end(process)


def end(process):
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def get(port, path, **headers):
    """Return the status and the text of an answer."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_until(is_true, seconds=60.0):
    """Wait until something is true, and fail where it does not become so."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "this did not come true"
        time.sleep(0.05)


def named(url, name):
    """Return the URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
