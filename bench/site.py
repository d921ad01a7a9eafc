"""A newsroom of its own that reads a farm, worked only through its management commands and SQL."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import cpu
from bench.cpu import Usage, errors_of
from bench.database import Database, Server
from bench.farm import Farm

ROOT = Path(__file__).resolve().parent.parent
PASSED_ON = "NEWSROOM_INGEST_"
"""Settings that whoever measures may vary; all others are at their defaults."""


@dataclass(frozen=True, slots=True)
class Run:
    """One ``ingest`` as a fresh process: what it used, what Postgres used for it (CPU seconds), and what it reported."""

    usage: Usage
    postgres: float | None
    report: Mapping[str, Any]

    @property
    def cpu(self) -> float:
        """All CPU seconds, ours and those of Postgres."""
        return self.usage.cpu + (self.postgres or 0.0)


class Site:
    """A site with its database and its files under ``scratch``."""

    INGEST = ("manage.py", "ingest", "--all", "--json")

    def __init__(self, server: Server, database: Database, scratch: Path) -> None:
        self.database = database
        self.scratch = scratch
        self._server = server
        scratch.mkdir(parents=True, exist_ok=True)
        ours = {name: text for name, text in os.environ.items() if not name.startswith("NEWSROOM_")}
        varied = {name: text for name, text in os.environ.items() if name.startswith(PASSED_ON)}
        self.env = {
            **ours,
            **varied,
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_ENV_FILE": "",
            "NEWSROOM_VAR": str(scratch / "var"),
            "NEWSROOM_FETCH_ALLOW": "127.0.0.0/8",
        }
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> None:
        """Run a management command that is not measured; what goes wrong ends everything."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"error: manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")

    def subscribe(self, farm: Farm) -> None:
        """Add the farm's feeds, with the right to show all of the text.

        Pictures are not granted: mirroring them is work that the peers' figures do not have.
        """
        listed = self.scratch / "farm.opml"
        listed.write_bytes(farm.opml())
        self.manage("import_opml", str(listed))
        self.database.run("UPDATE articles_source SET rights_mode = 'full', images_allowed = false")

    def asked(self) -> list[dict[str, str]]:
        """Return every feed's URL with the validators that the next request will carry."""
        rows = self.database.run("SELECT url, etag, last_modified FROM ingest_feed ORDER BY id")
        return [{"url": url, "etag": etag, "last_modified": modified} for url, etag, modified in rows]

    def ingest(self) -> Run:
        """Refresh every feed in a fresh process, and measure it."""
        self.database.settle()
        output = self.scratch / "ingest.json"
        before = self._server.cpu()
        usage = cpu.measure([sys.executable, *self.INGEST], self.env, output, ROOT)
        after = self._server.cpu()
        if usage.status:
            raise SystemExit(f"{errors_of(output).read_text('utf-8')}error: ingest ended with {usage.status}.")
        report = json.loads(output.read_text("utf-8"))
        errors = [
            result["error"] for result in report.pop("results", []) if result.get("outcome") in ("failed", "lost")
        ]
        postgres = None if before is None or after is None else after - before
        return Run(usage, postgres, {**report, "errors": errors[:3]})
