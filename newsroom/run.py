"""``make run``: everything at once in the foreground, from an empty machine to a site that is read, and back to nothing.

    database -> migrate -> static files -> admin -> web -> first ingest (or the sample edition) -> ingest --watch, beside web

This process holds the embedded database and keeps the others; ``python -m newsroom.run [--sample]``. Ctrl-C, SIGTERM and
a closed terminal end all of it.
"""

import contextlib
import io
import os
import secrets
import signal
import socket  # noqa: TID251  Tries whether the port is free, on our own machine.
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from newsroom import database, probe
from newsroom.children import Child, end_all

if TYPE_CHECKING:
    from newsroom.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
WEB_SECONDS = 30.0
ADMIN = "admin"
NOTHING_REACHED = """
Not one starter feed could be reached: this machine seems to have no way to the internet.
So here is the sample edition instead: fictional publishers, made for trying things out.
Remove it with: .venv/bin/python manage.py remove_sample
"""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRun(Exception):
    """Something that the person at the terminal must know or mend; str() says what."""


class Stopped(Exception):
    """The person at the terminal, or the system, wants us to end."""


def main(arguments: list[str]) -> int:
    """Run until we are stopped; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")  # noqa: TID251  Django reads it from there.
    os.chdir(ROOT)
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  Nothing of Django before the line above.

    try:
        Supervisor(sample="--sample" in arguments).run()
    except Stopped:
        say("Stopped.")
    except (CannotRun, ImproperlyConfigured, database.DatabaseStartError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201  This is a terminal's program.
        return 1
    return 0


def say(text: str = "") -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)  # noqa: T201  This is a terminal's program.


class Supervisor:
    """Keeps the database, the site and ingest. ``sample`` asks for the sample edition outright."""

    def __init__(self, *, sample: bool) -> None:
        from django.conf import settings  # noqa: PLC0415  main() says where they are.

        self.settings: Any = settings
        self.sample = sample
        self.server: EmbeddedServer | None = None
        self.children: list[Child] = []
        self.stopped = False
        self.logs = Path(settings.VAR) / "log"

    def run(self) -> None:
        """Bring everything up in order, watch over it, and leave nothing behind however it ends."""
        require_free_port(self.settings.BIND, self.settings.PORT)
        for name in SIGNALS:
            signal.signal(name, self._asked_to_stop)
        try:
            self.open_database()
            self.prepare()
            self.open_site()
            self.fill()
            self.keep(Child("ingest", [*MANAGE, "ingest", "--watch"], self.logs / "ingest.log"))
            self.watch()
        finally:
            self.end()

    def open_database(self) -> None:
        """Start the embedded server, or reach the one that DATABASE_URL names; hand its URL down to our children."""
        import django  # noqa: PLC0415  main() says where the settings are.

        if self.settings.DATABASE_IS_EMBEDDED:
            directory = database.embedded_directory(self.settings.VAR)
            if not directory.exists():
                say("Making the database ..." + warning_for_root())
            with undisturbed():
                self.server = database.start(directory)
            database.use(self.server.url)
            os.environ["DATABASE_URL"] = self.server.url  # noqa: TID251  Our children join the server by it.
        django.setup()
        require_database()
        self.pause()

    def prepare(self) -> None:
        """Bring the tables and the static files up to date, and make the first administrator."""
        from django.core.management import call_command  # noqa: PLC0415  Django is ready only now.
        from django.db import connections  # noqa: PLC0415  As above.

        call_command("check", verbosity=0, stdout=io.StringIO())
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        password = make_admin()
        connections.close_all()
        if password:
            say(f"\n    Your administrator:  {ADMIN}\n    The password:        {password}    (shown this once)\n")
        self.pause()

    def open_site(self) -> None:
        """Start the site, wait until it answers, and say where to look."""
        web = self.keep(Child("web", [sys.executable, "-m", "gunicorn"], self.logs / "web.log"))
        deadline = time.monotonic() + WEB_SECONDS
        while not probe.is_well(self.settings.BIND, self.settings.PORT, self.settings.SITE_HOST):
            if time.monotonic() > deadline or web.ended() is not None:
                raise CannotRun(f"the site did not come up; {web.log} says why.")
            self.pause(0.25)
        url = self.settings.SITE_URL
        say(f"The site    {url}/\nThe desk    {url}/{self.settings.ADMIN_PATH}\nThe logs    {self.logs}/")
        say("Ctrl-C stops everything.\n")

    def fill(self) -> None:
        """Bring in the first articles; where nothing on the network answers, the sample edition."""
        from articles.models import Article, Source  # noqa: PLC0415  Django is ready only now.

        was_filled = Path(self.settings.VAR) / "filled"
        if self.sample:
            self.manage("load_sample")
        elif not was_filled.exists():
            if not Article.objects.filter(source__is_sample=False).exists():
                self.first_ingest()
            was_filled.touch()
        if Source.objects.filter(is_sample=True).exists():
            self.keep(Child("sample", [*MANAGE, "serve_sample"], self.logs / "sample.log", needed=False))

    def first_ingest(self) -> None:
        """Subscribe to the starter feeds and read each of them once."""
        from ingest.models import Fetch  # noqa: PLC0415  Django is ready only now.

        say("Reading the starter feeds for the first time. The site is up meanwhile.")
        self.manage("import_opml", "starter.opml")
        self.manage("ingest")
        if Fetch.objects.filter(feed__source__is_sample=False).exclude(outcome=Fetch.Outcome.FAILED).exists():
            return
        say(NOTHING_REACHED)
        self.manage("load_sample")

    def watch(self) -> None:
        """Start again what dies, until we are asked to stop; give up on what dies again and again."""
        while True:
            self.pause(0.5)
            for child in self.children.copy():
                status = child.ended()
                if status is not None:
                    self.revive(child, status)
            if self.server and not self.server.is_up():
                say("The database ended unexpectedly; starting it again.")
                with undisturbed():
                    self.server.ensure_postgres_running()

    def revive(self, child: Child, status: int) -> None:
        """Start a child that died once more, unless it did so too often."""
        told = f"{child.name} ended unexpectedly (status {status}); {child.log} says why."
        child.make_end(time.monotonic())
        if child.may_start_again():
            say(f"{told} Starting it again.")
            child.start()
        elif child.needed:
            raise CannotRun(f"{told} It does so again and again, so everything stops.")
        else:
            say(f"{told} It does so again and again; we go on without it.")
            self.children.remove(child)

    def keep(self, child: Child) -> Child:
        """Start a child, to be watched and, at the end, ended."""
        child.start()
        self.children.append(child)
        return child

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end, in sight of the person at the terminal."""
        command = self.keep(Child(f"manage.py {arguments[0]}", [*MANAGE, *arguments]))
        while command.ended() is None:
            self.pause(0.1)
        self.children.remove(command)
        status = command.ended()
        command.make_end(time.monotonic())
        if status:
            raise CannotRun(f"{command.name} failed with status {status}; it says why above.")

    def pause(self, seconds: float = 0.0) -> None:
        """Wait a little; leave where we were asked to."""
        time.sleep(seconds)
        if self.stopped:
            raise Stopped

    def end(self) -> None:
        """End the children, then the database under them."""
        with undisturbed():
            end_all(self.children)
            if self.server:
                self.server.cleanup()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Only take a note: pause() acts on it where nothing is half done."""
        self.stopped = True


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold signals back, from the programs that we start here too, until the work is whole."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def require_free_port(host: str, port: int) -> None:
    """Refuse to begin where another program has our port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError as error:
            raise CannotRun(f"PORT: {port} is for the system's own services; use one from 1024 up.") from error
        except OSError as error:
            raise CannotRun(
                f"PORT: {port} on {host} cannot be had ({error.strerror}); try: make run PORT={port + 1}"
            ) from error


def require_database() -> None:
    """Refuse to begin without a database that we can use; say what it answered."""
    from django.db import DatabaseError, connection  # noqa: PLC0415  Django is ready only now.
    from django.db.utils import NotSupportedError  # noqa: PLC0415  As above.

    try:
        connection.ensure_connection()
    except NotSupportedError as error:
        raise CannotRun(f"DATABASE_URL: {error}") from error
    except DatabaseError as error:
        raise CannotRun(f"DATABASE_URL: the database cannot be reached: {error}") from error


def warning_for_root() -> str:
    """Say what running as root brings with it ("" for everybody else)."""
    if os.geteuid() != 0:
        return ""
    return (
        "\nYou are root, which Postgres refuses to be: it runs as the system user embedded_postgres, and every"
        "\ndirectory above its data is made readable for all users. An ordinary user is the better choice."
    )


def make_admin() -> str:
    """Make the first administrator and return the password; "" where there is one already."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  Django is ready only now.

    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    users.create_superuser(ADMIN, password=password)
    return password


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
