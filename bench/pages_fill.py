"""Fill a site's tables with an edition of any size, by the statements of ``pages_fill.sql``."""

from pathlib import Path

from bench.database import Database

SECONDS = 40
"""An article came every so many seconds."""

AT_ONCE = "SET session_replication_role = replica; SET synchronous_commit = off; SET statement_timeout = 0;"


def fill(database: Database, articles: int) -> None:
    """Fill an empty site with so many articles; constraints hold, triggers are passed over."""
    script = Path(__file__).with_suffix(".sql").read_text("utf-8").format(count=articles, seconds=SECONDS)
    for statement in script.split(";\n"):
        database.run(f"{AT_ONCE}\n{statement}")
    database.settle()
