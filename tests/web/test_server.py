"""gunicorn, as it serves the site: what it refuses by itself, before Django sees it."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.headers import HEADERS
from tests.ports import comes_up, free_port
from tests.web.access import MEANT

ROOT = Path(__file__).resolve().parents[2]
SHARED = "Access-Control-Allow-Origin"  # Files of the site itself are nobody's secret: other sites may load them.
HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A gunicorn of ours: (its port, its log). Nothing asked here needs its database."""
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "postgres://u@127.0.0.1:9/none",
        "NEWSROOM_VAR": str(folder),
        "PORT": str(port),
        "NEWSROOM_WEB_WORKERS": "1",
        "NEWSROOM_ACCESS_LOG": "true",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=variables, check=True)
    log = folder / "log"
    with log.open("w") as output:
        command = [sys.executable, "-m", "gunicorn"]
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        assert comes_up(port, process), log.read_text()
        yield port, log
        process.terminate()
        process.wait(30)


def answer(port, request):
    """Send these bytes; return all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b"")).decode("latin-1")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /\xd8\x00 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"<script>alert(1)</script>\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Bad Header: 1\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: odd\r\n\r\n", 501),
    ],
)
def test_what_gunicorn_refuses_carries_the_headers_and_echoes_no_markup(server, request_bytes, status):
    port, _ = server

    head, _, body = answer(port, request_bytes).partition("\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ")
    assert {name: value for name, value in HEADERS.items() if f"{name}: {value}" not in head.splitlines()} == {}
    assert int(re.search(r"Content-Length: (\d+)", head)[1]) == len(body)
    assert "<script" not in body


@pytest.mark.parametrize(
    ("line", "more", "status", "besides"),
    [
        (b"GET /static/base.css", b"", 200, {SHARED}),
        (b"HEAD /static/base.css", b"", 200, {SHARED}),
        (b"GET /static/base.css", b"Range: bytes=0-9\r\n", 206, {SHARED, "Content-Range"}),
        (b"GET /static/base.css", b"Range: bytes=9-1\r\n", 416, {"Content-Range", "Transfer-Encoding"}),
        (b"GET /static/base.css", b"If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT\r\n", 304, set()),
        (b"DELETE /static/base.css", b"", 405, {"Transfer-Encoding"}),
        (b"GET /static/", b"", 503, set()),
        (b"GET /about/", b"", 503, set()),
        (b"GET /healthz", b"", 503, set()),
        (b"GET /media/../newsroom/settings.py", b"", 503, set()),
    ],
)
def test_whatever_the_server_sends_has_exactly_its_headers_and_tells_no_version(server, line, more, status, besides):
    port, _ = server

    head = answer(port, line + b" HTTP/1.1\r\n" + HOST + more + b"Connection: close\r\n\r\n").partition("\r\n\r\n")[0]

    first, *fields = head.splitlines()
    names = [field.partition(":")[0] for field in fields]
    assert first.startswith(f"HTTP/1.1 {status} ")
    assert {name: value for name, value in HEADERS.items() if f"{name}: {value}" not in fields} == {}
    assert len(names) == len(set(names))
    assert set(names) - set(HEADERS) - MEANT == {"Date", "Connection", "Server"} | besides
    assert "Server: gunicorn" in fields


def test_no_address_of_a_reader_stands_in_the_log(server):
    port, log = server

    answer(port, b"GET /\xd8\x00 HTTP/1.1\r\n" + HOST + b"\r\n")
    answer(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")

    written = log.read_text()
    assert "Invalid request from" in written
    assert "evil.example" in written
    assert "ip=127.0.0.1" not in written


def test_a_strangers_mistake_leaves_no_traceback_in_the_log(server):
    port, log = server

    answer(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")

    assert "Invalid HTTP_HOST header: 'evil.example'" in log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"SCRIPT_NAME: /elsewhere\r\n", id="the path of the site"),
        pytest.param(b"PATH_INFO: /sw.js\r\n", id="the path of the page"),
    ],
)
def test_no_header_of_a_request_moves_the_site_to_another_path(server, headers):
    port, _ = server
    straight = answer(port, b"GET /sw.js HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

    moved = answer(port, b"GET /elsewhere/sw.js HTTP/1.1\r\n" + HOST + headers + b"Connection: close\r\n\r\n")

    assert straight.startswith("HTTP/1.1 200")
    assert not moved.startswith("HTTP/1.1 200")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ", id="half of the headers"),
        pytest.param(b"POST /takedown/ HTTP/1.1\r\n" + HOST + b"Content-Length: 900\r\n\r\na=", id="half of a form"),
    ],
)
def test_who_is_silent_holds_no_worker_for_long(server, sent):
    port, _ = server
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
    for connection in held:
        connection.sendall(sent)
    time.sleep(0.5)

    began = time.monotonic()
    said = answer(port, b"GET /sw.js HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

    for connection in held:
        connection.close()
    assert said.startswith("HTTP/1.1 200")
    assert time.monotonic() - began < 25


def test_a_path_stays_on_its_line_of_the_log(server):
    port, log = server

    answer(port, b"GET /zz%0d%0aforged%1b[2J HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

    lines = [line for line in log.read_text().splitlines() if "GET /zz" in line]
    assert len(lines) == 1
    assert "/zz%0D%0Aforged%1B%5B2J" in lines[0]
