"""Querysets whose SQL is written once: for Django that is more work than to ask, and some pages ask the same each time.

``reading()`` is where pages ask in SQL of their own: the database that Django's querysets would ask just now.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Self

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from psycopg import Cursor

from articles.models import Article

Build = Callable[[], QuerySet[Any, Any]]


@cache
def written(build: Build) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of the queryset that ``build`` makes, and its parameters: those it has the first time."""
    sql, parameters = build().query.sql_with_params()
    return sql, tuple(parameters)


def rows_of(build: Build) -> list[tuple[Any, ...]]:
    """Return its rows as Postgres gives them, in which JSON is text; it plans them once, too."""
    return prepared_rows(*written(build))


class PreparedCursor(Cursor[Any]):
    """A cursor that has Postgres plan each of its queries once for the connection."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Self:
        """Run one."""
        return super().execute(query, params, prepare=True)


def reading() -> BaseDatabaseWrapper:
    """Return the connection that this request reads articles by; what writes, or must know the latest, uses Django's default."""
    return connections[router.db_for_read(Article)]


def prepared_rows(sql: str, parameters: Sequence[Any], using: str = "") -> list[tuple[Any, ...]]:
    """Return the rows of a query that Postgres is to plan once for each connection: of some the plan costs more than the rows.

    It is asked of the database ``using`` names, else of the one that this request reads by.
    """
    connection = connections[using] if using else reading()
    connection.ensure_connection()
    cursor: Any = PreparedCursor(connection.connection)
    wrapped = connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    with wrapped:  # So that tests count it as they count Django's own.
        wrapped.execute(sql, parameters)
        return list(wrapped.fetchall())
