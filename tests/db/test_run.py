"""``make run`` for real: the supervisor is started, looked at from outside, disturbed and stopped."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
NOT_OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "NEWSROOM_VAR"}  # The tests' own.


def eventually(question, seconds=PATIENCE):
    """Ask until the answer is true; return it, or the last one."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def runs(process):
    """Tell whether a process is there; one that only waits to be reaped is not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def left_of(processes):
    """What still runs of these once the system had its moment to clear up."""
    eventually(lambda: not any(map(runs, processes.values())), seconds=20)
    return [process for process in processes.values() if runs(process)]


def environment(var, port):
    """What a shell would have: our own settings, and nothing of the tests'."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return inherited | {"NEWSROOM_VAR": str(var), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


class AsTheyCome(urllib.request.HTTPErrorProcessor):
    """Answers of every status, redirects not followed."""

    def http_response(self, _request, response):
        return response


class Run:
    """One ``make run`` on a directory and a port of its own."""

    def __init__(self, var, port):
        self.var, self.url = var, f"http://127.0.0.1:{port}"
        self.environment = environment(var, port)
        self.began = time.monotonic()
        self.output = var.parent / "output.txt"
        with self.output.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.run"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self):
        return self.output.read_text("utf-8")

    def is_up(self):
        eventually(lambda: "Ctrl-C stops everything" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self

    def says(self, text):
        return eventually(lambda: text in self.said())

    def everything(self):
        """Every process of this run: what it started, and the database, which is nobody's child."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        mark = str(self.var)
        database = [
            process for process in psutil.process_iter(["cmdline"]) if mark in " ".join(process.info["cmdline"] or [])
        ]
        backends = [child for process in database for child in process.children(recursive=True)]
        return {process.pid: process for process in (*children, *database, *backends)}

    def child(self, words):
        """The child of the supervisor whose command holds ``words``, once it is there."""
        kept = psutil.Process(self.process.pid)
        return eventually(lambda: next((c for c in kept.children() if words in " ".join(c.cmdline())), None))

    def get(self, path="/healthz"):
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def var():
    """A short path for the socket; the starter feeds count as read, since no test may ask the outside."""
    with tempfile.TemporaryDirectory(prefix="newsroom-run-") as parent:
        directory = Path(parent) / "var"
        directory.mkdir()
        (directory / "filled").touch()
        yield directory


@pytest.fixture(scope="module")
def first(var):
    """The first run on an empty directory, up while the tests of this module look at it."""
    run = Run(var, free_port()).is_up()
    yield run
    if run.process.poll() is None:
        run.end()


@pytest.fixture
def left(first):
    """The directory that the first run left; nobody holds its database, whatever tests ran before in this process."""
    if first.process.poll() is None:
        first.end()
    return first.var


def test_the_first_run_makes_an_administrator_who_can_sign_in_over_plain_http(first):
    password = re.search(r"The password: +(\S+)", first.said())[1]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{first.url}/admin/login/?next=/admin/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}

    answer = browser.open(f"{first.url}/admin/login/", urllib.parse.urlencode(form).encode())

    assert answer.url == f"{first.url}/admin/"
    assert "Log out" in answer.read().decode()


def test_it_says_where_to_look(first):
    said = first.said()

    assert f"{first.url}/\n" in said
    assert f"{first.url}/admin/" in said
    assert str(first.var / "log") in said


def test_the_password_is_in_no_log(first):
    password = re.search(r"The password: +(\S+)", first.said())[1]

    assert not [log for log in (first.var / "log").iterdir() if password in log.read_text("utf-8")]


def test_every_answer_carries_the_security_headers(first):
    paths = (
        "/",
        "/healthz",
        "/no-such-page",
        "/static/no-such-file.css",
        "/admin/",
        "/admin/login/",
        "/robots.txt",
        "/%00",
    )
    wanted = (
        "Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy",
        "X-Content-Type-Options", "X-Frame-Options",
    )  # fmt: skip

    opener = urllib.request.build_opener(AsTheyCome)
    for path in paths:
        answer = opener.open(first.url + path)
        assert [name for name in wanted if name not in answer.headers] == [], f"{path}: {answer.status}"
    bad = opener.open(urllib.request.Request(first.url, headers={"Host": "evil.example"}))
    assert (bad.status, "Content-Security-Policy" in bad.headers) == (400, True)


def test_a_command_run_beside_it_joins_the_same_database(first):
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "-c",
         "from django.contrib.auth.models import User; print(User.objects.get(is_superuser=True).username)"],
        cwd=ROOT, env=first.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout.strip() == "admin", done.stderr
    assert first.get() == 200, "leaving must not stop the database"


def test_a_taken_port_is_refused_before_anything_else(first, tmp_path):
    port = int(first.url.rsplit(":", 1)[1])

    second = Run(tmp_path / "var", port)

    assert second.process.wait(PATIENCE) == 1
    assert f"PORT: {port}" in second.said()
    assert "Traceback" not in second.said()
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize(("words", "name"), [("gunicorn", "web"), ("ingest", "ingest")])
def test_a_child_that_dies_is_started_again_and_talked_about(first, words, name):
    child = first.child(words)

    child.kill()

    assert first.says(f"{name} ended unexpectedly (status -9)")
    assert first.child(words).pid != child.pid
    assert eventually(lambda: first.get() == 200)


def test_a_database_that_dies_is_started_again_and_no_reader_sees_an_error(first):
    pid = int((first.var / "postgres" / "postmaster.pid").read_text().split()[0])

    psutil.Process(pid).send_signal(signal.SIGQUIT)
    seen = [first.get("/latest/")]
    while (len(seen) < 30 or seen[-20:] != [200] * 20) and len(seen) < 3000:
        seen.append(first.get("/latest/"))

    assert first.says("The database ended unexpectedly")
    assert set(seen) <= {200, 503}
    assert seen[-20:] == [200] * 20


def test_ctrl_c_leaves_no_process_behind(first):
    everything = first.everything()
    assert len(everything) > 5, "gunicorn, its workers, ingest and Postgres"

    status = first.end(signal.SIGINT)

    assert status == 0
    assert "Stopped." in first.said()
    assert left_of(everything) == []


def test_a_second_run_starts_in_seconds_with_everything_still_there(left):
    second = Run(left, free_port()).is_up()
    seconds = time.monotonic() - second.began
    everything = second.everything()

    status = second.end(signal.SIGTERM)

    assert "password" not in second.said()
    assert status == 0
    assert seconds < 60, "two seconds on a machine that does nothing else"
    assert left_of(everything) == []


def test_children_end_where_the_supervisor_is_killed(left):
    third = Run(left, free_port()).is_up()
    children = psutil.Process(third.process.pid).children(recursive=True)

    third.process.kill()
    third.process.wait()

    assert eventually(lambda: not [child for child in children if runs(child)])
    fourth = Run(left, free_port()).is_up()  # It joins the database that was left, and stops it at last.
    everything = fourth.everything()
    assert fourth.end() == 0
    assert left_of(everything) == []


def test_a_database_that_cannot_be_reached_is_named_without_its_password(tmp_path):
    variables = environment(tmp_path / "var", free_port()) | {"DATABASE_URL": "postgres://u:hidden@127.0.0.1:9/none"}

    done = subprocess.run(
        [sys.executable, "-m", "newsroom.run"], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "DATABASE_URL: the database cannot be reached" in done.stderr
    assert "hidden" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_site_without_its_database_answers_503_and_says_when_to_come_again(tmp_path):
    variables = environment(tmp_path / "var", port := free_port()) | {"DATABASE_URL": "postgres://u@127.0.0.1:9/none"}
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=variables, check=True)
    log = (tmp_path / "log").open("w")
    site = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=variables, stdout=log, stderr=log)
    opener = urllib.request.build_opener(AsTheyCome)
    try:
        assert eventually(lambda: answered(f"http://127.0.0.1:{port}/healthz"))

        answers = [
            opener.open(f"http://127.0.0.1:{port}{path}") for path in ("/", "/latest/", "/no-such-page", "/healthz")
        ]

        assert [answer.status for answer in answers] == [503] * 4
        assert all(answer.headers["Retry-After"] for answer in answers)
        assert all("Content-Security-Policy" in answer.headers for answer in answers)
    finally:
        site.terminate()
        site.wait(PATIENCE)
        log.close()


def answered(url):
    """Tell whether anybody answers, with whatever status."""
    try:
        urllib.request.build_opener(AsTheyCome).open(url, timeout=10).close()
    except OSError:
        return False
    return True
