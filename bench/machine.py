"""What figures depend on besides our code: the machine, what else it does, and the versions of what we stand on."""

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

from bench.site import ROOT

LIBRARIES = ("Django", "psycopg", "aiohttp", "feedparser", "lxml", "nh3", "pebble")


def describe() -> dict[str, object]:
    """Say which machine this is."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "system": f"{platform.system()} {platform.release()}",
    }


def surroundings(before: float, versions: dict[str, str]) -> dict[str, object]:
    """Say when, what and where was measured; ``before`` is the load before it, ``versions`` are as below."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "commit": commit(),
        "machine": describe(),
        "load": {"before": before, "after": load()},
        "versions": versions,
    }


def versions(postgres: str) -> dict[str, str]:
    """Return the versions of Python, Postgres and the libraries that do the work."""
    return {"Python": platform.python_version(), "Postgres": postgres, **{name: version(name) for name in LIBRARIES}}


def load() -> float:
    """Return the load average of the last minute: more than the number of cores, and wall times say little."""
    return os.getloadavg()[0]


def commit() -> str:
    """Return the commit that is measured, with "+" where files differ from it; "unknown" outside of git."""
    asked = ["git", "describe", "--always", "--dirty=+", "--exclude", "*"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
