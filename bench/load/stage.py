"""What the load works on: a filled site, its gunicorn, its ingest, and a farm whose feeds publish all the while."""

import contextlib
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import pages_client, pages_fill
from bench.database import Database, Server
from bench.farm import Farm, free_port
from bench.faults.process import Process, until
from bench.load.editor import Editor
from bench.site import Site

EDITOR = "editor"
FEEDS, ITEMS, HOSTS = 60, 12, 20
FARM_SECONDS, GROUPS = 20.0, 5
"""So often a fifth of the feeds publishes and is due."""
UP_SECONDS = 60.0

WAITING = "UPDATE articles_article SET status = 'pending' WHERE id % 20 = 3 AND id < 100000"
AT_ONCE = "UPDATE articles_source SET publishing = 'automatic', state = 'active' WHERE slug NOT LIKE 'paper-%'"
DUE = "UPDATE ingest_feed SET next_at = now(), turn_at = now() WHERE id % {} = {}"


@dataclass(slots=True)
class Stage:
    """A site that runs: its database, its web and ingest processes, where it answers, and the password of its editors."""

    database: Database
    web: Process
    ingest: Process
    port: int
    password: str
    farm: Farm

    def editor(self) -> Editor:
        """Return an editor who is signed in."""
        editor = Editor(self.port, self.database)
        editor.sign_in(EDITOR, self.password)
        return editor

    @contextlib.contextmanager
    def news(self) -> Iterator[None]:
        """Let the feeds publish and be due, a fifth of them in turn, for as long as the block lasts."""
        over = threading.Event()
        thread = threading.Thread(target=self._publish, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _publish(self, over: threading.Event) -> None:
        turn = 0
        while not over.wait(FARM_SECONDS):
            self.farm.tick(new=1, changed=1, share=1 / GROUPS)
            self.database.run(DUE.format(GROUPS, turn % GROUPS))
            turn += 1


@contextlib.contextmanager
def stage(script: Path, server: Server, scratch: Path, articles: int) -> Iterator[Stage]:
    """Fill a site with so many articles, subscribe it to a farm, and start its processes; all of it ends with the block."""
    with Farm(script, feeds=FEEDS, items=ITEMS, hosts=HOSTS) as farm, server.database() as database:
        site = Site(server, database, scratch / "site")
        password = secrets.token_urlsafe(24)
        port = free_port()
        site.env |= {"DJANGO_SUPERUSER_PASSWORD": password, "PORT": str(port), "NEWSROOM_WEB_WORKERS": "2"}
        _prepare(site, farm, articles)
        # No worker is replaced: a leak would show.
        serving = [sys.executable, "-m", "gunicorn", "--max-requests", "0"]
        watching = [sys.executable, "manage.py", "ingest", "--watch"]
        with (
            Process(serving, site.env, scratch / "web.log") as web,
            Process(watching, site.env, scratch / "ingest.log") as ingest,
        ):
            until(lambda: _is_up(port), "the site answers", UP_SECONDS)
            yield Stage(database, web, ingest, port, password, farm)
            ingest.send(signal.SIGTERM)


def _prepare(site: Site, farm: Farm, articles: int) -> None:
    pages_fill.fill(site.database, articles)
    site.database.run(WAITING)
    site.subscribe(farm)
    site.database.run(AT_ONCE)
    site.manage("createsuperuser", "--no-input", "--username", EDITOR, "--email", "")
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    site.manage("ingest")
    site.database.settle()


def _is_up(port: int) -> bool:
    try:
        return pages_client.ask(port, "/healthz")[0] == 200
    except (OSError, IndexError):
        return False
