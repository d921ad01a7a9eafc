"""A small client: a few threads that ask for pages over plain sockets, one connection a request, as gunicorn closes each."""

import itertools
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

HURRY = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a number of requests took: how many a second, and milliseconds of the middle one and of 99 in 100."""

    per_second: float
    p50: float
    p99: float
    statuses: dict[int, int]
    largest: int


def drive(port: int, paths: Sequence[str], headers: dict[str, str], seconds: float, threads: int) -> Asked:
    """Ask for the paths in turn, for so long, by so many at once."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    requests = itertools.cycle([HURRY % (path.encode(), lines) for path in paths])
    took: list[tuple[float, int, int]] = []
    end = time.perf_counter() + seconds
    own = [threading.Thread(target=_ask_until, args=(port, requests, end, took)) for _ in range(threads)]
    began = time.perf_counter()
    for thread in own:
        thread.start()
    for thread in own:
        thread.join()
    wall = time.perf_counter() - began
    times = [spent * 1000 for spent, _, _ in took]
    cuts = quantiles(times, n=100)
    counts = {status: sum(one == status for _, one, _ in took) for status in {status for _, status, _ in took}}
    return Asked(len(took) / wall, cuts[49], cuts[98], counts, max(size for _, _, size in took))


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Ask once; return status, headers in lower case, and body."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items()).encode()
    head, _, body = _exchange(port, HURRY % (path.encode(), lines)).partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    pairs = (line.partition(": ") for line in rest)
    return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body


def _ask_until(port: int, requests: "itertools.cycle[bytes]", end: float, took: list[tuple[float, int, int]]) -> None:
    while (began := time.perf_counter()) < end:
        answer = _exchange(port, next(requests))
        took.append((time.perf_counter() - began, int(answer[9:12]), len(answer)))


def _exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(262_144):
            parts.append(part)
    return b"".join(parts)
