"""A DNS server of the tests' own: real packets over UDP (RFC 1035), a time to live of nought, and no wish to be consistent."""

import asyncio
import socket
import struct
from collections import Counter
from typing import Any, NamedTuple

NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3
TYPES = {"A": 1, "CNAME": 5, "AAAA": 28}
NAMES = {number: name for name, number in TYPES.items()}
REPLY = 0x8180  # An answer, recursion desired and available.


class Record(NamedTuple):
    """One line of a zone: an address, or the name that this one stands for. ``owner`` is the name asked for, unless given."""

    kind: str
    value: str
    owner: str = ""


Turn = list[Record] | int | None
"""What one look-up is answered: records; or the number of an error; or nothing at all, for ever."""


class NameServer(asyncio.DatagramProtocol):
    """Answers each name its turns one after another, the last for ever; a name that it does not know is at ``default``.

    Systems ask for A and AAAA records apart: each kind of question has a count of its own. ``asked`` counts them.
    """

    def __init__(self, default: list[Record]) -> None:
        self.zone: dict[str, list[Turn]] = {}
        self.asked: Counter[tuple[str, str]] = Counter()
        self._default: list[Turn] = [default]

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, sender: Any) -> None:
        name, kind, end = _question(data)
        turns = self.zone.get(name, self._default)
        turn = turns[min(self.asked[name, kind], len(turns) - 1)]
        self.asked[name, kind] += 1
        if turn is None:
            return
        code, records = (turn, []) if isinstance(turn, int) else (NO_ERROR, _fitting(turn, kind))
        flags = REPLY | code
        head = data[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
        body = b"".join(_packed(record, name) for record in records)
        self._transport.sendto(head + data[12:end] + body, sender)


def _fitting(records: list[Record], kind: str) -> list[Record]:
    """Return what belongs into the answer to this kind of question: a CNAME is part of each."""
    return [record for record in records if record.kind in {kind, "CNAME"}]


def _question(packet: bytes) -> tuple[str, str, int]:
    """Read name and type of a question, and where it ends."""
    labels, at = [], 12
    while size := packet[at]:
        labels.append(packet[at + 1 : at + 1 + size].decode("latin-1"))
        at += 1 + size
    (number,) = struct.unpack("!H", packet[at + 1 : at + 3])
    return ".".join(labels).lower(), NAMES.get(number, "other"), at + 5


def _packed(record: Record, asked: str) -> bytes:
    family = {"A": socket.AF_INET, "AAAA": socket.AF_INET6}.get(record.kind)
    data = socket.inet_pton(family, record.value) if family else _packed_name(record.value)
    return _packed_name(record.owner or asked) + struct.pack("!HHIH", TYPES[record.kind], 1, 0, len(data)) + data


def _packed_name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
