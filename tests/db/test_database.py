import os

import pytest
from django.db import connection
from django.db.utils import NotSupportedError, OperationalError

pytestmark = pytest.mark.django_db


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_the_tests_run_on_a_real_postgres_that_we_support():
    assert connection.pg_version >= 150_000
    assert asked("SHOW server_encoding") == "UTF8"


@pytest.mark.skipif(
    "newsroom-test-" not in os.environ.get("DATABASE_URL", ""), reason="the tests use a server of yours"
)
def test_the_tests_own_server_does_without_durability():
    assert asked("SHOW fsync") == "off"


def test_an_older_postgres_is_refused_with_both_versions_named(monkeypatch):
    monkeypatch.setattr(type(connection.features), "minimum_database_version", (99,))

    with pytest.raises(NotSupportedError, match=r"PostgreSQL 99 or later is required \(found \d+"):
        connection.check_database_version_supported()


def test_the_floor_is_postgres_15():
    assert connection.features.minimum_database_version == (15,)


def test_a_query_that_takes_too_long_is_ended_by_the_server():
    assert asked("SHOW statement_timeout") == "15s"
    assert asked("SHOW lock_timeout") == "5s"
    assert asked("SHOW idle_in_transaction_session_timeout") == "1min"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")

        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")
