"""The feed farm of ../shared: started for a test, and its twin in this process, which knows what it publishes."""

import importlib.util
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ports import comes_up, free_port


@dataclass
class Farm:
    """The farm that runs, and its twin: the same seed gives the same feeds, so the twin knows."""

    port: int
    hosts: int
    twin: Any

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, number: int, path: str) -> str:
        """Where the farm answers for the host of this number: a host is asked one question at a time."""
        return f"{self.base.replace('127.0.0.1', f'127.0.0.{number % self.hosts + 2}')}{path}"

    def post(self, path: str) -> Any:
        with urllib.request.urlopen(urllib.request.Request(self.base + path, method="POST")) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.base + path) as answer:
            return json.load(answer)

    def stats(self) -> Any:
        return self.get("/_stats.json")

    def tick(self, new: int, changed: int, share: float) -> Any:
        """Let an hour pass at the farm and at its twin."""
        ticked = self.post(f"/_control/tick?new={new}&changed={changed}&share={share}")
        assert self.twin.tick(new, changed, share) == ticked
        return ticked


@contextmanager
def running_farm(shared: Path, *, hosts: int = 1, **flags: Any) -> Iterator[Farm]:
    """Start the farm with these flags (their names with underscores) on a free port, and stop it."""
    script, port = shared / "feedfarm" / "feedfarm.py", free_port()
    given = {"hosts": hosts, "port": port, **flags}
    arguments = [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    spec = importlib.util.spec_from_file_location("feedfarm", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    process = subprocess.Popen([sys.executable, str(script), *arguments], stderr=subprocess.PIPE)
    assert process.stderr
    try:
        assert b"feeds on" in process.stderr.readline()
        if not comes_up(port, process):
            pytest.fail("the feed farm did not come up")
        yield Farm(port, hosts, module.Farm(module.parse_arguments([*arguments, "--lazy"])))
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()
