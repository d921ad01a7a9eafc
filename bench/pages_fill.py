"""Fill a site's tables with an edition of any size, by the statements of ``pages_fill.sql`` and ``desk_fill.sql``."""

from pathlib import Path

from bench.database import Database

SECONDS = 40
"""An article came every so many seconds."""

AT_ONCE = "SET session_replication_role = replica; SET synchronous_commit = off; SET statement_timeout = 0;"


def fill(database: Database, articles: int, *, desk: bool = False) -> None:
    """Fill an empty site with so many articles, and with what the ``desk`` has; constraints hold, triggers are passed over."""
    for name in ("pages_fill.sql", "desk_fill.sql")[: 1 + desk]:
        for statement in statements(name, articles):
            database.run(f"{AT_ONCE}\n{statement}")
    database.settle()


def statements(name: str, articles: int) -> list[str]:
    """Return the statements of a file of this folder."""
    script = Path(__file__).with_name(name).read_text("utf-8").format(count=articles, seconds=SECONDS)
    return script.split(";\n")
