"""The worker that gunicorn forks: gunicorn's own refusals carry our headers, too, and its log no reader's address.

A request that gunicorn cannot read (a broken line, headers that are too long) never reaches Django. gunicorn writes the
answer itself, straight into the socket; so that is where its headers are put in.
"""

from typing import Any

from gunicorn.workers.sync import SyncWorker

from newsroom.headers import HEADERS
from newsroom.patience import Patient

NOBODY = ("-", 0)
"""What stands in the log for who sent it."""

END_OF_HEADERS = b"\r\n\r\n"
LINES = "".join(f"\r\n{name}: {value}" for name, value in HEADERS.items()).encode("ascii")


class Guarded:
    """A client's socket that puts our headers into the one answer written to it; all else is the socket's own."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, data: bytes) -> None:
        """Send an answer that is whole, with the headers at the end of its own."""
        head, end, body = data.partition(END_OF_HEADERS)
        self._client.sendall(head + LINES + end + body)


class Worker(SyncWorker):  # type: ignore[misc]  # gunicorn has no types.
    """gunicorn's plain worker, but for what it does with requests that it refuses, and with those that do not come."""

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Answer one request, if it comes."""
        super().handle(listener, Patient(client), addr)

    def handle_error(self, req: Any, client: Any, _addr: Any, exc: BaseException) -> None:
        """Answer with gunicorn's page and our headers."""
        super().handle_error(req, Guarded(client), NOBODY, exc)
