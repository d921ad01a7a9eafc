"""A Postgres to measure on: one of its own under a temporary directory, or the server that DATABASE_URL names."""

import contextlib
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from bench import cpu
from newsroom import database

QUIET_SECONDS = 10.0


class Database:
    """One empty database on a server; ``url`` is what DATABASE_URL must say."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = urlsplit(url).path[1:]

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement outside of a transaction and return its rows, [] where it has none."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def settle(self) -> None:
        """Do what Postgres would do on its own at some moment, so that no round pays for the one before.

        Empty tables are left alone, as Postgres would leave them: one that it was told is empty it goes on to scan, and a
        first run would seem to cost several times what it does.
        """
        filled = "SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables WHERE n_live_tup > 0"
        for (table,) in self.run(filled):
            self.run(f"VACUUM (ANALYZE) {table}")
        self.run("CHECKPOINT")
        deadline = time.monotonic() + QUIET_SECONDS
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while self.run(others)[0][0] and time.monotonic() < deadline:
            time.sleep(0.05)


class Server:
    """A Postgres server, in which each group of rounds has a database of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pid = _first_process(url)

    @contextlib.contextmanager
    def database(self, copied: Database | None = None) -> Iterator[Database]:
        """Make an empty database, or a copy of another that nobody uses just now, and drop it at the end."""
        name = f"newsroom_bench_{secrets.token_hex(4)}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            template = sql.Identifier(copied.name if copied else "template0")
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(sql.Identifier(name), template)
            )
        try:
            yield Database(urlsplit(self._url)._replace(path=f"/{name}").geturl())
        finally:
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def version(self) -> str:
        """Return the version of the server."""
        return str(Database(self._url).run("SHOW server_version")[0][0])

    def cpu(self) -> float | None:
        """Return the CPU seconds of the whole server since its start; None where it runs on another machine."""
        return cpu.postgres_cpu(self._pid) if self._pid else None


@contextlib.contextmanager
def server(directory: Path) -> Iterator[Server]:
    """Give the server that DATABASE_URL names, else an embedded one in ``directory``, stopped at the end."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield Server(given)
        return
    embedded = database.start(directory)
    try:
        yield Server(embedded.url)
    finally:
        embedded.cleanup()


def _first_process(url: str) -> int | None:
    """Return the pid of the server's first process, None where it is not a process of this machine."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        try:
            backend = psutil.Process(row[0] if row else 0)
            return backend.ppid() if backend.name().startswith("postgres") else None
        except psutil.NoSuchProcess:
            return None
