"""A WebSub hub on loopback: real HTTP both ways, honest by default, and able to lie in every way that a test needs."""

import hmac
import http.client
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

HUB_PATH = "/hub"


@dataclass
class Answer:
    """What a callback answered: status, header names in lower case, body."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Hub:
    """Verifies, as a hub must, before or after it answers, and pushes.

    ``asked`` lists the forms that came, ``verified`` the answers to our questions. ``when`` is "before" (the question
    overtakes the answer), "after" (the caller asks with ``verify``) or "never"; ``lease`` what is granted, "" what was
    asked for; ``status`` what a request is answered with; ``topic`` another topic than the one that was asked for.
    """

    when: str = "before"
    lease: str = ""
    status: int = 202
    topic: str = ""
    location: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    verified: list[Answer] = field(default_factory=list)

    def __enter__(self) -> "Hub":
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = hub.take(self.path, {name: values[0] for name, values in parse_qs(body).items()})
                self.send_response(status)
                if hub.location and status in {301, 302, 303, 307, 308}:
                    self.send_header("Location", hub.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{HUB_PATH}"

    @property
    def modes(self) -> list[str]:
        return [form["hub.mode"] for form in self.asked]

    def take(self, path: str, form: dict[str, str]) -> int:
        self.paths.append(path)
        if self.location and path == HUB_PATH:
            return self.status
        self.asked.append(form)
        if self.when == "before":
            self.verified.append(self.verify(form))
        return 202 if self.location else self.status

    def verify(self, form: dict[str, str], **other: str) -> Answer:
        """Ask the callback whether it meant it; ``other`` replaces what a truthful hub says, dots as underscores."""
        said = {
            "hub.mode": form["hub.mode"],
            "hub.topic": self.topic or form["hub.topic"],
            "hub.challenge": "c0ffee",
            "hub.lease_seconds": self.lease or form.get("hub.lease_seconds", ""),
        }
        said |= {name.replace("_", ".", 1): value for name, value in other.items()}
        return call("GET", f"{form['hub.callback']}?{urlencode(said)}")

    def push(self, form: dict[str, str], body: bytes, method: str = "sha256", **headers: str) -> Answer:
        """Bring content, signed with the secret of the form unless headers say otherwise."""
        said = {
            "Content-Type": "application/rss+xml",
            "Link": f'<{self.url}>; rel="hub", <{form["hub.topic"]}>; rel="self"',
            "X-Hub-Signature": f"{method}={hmac.new(form['hub.secret'].encode(), body, method).hexdigest()}",
        }
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return call("POST", form["hub.callback"], body, {name: value for name, value in said.items() if value})


def call(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Send one request over a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers or {})
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read().decode())
    finally:
        connection.close()
