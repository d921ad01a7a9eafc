"""Which database is asked: the primary, unless a page for readers is just being made from its replica."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS

_read = ContextVar("read", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading_from(database: str) -> Iterator[None]:
    """Have all that is read in here asked of ``database``; what writes asks the primary in any case."""
    before = _read.set(database)
    try:
        yield
    finally:
        _read.reset(before)


class Router:
    """Django's router: nobody who asks has to know. Rows are the same in both, so that they may be put together."""

    def db_for_read(self, *_model: Any, **_hints: Any) -> str:
        """Return the name of the database to ask."""
        return _read.get()

    def db_for_write(self, *_model: Any, **_hints: Any) -> str:
        """Return the name of the only one that is written to, wherever a row was read."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_rows: Any, **_hints: Any) -> bool:
        """Let a row of one refer to a row of the other."""
        return True

    def allow_migrate(self, database: str, *_app: Any, **_hints: Any) -> bool:
        """Make tables in the primary only; the replica gets them by itself."""
        return database == DEFAULT_DB_ALIAS
