"""The stage: a server on loopback that answers once more what the site answered, and pages that show many of them in frames."""

import mimetypes
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

from tests.attack.pages import Answer

FRAMES = 40
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')
MEDIA = re.compile(r"/media/|/admin/articles/article/[0-9]+/picture/$")
OWN_FILES = {"/favicon.ico", "/manifest.webmanifest", "/sw.js", "/admin/jsi18n/"}


def is_page(answer: Answer) -> bool:
    return answer.kind == "text/html" and bool(answer.body)


def different(answers: Mapping[str, Answer], looked: set[bytes]) -> list[str]:
    """Return where pages are, of those that are the same to the letter, but for a form's token, the first; note them as ``looked`` at."""
    paths = []
    for path, answer in answers.items():
        if is_page(answer) and (digest := sha256(TOKEN.sub(b"", answer.body)).digest()) not in looked:
            looked.add(digest)
            paths.append(path)
    return paths


@contextmanager
def serving(answers: Mapping[str, Answer], paths: Sequence[str], *, is_bound: bool) -> Iterator[tuple[str, list[str]]]:
    """Serve the answers again, with their headers or without policy, and harnesses that show those at ``paths`` in frames.

    Yield the address, and a list of the paths at which nothing is though somebody asked.
    """
    stage = _Stage(answers, paths, is_bound=is_bound)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = stage.found(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, *_arguments: object) -> None:
            pass  # The browser leaves in the middle of an answer when its frame goes.

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", stage.strays
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _harness(paths: Sequence[str], start: int) -> bytes:
    frames = "".join(
        f'<iframe src="/frame/{start + number}/{escape(path.partition("?")[0].strip("/")[:80])}"></iframe>'
        for number, path in enumerate(paths[start : start + FRAMES])
    )
    return f"<!doctype html><title>x</title><body>{frames}".encode()


class _Stage:
    """What is where: harnesses, the pages in their frames, our own files, and nothing else."""

    def __init__(self, answers: Mapping[str, Answer], paths: Sequence[str], *, is_bound: bool) -> None:
        self.answers = answers
        self.paths = paths
        self.is_bound = is_bound
        self.strays: list[str] = []

    def found(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of what is at an address."""
        path = urlsplit(address).path
        _, place, *rest = path.split("/")
        if place == "harness":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, _harness(self.paths, int(rest[0]))
        if place == "frame":
            answer = self.answers[self.paths[int(rest[0])]]
            return 200, self._headers(answer), answer.body
        if place == "static" and isinstance(file := finders.find("/".join(rest)), str):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            return 200, {"Content-Type": kind, "Cache-Control": "max-age=600"}, Path(file).read_bytes()
        if address in self.answers and not is_page(self.answers[address]):
            return 200, {"Content-Type": self.answers[address].kind}, self.answers[address].body
        if not MEDIA.match(path) and path not in OWN_FILES:
            self.strays.append(address)
        return 404, {}, b""

    def _headers(self, answer: Answer) -> dict[str, str]:
        """Return the headers as they came, but that our harness may frame the page; or that alone which says what it is."""
        headers = {"Content-Type": answer.headers["Content-Type"]}
        if self.is_bound:
            policy = answer.headers["Content-Security-Policy"].replace(
                "frame-ancestors 'none'", "frame-ancestors 'self'"
            )
            headers |= {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        return headers
