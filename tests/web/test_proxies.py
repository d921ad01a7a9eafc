"""nginx and Caddy in front, with the files of deploy/ and a certificate of the test's own; gunicorn behind them is real."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.headers import HEADERS
from tests.ports import comes_up, free_port

ROOT = Path(__file__).resolve().parents[2]
HOST = "news.example.org"


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        pytest.skip(f"{name} is not installed: its file was not tried")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a certificate for the site's name."""
    folder = tmp_path_factory.mktemp("proxies")
    command = [
        *(program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"),
        *(
            "-addext",
            f"subjectAltName=DNS:{HOST}",
            "-keyout",
            str(folder / "key.pem"),
            "-out",
            str(folder / "cert.pem"),
        ),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """The site as it runs behind a proxy: its port. Nothing asked here needs its database."""
    port = free_port()
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "postgres://u@127.0.0.1:9/none",
        "NEWSROOM_VAR": str(folder / "var"),
        "NEWSROOM_SITE_URL": f"https://{HOST}",
        "NEWSROOM_PROXY": "true",
        "NEWSROOM_FORWARDED_FOR": "1",
        "NEWSROOM_WEB_WORKERS": "1",
        "PORT": str(port),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=variables, check=True)
    log = folder / "gunicorn.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"], cwd=ROOT, env=variables, stdout=output, stderr=output
        )
        assert comes_up(port, process), log.read_text()
        yield port
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def nginx(folder, site):
    """Our file for nginx with other ports and another certificate: (port of TLS, port of plain http)."""
    tls, plain = free_port(), free_port()
    ours = (ROOT / "deploy/nginx/newsroom.conf").read_text("utf-8")
    ours = re.sub(r"^ +listen \[::\].*\n", "", ours, flags=re.MULTILINE)
    for before, after in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "/etc/letsencrypt/live/news.example.org/fullchain.pem": str(folder / "cert.pem"),
        "/etc/letsencrypt/live/news.example.org/privkey.pem": str(folder / "key.pem"),
        "client_header_timeout 10s": "client_header_timeout 2s",
    }.items():
        assert before in ours
        ours = ours.replace(before, after)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/nginx.pid;\ndaemon off;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{ours}}}\n"
    if os.geteuid() == 0:
        whole = "user root;\n" + whole
    (folder / "nginx.conf").write_text(whole, "utf-8")
    command = [program("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    process = subprocess.Popen(command)
    assert comes_up(tls, process), (folder / "nginx.log").read_text()
    yield tls, plain
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def caddy(folder, site):
    """Our Caddyfile with another port and a certificate of ours: its port of TLS."""
    port = free_port()
    ours = (ROOT / "deploy/caddy/Caddyfile").read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    ours = ours.replace("\n{\n", f"\n{{\n\tadmin off\n\tauto_https off\n\thttps_port {port}\n", 1)
    ours = ours.replace(f"\n{HOST} {{\n", f"\nhttps://{HOST}:{port} {{\n\ttls {folder}/cert.pem {folder}/key.pem\n")
    assert f"\ttls {folder}" in ours
    (folder / "Caddyfile").write_text(ours, "utf-8")
    log = folder / "caddy.log"
    with log.open("w") as output:
        command = [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        home = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        process = subprocess.Popen(command, stdout=output, stderr=output, env=home)
        assert comes_up(port, process), log.read_text()
        yield port
        process.terminate()
        process.wait(30)


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request, folder):
    """Speak TLS to one of the two: a function from the bytes of a request to (status, head, body)."""
    found = request.getfixturevalue(request.param)
    port = found[0] if isinstance(found, tuple) else found
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    context.set_alpn_protocols(["http/1.1"])

    def ask(sent):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as connection,
        ):
            connection.sendall(sent)
            got = b""
            while piece := _received(connection):
                got += piece
        head, _, body = got.decode("latin-1").partition("\r\n\r\n")
        return int(head.split()[1]), head, body

    return ask


def _received(connection):
    try:
        return connection.recv(65_536)
    except (ssl.SSLError, ConnectionResetError):
        return b""


def get(path, *lines):
    head = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def test_a_request_through_tls_reaches_the_site_with_the_right_scheme_and_its_headers_come_back(proxy):
    status, head, body = proxy(get("/healthz"))

    assert (status, body.strip()) == (503, "database unreachable"), "the site answers, and its database does not"
    written = {line.split(": ")[0].lower(): line.split(": ", 1)[1] for line in head.splitlines()[1:]}
    assert {name: value for name, value in HEADERS.items() if written.get(name.lower()) != value} == {}
    assert written["strict-transport-security"].startswith("max-age=31536000")


def test_no_page_leads_to_itself(proxy):
    status, _, _ = proxy(get("/latest/"))

    assert status == 503, "a redirect would mean that the site did not believe that it was TLS"


@pytest.mark.parametrize(
    "forged", ["X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Host: evil.example"]
)
def test_what_a_reader_says_of_the_way_here_is_not_believed(proxy, forged):
    status, head, _ = proxy(get("/latest/", forged))

    assert status == 503
    assert "evil.example" not in head


def test_a_host_that_is_not_ours_gets_nothing(proxy):
    status, _, body = proxy(get("/latest/").replace(HOST.encode(), b"evil.example"))

    assert status in {200, 400, 404, 421, 444, 503}
    assert "evil.example" not in body


def test_figures_are_not_for_the_public(proxy):
    status, _, _ = proxy(get("/metrics"))

    assert status == 404


def test_an_upload_that_is_too_large_is_refused_before_it_reaches_the_site(proxy):
    size = 4_000_000
    head = f"POST /takedown/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"

    status, _, _ = proxy(head.encode() + b"x" * 100)

    assert status == 413


def test_senders_that_never_end_hold_up_nobody(proxy, nginx, folder):
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    slow = []
    for _ in range(50):
        connection = context.wrap_socket(socket.create_connection(("127.0.0.1", nginx[0])), server_hostname=HOST)
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
        slow.append(connection)

    began = time.monotonic()
    status, _, _ = proxy(get("/healthz"))

    assert status == 503
    assert time.monotonic() - began < 15
    for connection in slow:
        connection.close()


def test_plain_http_leads_to_tls_on_our_own_name(nginx):
    with socket.create_connection(("127.0.0.1", nginx[1]), timeout=30) as connection:
        connection.sendall(get("/latest/?page=2", "X-Forwarded-Host: evil.example"))
        got = b"".join(iter(lambda: connection.recv(65_536), b"")).decode("latin-1")

    assert got.startswith("HTTP/1.1 301 ")
    assert f"Location: https://{HOST}/latest/?page=2\r\n" in got
