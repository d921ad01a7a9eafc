"""The embedded server under the faults that a real machine has. Each test has a server of its own: about a second."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from newsroom import database

START = (
    "import pathlib, time; from newsroom import database; "
    "print(database.start(pathlib.Path({!r})).get_pid(), flush=True)"
)


@pytest.fixture
def directory():
    """A short path, since a socket's is limited to 107 bytes; the server in it is ended and removed afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="newsroom-pg-"))
    yield parent / "postgres"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def start(directory):
    """Return a function that starts the server; whatever it started is stopped afterwards."""
    servers = []

    def run(path=directory, **settings):
        server = database.start(path, settings or {"fsync": "off"})
        servers.append(server)
        return server

    yield run
    for server in servers:
        server.cleanup()


def asked(server, question):
    with psycopg.connect(server.url) as connection:
        return connection.execute(question).fetchone()[0]


def test_only_the_owner_of_the_server_can_connect_and_nobody_by_network(start):
    server = start()

    information = server.get_postmaster_info()

    assert stat.S_IMODE(information.socket_path.stat().st_mode) == 0o700
    assert asked(server, "SHOW listen_addresses") == ""
    listening = [link.laddr for link in psutil.Process(information.pid).net_connections("inet")]
    assert listening == []


def test_a_long_path_gets_a_socket_elsewhere_that_is_no_less_private(start, directory):
    long = directory.parent / ("d" * 60) / ("e" * 60)

    server = start(long)

    assert asked(server, "SELECT 1") == 1
    assert stat.S_IMODE(server.get_postmaster_info().socket_path.stat().st_mode) == 0o700


def test_settings_are_in_force_from_the_first_start(start):
    assert asked(start(work_mem="'7MB'"), "SHOW work_mem") == "7MB"


def test_a_locale_that_the_machine_does_not_have_is_no_obstacle(start, monkeypatch):
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")

    server = start()

    assert asked(server, "SELECT lower('ÄÖ')") == "äö"
    assert os.environ["LC_ALL"] == "xx_XX.UTF-8"


def test_a_pid_file_left_by_a_power_cut_does_not_stop_the_start(start, directory):
    server = start()
    lines = (directory / "postmaster.pid").read_text()
    server.cleanup()
    (directory / "postmaster.pid").write_text(lines.replace(lines.split("\n", 1)[0], str(os.getpid()), 1))

    again = start()

    assert asked(again, "SELECT 1") == 1


def test_a_process_that_was_killed_does_not_keep_the_server_alive(start, directory):
    joined = subprocess.Popen(
        [sys.executable, "-c", START.format(str(directory)) + "; time.sleep(60)"], stdout=subprocess.PIPE, text=True
    )
    assert joined.stdout.readline() != ""
    joined.kill()
    joined.communicate()

    server = start()
    postmaster = psutil.Process(server.get_postmaster_info().pid)
    handles = json.loads((directory / ".handle_pids.json").read_text())
    server.cleanup()

    assert handles == [os.getpid()]
    assert not postmaster.is_running() or postmaster.status() == psutil.STATUS_ZOMBIE


def test_a_second_process_joins_and_the_last_one_out_stops_the_server(start, directory):
    server = start()

    other = subprocess.run(
        [sys.executable, "-c", START.format(str(directory))], capture_output=True, text=True, check=True
    )

    assert int(other.stdout) == server.get_pid()
    assert asked(server, "SELECT 1") == 1, "it must outlive the process that only joined"


def test_a_password_with_special_characters_reaches_the_server(start):
    server = start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE ROLE editor LOGIN PASSWORD 'a@b/c#%'")
    url = f"postgres://editor:a%40b%2Fc%23%25@{server.url.split('@')[1]}"

    config = database.from_url(url)

    assert config["PASSWORD"] == "a@b/c#%"
    assert config["HOST"] == str(server.get_postmaster_info().socket_dir)
