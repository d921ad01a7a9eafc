"""deploy/systemd: systemd accepts the units, they run commands that there are, and can do little harm."""

import configparser
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy/systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))
HARDENING = {
    "User": "newsroom", "NoNewPrivileges": "true", "CapabilityBoundingSet": "", "ProtectSystem": "strict",
    "ReadWritePaths": "/srv/newsroom/var", "ProtectHome": "true", "PrivateTmp": "true", "PrivateDevices": "true",
    "RestrictSUIDSGID": "true", "UMask": "0077",
}  # fmt: skip
EXPOSED_AT_MOST = 25  # Tenths, by systemd's own count: 100 is what nothing guards.


def lines(file):
    """{section: {key: [values]}} of a unit."""
    reader = configparser.RawConfigParser(strict=False, dict_type=dict, delimiters=("=",), comment_prefixes=("#",))
    reader.optionxform = str
    reader.read_string(
        re.sub(r"^(ExecStart|SystemCallFilter)=", _numbered(), file.read_text("utf-8"), flags=re.MULTILINE)
    )
    return {section: dict(reader[section]) for section in reader.sections()}


def _numbered():
    """Give keys that may stand there again a number, for configparser takes one of each."""
    seen = {}

    def number(match):
        seen[match[1]] = seen.get(match[1], 0) + 1
        return f"{match[1]}.{seen[match[1]]}="

    return number


def name(file):
    return file.name


@pytest.mark.parametrize("file", SERVICES, ids=name)
def test_every_service_is_kept_in_a_small_room(file):
    service = lines(file)["Service"]

    assert {key: service.get(key) for key in HARDENING} == HARDENING


@pytest.mark.parametrize("file", SERVICES, ids=name)
def test_every_command_of_a_service_exists(file):
    commands = [value for key, value in lines(file)["Service"].items() if key.startswith("ExecStart")]

    assert commands
    for command in commands:
        program, *rest = command.split()
        if program.endswith("/gunicorn"):
            continue
        assert (program, rest[0]) == ("/srv/newsroom/.venv/bin/python", "/srv/newsroom/manage.py")
        assert rest[1] in get_commands()


@pytest.mark.parametrize("file", TIMERS, ids=name)
def test_every_timer_has_its_service_which_starts_by_nothing_else(file):
    service = file.with_suffix(".service")

    assert lines(service)["Service"]["Type"] == "oneshot"
    assert "Install" not in lines(service)


def test_operators_are_told_of_every_unit():
    told = (ROOT / "docs/operations.md").read_text("utf-8")

    assert [file.name for file in FOLDER.iterdir() if f"`{file.name}`" not in told] == []


@pytest.fixture
def installed(tmp_path):
    """The units with our checkout in place of /srv/newsroom, as systemd wants to see programs that there are."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed: its units were only parsed")
    here = tmp_path / "srv"
    (here / ".venv/bin").mkdir(parents=True)
    for program in ("python", "gunicorn"):
        (here / ".venv/bin" / program).touch(mode=0o755)
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace("/srv/newsroom", str(here)), "utf-8")
    return tmp_path


def test_systemd_itself_accepts_every_unit(installed):
    units = [str(installed / file.name) for file in FOLDER.iterdir()]

    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)

    ours = [line for line in checked.stderr.splitlines() if "newsroom" in line]
    assert ours == []


def test_systemd_itself_finds_each_service_well_guarded(installed):
    for file in SERVICES:
        command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}"]

        judged = subprocess.run(
            [*command, str(installed / file.name)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PAGER": "cat"},
        )

        assert judged.returncode == 0, judged.stdout[-200:] + judged.stderr


def test_gunicorn_takes_the_port_that_systemd_holds_and_says_when_it_is_ready(tmp_path):
    program = shutil.which("systemd-socket-activate")
    if not program:
        pytest.skip("systemd-socket-activate is not installed: no port was handed over")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "notify"))
    listener.settimeout(120)
    variables = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgres://u@127.0.0.1:9/none",
        "NEWSROOM_VAR": str(tmp_path / "var"),
        "NEWSROOM_ENV_FILE": "",
        "NEWSROOM_WEB_WORKERS": "1",
        "PORT": str(port + 1 if port < 65_000 else port - 1),
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
    }
    passed = [f"--setenv={key}={value}" for key, value in variables.items()]
    command = [program, f"--listen=127.0.0.1:{port}", *passed, sys.executable, "-m", "gunicorn"]
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)
    try:
        status = _status_of(f"http://127.0.0.1:{port}/healthz")

        assert status == 503, (tmp_path / "log").read_text()
        assert b"READY=1" in listener.recv(4096)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        listener.close()
        log.close()


def _status_of(url):
    """Ask until somebody answers; the first question is what starts the program."""
    deadline = time.monotonic() + 100
    while True:
        try:
            with urllib.request.urlopen(url, timeout=100) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
