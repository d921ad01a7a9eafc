"""The feed farm: started on a free port of loopback, moved by its control addresses, and stopped.

It is not part of this project; README.md of this folder says where it is looked for.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, TypedDict

VARIABLE = "FEEDFARM"
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "feedfarm" / "feedfarm.py"
START_SECONDS = 120.0
FORMATS = "rss-full,rss-summary,atom,rdf"


OURS = Path(__file__).parent / "faults" / "small_farm.py"
"""A small one of our own, where another is not needed."""


class Asked(TypedDict):
    """How often a feed was asked for, and how often each rule of polite fetching was broken at it."""

    requests: int
    violations: dict[str, int]


class NoFarm(Exception):
    """There is no feed farm to measure on; str() says what to do."""


def find(given: str | None) -> Path:
    """Return the farm's script: the one that was given, the one that the environment names, or the one beside us."""
    named = given or os.environ.get(VARIABLE)
    path = Path(named).expanduser().resolve() if named else BESIDE
    if path.is_dir():
        path /= "feedfarm.py"
    if not path.is_file():
        raise NoFarm(
            f"there is no feed farm at {path}.\n"
            "The benchmarks fetch from a local server that plays the web, which is not part of this project.\n"
            f"Name its script: make bench ARGS='--farm /path/to/feedfarm.py', or {VARIABLE}=/path/to/feedfarm.py.\n"
            "bench/README.md says what it must be able to do."
        )
    return path


def find_any(given: str | None) -> Path:
    """Return the farm that is found, else our own small one. Raises ``NoFarm`` where there is none at the path that was given."""
    try:
        return find(given)
    except NoFarm:
        if given:
            raise
        return OURS


class Farm:
    """A running farm; a context manager. ``feeds``, ``items`` (of each feed) and ``hosts`` are its size."""

    def __init__(self, script: Path, *, feeds: int, items: int, hosts: int, lazy: bool = False) -> None:
        self.script = script
        self.feeds = feeds
        self.items = items
        self.port = free_port()
        size = ["--feeds", str(feeds), "--items", str(items), "--hosts", str(hosts), "--formats", FORMATS]
        port = ["--port", str(self.port)]
        self._command = [sys.executable, str(script), *size, *port, *(["--lazy"] if lazy else [])]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def opml(self) -> bytes:
        """Return its feeds as a list of subscriptions."""
        return self._ask("/_opml")

    def tick(self, new: int, changed: int = 0, share: float = 1) -> None:
        """Let every feed, or a share of them, publish so many new items and revise so many; as many old ones leave it."""
        self._control("tick", new=new, changed=changed, share=share)

    def set(self, **options: int) -> None:
        """Change ``latency`` (milliseconds), ``validators`` or ``churn`` (0 or 1)."""
        self._control("set", **options)

    def forget(self) -> None:
        """Begin the statistics anew."""
        self._control("reset")

    def violations(self) -> dict[str, int]:
        """Return how often each rule of polite fetching was broken since the statistics began."""
        violations: dict[str, int] = json.loads(self._ask("/_stats.json"))["violations"]
        return violations

    def asked(self) -> dict[str, Asked]:
        """Return by path what was asked for since the statistics began."""
        asked: dict[str, Asked] = json.loads(self._ask("/_stats.json"))["feeds"]
        return asked

    def _control(self, action: str, **options: float) -> None:
        query = "&".join(f"{name}={value}" for name, value in options.items())
        self._ask(f"/_control/{action}?{query}", "POST")

    def _ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=600) as answer:
            body: bytes = answer.read()
        return body

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise NoFarm(f"the feed farm ended at once: {_shell(self._command)}")
            try:
                self._ask("/_bad.json")
            except urllib.error.URLError:
                time.sleep(0.1)
            else:
                return
        raise NoFarm(f"the feed farm did not answer within {START_SECONDS:g} seconds: {_shell(self._command)}")


def _shell(command: Sequence[Any]) -> str:
    return " ".join(map(str, command))


def free_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
