"""Fixtures for all tests: one embedded Postgres for the whole session, shared by all xdist workers."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom import database

SHARED = Path(__file__).resolve().parents[2] / "shared"
SERVER_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
)


def _start_postgres() -> tuple[str, Callable[[], None]]:
    """Start a server of the session's own, durability off; return its URL and what stops and removes it."""
    directory = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
    database.start(directory / "postgres").cleanup()
    with (directory / "postgres" / "postgresql.auto.conf").open("a", encoding="ascii") as conf:
        conf.writelines(line.replace("=", " = ") + "\n" for line in SERVER_SETTINGS)
    server = database.start(directory / "postgres")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)

    return server.get_uri(), stop


def pytest_configure(config: pytest.Config) -> None:
    """Start the database in the controller; workers inherit its URL through the environment."""
    os.environ.setdefault("NEWSROOM_VAR", tempfile.mkdtemp(prefix="newsroom-var-"))
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    os.environ["DATABASE_URL"], stop = _start_postgres()
    database.use(os.environ["DATABASE_URL"])
    config.add_cleanup(stop)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and attacks beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: this test reads corpora that are not part of the project")
    return SHARED
