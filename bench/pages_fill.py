"""Fill a site's tables with an edition of any size, by the statements of the files ``…_fill.sql`` beside this one."""

from pathlib import Path

from bench.database import Database

SECONDS = 40
"""An article came every so many seconds."""

YEARS = 10
"""Narrow articles came over so many years, however many they are: their partitions are a month each."""

FRAME = 4
"""So many statements of ``pages_fill.sql`` come before its stories: words, defaults, shelves and publishers."""

AT_ONCE = "SET session_replication_role = replica; SET synchronous_commit = off; SET statement_timeout = 0;"


def fill(database: Database, articles: int, *, desk: bool = False) -> None:
    """Fill an empty site with so many articles, and with what the ``desk`` has; constraints hold, triggers are passed over."""
    for name in ("pages_fill.sql", "desk_fill.sql")[: 1 + desk]:
        _run(database, statements(name, count=articles, seconds=SECONDS))
    database.settle()


def fill_narrow(database: Database, articles: int) -> None:
    """Fill an empty site with so many articles of ten years that are small and can be found; a million take a minute."""
    seconds = max(1, YEARS * 365 * 86_400 // articles)
    _run(database, statements("pages_fill.sql", count=articles, seconds=seconds)[:FRAME])
    _run(database, statements("narrow_fill.sql", count=articles, seconds=seconds))
    database.settle()


def part(database: Database, step: str) -> None:
    """Put a copy of the articles in partitions of a ``step``, a month or a year, in the schema ``parted_`` and its name."""
    _run(database, statements("partition.sql", step=step))


def statements(name: str, **values: object) -> list[str]:
    """Return the statements of a file of this folder, with these values in them."""
    script = Path(__file__).with_name(name).read_text("utf-8").format(**values)
    return script.split(";\n")


def _run(database: Database, script: list[str]) -> None:
    for statement in script:
        database.run(f"{AT_ONCE}\n{statement}")
