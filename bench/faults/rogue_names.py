"""A DNS of our own on loopback, which knows some names, denies others, and says nothing of the rest."""

import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

ADDRESS = "127.1.255.53"
PORT = 53
A, NO_ERROR, NO_SUCH_NAME = 1, 0x8180, 0x8183

Look = Callable[[str], str | None]
"""A name to its address; "" where there is none, None where nothing is ever said."""


class RogueNames:
    """A context manager that answers questions on UDP; needs root, for the port."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._socket.bind((ADDRESS, PORT))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (ADDRESS, PORT))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            question, asker = self._socket.recvfrom(512)
            if not question:
                return
            answer = self._answer(question)
            if answer:
                self._socket.sendto(answer, asker)

    def _answer(self, question: bytes) -> bytes | None:
        """Answer one question (RFC 1035, section 4): its header, itself, and an address where it asks for one."""
        labels, place = [], 12
        while question[place]:
            labels.append(question[place + 1 : place + 1 + question[place]].decode("ascii", "replace"))
            place += 1 + question[place]
        end = place + 5
        (kind,) = struct.unpack("!H", question[place + 1 : place + 3])
        address = self._look(".".join(labels).lower())
        if address is None:
            return None
        record = b"\xc0\x0c" + struct.pack("!HHIH", A, 1, 0, 4) + socket.inet_aton(address or "0.0.0.0")
        found = record if address and kind == A else b""
        flags = NO_ERROR if address else NO_SUCH_NAME
        return question[:2] + struct.pack("!HHHHH", flags, 1, bool(found), 0, 0) + question[12:end] + found
