"""A client's socket with an end to our patience: who sends a request by drops holds one of few workers, and is let go.

Without a proxy before them, two silent connections would hold two workers. A request may take a few seconds to begin, and
then comes at no less than a slow telephone's pace; an answer must be taken within a minute. What is too slow ends as if the
client had gone, which gunicorn knows how to take.
"""

import errno
import time
from typing import Any

BEGIN_SECONDS = 5.0
SLOWEST = 20_000
"""Bytes a second, of what a client sends."""
TAKE_SECONDS = 60.0
"""For one answer."""


class Patient:
    """A client's socket that waits so long for what is sent and taken; all else is the socket's own."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._began = time.monotonic()
        self._received = 0
        self._is_told = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def settimeout(self, seconds: float | None) -> None:
        """Wait as gunicorn says, which knows that the answer is out."""
        self._is_told = True
        self._client.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        """Receive at most ``size`` bytes. Raises ConnectionResetError where they come too slowly."""
        if self._is_told:
            return bytes(self._client.recv(size))
        left = BEGIN_SECONDS + self._received / SLOWEST - (time.monotonic() - self._began)
        self._client.settimeout(max(left, 0.001))
        try:
            data = bytes(self._client.recv(size))
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the request came too slowly") from None
        self._received += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """Send all of an answer, or a part of it. Raises BrokenPipeError where nobody takes it."""
        self._client.settimeout(TAKE_SECONDS)
        try:
            self._client.sendall(data)
        except TimeoutError:
            raise BrokenPipeError(errno.EPIPE, "nobody took the answer") from None
