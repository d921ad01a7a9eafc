"""A small web server on loopback for the sample edition: feeds, pages, pictures, conditional GET, nothing else.

Every publisher has an address of its own (127.0.0.11, .12, ...), because a publisher is known by its host. Where the
system has one loopback address only, all share it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from types import TracebackType
from typing import Self

from newsroom.sample.render import Document

PORT = 8790
FIRST = 11
ATTEMPTS = 20


class SampleServer:
    """Serves documents for as long as it is entered. ``origins`` says where each publisher is, before that too."""

    def __init__(self, slugs: Iterable[str], port: int = 0) -> None:
        """Take the addresses; port 0 takes any free one. Raises OSError where the port is taken."""
        self.doors, self.origins = _open_doors(sorted(slugs), port)
        self.threads: list[Thread] = []

    def serve(self, documents: Mapping[str, Document]) -> None:
        """Answer with these documents from now on, in threads of their own."""
        for door in self.doors:
            door.documents = documents
        for door in self.doors if not self.threads else ():
            self.threads.append(Thread(target=door.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True))
            self.threads[-1].start()

    def close(self) -> None:
        """Stop answering and give the addresses back."""
        for door in self.doors:
            if self.threads:
                door.shutdown()
            door.server_close()
        for thread in self.threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Door(ThreadingHTTPServer):
    """One address that answers with ``documents``, by path."""

    daemon_threads = True
    documents: Mapping[str, Document]

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Answer)
        self.documents = {}

    def server_bind(self) -> None:
        """Bind without asking a name server what we are called, which takes long where there is none."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]


class Answer(BaseHTTPRequestHandler):
    """One answer: 200 with validators, 304 where the asker has it already, 404."""

    server: Door
    protocol_version = "HTTP/1.1"
    server_version = "NewsroomSample"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Answer with the document."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers only."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  The name is http.server's.
        """Keep quiet."""

    def _answer(self, *, with_body: bool) -> None:
        document = self.server.documents.get(self.path.partition("?")[0])
        if document is None:
            self._head(HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
            return
        etag = f'"{hashlib.sha256(document.body).hexdigest()[:20]}"'
        validators = {"ETag": etag, "Last-Modified": _http_date(document.changed)}
        if self._has_it(etag, document.changed):
            self._head(HTTPStatus.NOT_MODIFIED, validators)
            return
        size = {"Content-Type": document.content_type, "Content-Length": str(len(document.body))}
        self._head(HTTPStatus.OK, size | validators)
        if with_body:
            self.wfile.write(document.body)

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _has_it(self, etag: str, changed: datetime) -> bool:
        """Tell whether the asker's copy is the present one (RFC 9110, 13.2.2: the ETag decides where both are sent)."""
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return asked.strip() == "*" or etag in [part.strip().removeprefix("W/") for part in asked.split(",")]
        with suppress(TypeError, ValueError):
            return parsedate_to_datetime(self.headers.get("If-Modified-Since", "")) >= changed.replace(microsecond=0)
        return False


def _http_date(moment: datetime) -> str:
    """Return a date as HTTP has it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _open_doors(slugs: list[str], port: int) -> tuple[list[Door], dict[str, str]]:
    """Bind an address for each publisher, all at one port; return them and the origins by slug."""
    for _ in range(ATTEMPTS):
        doors: list[Door] = []
        try:
            for index in range(len(slugs)):
                doors.append(Door((f"127.0.0.{FIRST + index}", doors[0].server_port if doors else port)))
        except OSError:
            for door in doors:
                door.server_close()
            if port or not doors:
                break
            continue
        return doors, {slug: _origin(door) for slug, door in zip(slugs, doors, strict=True)}
    only = Door(("127.0.0.1", port))
    return [only], dict.fromkeys(slugs, _origin(only))


def _origin(door: Door) -> str:
    """Return the origin of a door as URLs have it."""
    return f"http://{door.server_address[0]!s}:{door.server_port}"
