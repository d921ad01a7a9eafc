"""A site of its own with the sample edition: ``make demo`` in a folder that is gone afterwards, at a free port."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
LOADED = "The sample edition:"
PASSWORD = re.compile(r"The password: +(\S+)")
OTHERS = ("NEWSROOM_", "DATABASE_", "DJANGO_")
SECONDS = 300


class NoSite(Exception):
    """The site did not come up; str() is what it said."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs: where it answers, and the password of its administrator ("admin")."""

    origin: str
    password: str


@contextmanager
def sample_site(**settings: str) -> Iterator[Site]:
    """Start the site with these settings, wait until the whole edition is in it, and yield it."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-gallery-"))
    port = free_port()
    settings |= {"NEWSROOM_ENV_FILE": "", "NEWSROOM_VAR": str(folder / "var"), "PORT": str(port)}
    log = folder / "log"
    with log.open("w") as said:
        site = subprocess.Popen(
            [sys.executable, "-m", "newsroom.run", "--sample"],
            cwd=ROOT,
            env={**_surroundings(), **settings},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            said_so = _wait(site, log)
            password = PASSWORD.search(said_so)
            yield Site(f"http://127.0.0.1:{port}", password[1] if password else "")
        finally:
            site.send_signal(signal.SIGINT)
            site.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


def _surroundings() -> dict[str, str]:
    """Return our environment without what would make the site another one: tests have a database and settings of theirs."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}


def _wait(site: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the edition is loaded; return what the site said. Raises ``NoSite`` where the site ends, or takes too long."""
    for _ in range(SECONDS * 2):
        said = log.read_text("utf-8")
        if LOADED in said:
            return said
        if site.poll() is not None:
            raise NoSite(said)
        time.sleep(0.5)
    raise NoSite(f"The site has no sample edition after {SECONDS} seconds.\n{said}")
