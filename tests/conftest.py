"""Fixtures for all tests: one embedded Postgres for the whole session, shared by all xdist workers."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from newsroom import database

SHARED = Path(__file__).resolve().parents[2] / "shared"
SHARING = "tests/browser/test_sample_desk_"
"""What begins so is done at one site (tests/browser/conftest.py): two processes would start two."""

NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


def _start_postgres() -> tuple[str, Callable[[], None]]:
    """Start a server of the session's own, durability off; return its URL and what stops and removes it."""
    directory = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
    server = database.start(directory / "postgres", NOT_DURABLE)

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)

    return server.url, stop


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let expectations that are checked in be renewed by whoever means to, and more be tried than there is time for each day."""
    parser.addoption("--renew", action="store_true", help="write checked-in expectations anew, as they are found")
    parser.addoption("--examples", type=int, default=700, help="how many requests tests/web/test_fuzz.py sends")
    parser.addoption("--seed", type=int, default=0, help="which requests these are; always the same without it")


def pytest_configure(config: pytest.Config) -> None:
    """Start the database in the controller; workers inherit its URL, and NEWSROOM_VAR, through the environment."""
    if hasattr(config, "workerinput"):
        return
    if os.environ.get("DATABASE_URL"):
        return
    os.environ["DATABASE_URL"], stop = _start_postgres()
    database.use(os.environ["DATABASE_URL"])
    config.add_cleanup(stop)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share out whole files among parallel processes, those that share the sample edition as if they were one."""
    from xdist.scheduler import LoadFileScheduling  # Not where tests run in one process and xdist is absent.

    class Files(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types.
        def _split_scope(self, nodeid: str) -> str:
            return SHARING if nodeid.startswith(SHARING) else str(super()._split_scope(nodeid))

    return Files(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests' own database be emptied after each test that commits: elsewhere the audit refuses it."""
    from django.db import connection  # Not before Django is ready.

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_auditline DISABLE TRIGGER articles_auditline_is_not_emptied")


@pytest.fixture(autouse=True)
def _fresh_frame() -> None:
    """Forget pages and what stands around them, which a process keeps for some seconds: the test before had other rows."""
    from django.core.cache import cache  # Not before Django is ready.

    from articles import context  # As above.

    cache.clear()

    context.read_frame.cache_clear()


@pytest.fixture(autouse=True)
def _edition_rises_within_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the number rise after each reading of it: to Postgres a whole test is one transaction, in which it rises once."""
    from articles import edition  # Not before Django is ready.

    again = "set_config('newsroom.edition', '', true)"
    query = f"SELECT number, turned, {again} FROM ({edition.NUMBER}) AS known (number, turned)"  # noqa: S608  Two constants.
    monkeypatch.setattr(edition, "NUMBER", query)


@pytest.fixture(autouse=True)
def _first_article_at_noon() -> None:
    """Begin each test with the newest article: each is a minute older than the one before, and a session makes thousands."""
    from tests.factories import ArticleFactory  # Not before Django is ready.

    ArticleFactory.reset_sequence(0)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and attacks beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: this test reads corpora that are not part of the project")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what was left out: a skipped browser test must not pass for a passed one."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        reasons = sorted({str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped})
        terminalreporter.write_sep("=", f"{len(skipped)} BROWSER TESTS WERE SKIPPED", yellow=True)
        terminalreporter.write_line("\n".join(reasons))
