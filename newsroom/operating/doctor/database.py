"""The database: whether it answers, has room for us, and holds the tables that this release needs."""

import time

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.operating.doctor.finding import Finding, words_of
from newsroom.outage import UNREACHABLE

SLOW_MILLISECONDS = 100
FULL_SHARE = 0.85
CONNECTIONS = """
SELECT count(*) FILTER (WHERE backend_type = 'client backend'),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
FROM pg_stat_activity
"""


def answers() -> Finding:
    """Ask it something small, twice: the first time also connects."""
    try:
        connection.ensure_connection()
        began = time.monotonic()
        version = str(_asked("SHOW server_version")[0]).split(" ", 1)[0]
    except UNREACHABLE as error:
        return Finding.to_do(f"does not answer: {words_of(error)}", _cure())
    milliseconds = round((time.monotonic() - began) * 1000)
    if milliseconds > SLOW_MILLISECONDS:
        return Finding.to_do(
            f"Postgres {version} took {milliseconds} ms for the smallest of queries",
            "look at its load, and at the network between.",
        )
    return Finding.fine(f"Postgres {version}, {milliseconds} ms")


def _cure() -> str:
    """Say where to look, by what kind of server it is."""
    if not settings.DATABASE_IS_EMBEDDED:
        return "see whether it runs, and whether DATABASE_URL is right."
    directory = settings.VAR / "postgres"
    if not directory.exists():
        return "there is none yet; make run makes it, or DATABASE_URL names one."
    return f"what the embedded server says itself is in {directory / 'log'}"


def has_connections_left() -> Finding:
    """Look how many of the connections that the server allows are taken."""
    taken, allowed = _asked(CONNECTIONS)
    if taken > FULL_SHARE * allowed:
        return Finding.to_do(
            f"{taken} of {allowed} connections are taken",
            "run fewer processes (NEWSROOM_WEB_WORKERS), or raise max_connections.",
        )
    return Finding.fine(f"{taken} of {allowed} are taken")


def is_migrated() -> Finding:
    """Compare the tables with what this release has migrations for."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    waiting = [str(step) for step, _ in executor.migration_plan(graph.leaf_nodes())]
    unknown = sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) not in graph.nodes
    )
    if waiting:
        return Finding.to_do(f"{len(waiting)} wait, from {waiting[0]} on", "manage.py backup, then manage.py migrate.")
    if unknown:
        return Finding.to_do(
            f"the database is newer than this release: it has {', '.join(unknown)}",
            "run the release that made them, or restore a backup of this one.",
        )
    return Finding.fine(f"all {len(executor.loader.applied_migrations)} are applied")


def _asked(question: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row: tuple[int, ...] = cursor.fetchone()
        return row
