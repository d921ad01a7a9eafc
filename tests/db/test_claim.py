"""A claim with a million feeds in the table: it reads what it takes, by the index of turns."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from bench import claim_probe
from ingest import ledger
from tests.factories import SourceFactory

FEEDS = 1_000_000
SLACK = 4
"""The demand is 5 ms on a quiet machine (``make bench ARGS=--claim`` says what it takes); tests share theirs."""


@pytest.fixture
def a_million_feeds(transactional_db):
    """Each on a host of its own, all of them due."""
    ledger.add_feed(SourceFactory(), "https://tides.example.org/feed", now=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # No check of a foreign key for each row.
        cursor.execute("SET statement_timeout = 0")
        claim_probe.fill("each", "all", FEEDS)
        yield
        cursor.execute("DROP TABLE bench_ingest_feed, bench_ingest_host")
        cursor.execute("TRUNCATE ingest_feed, ingest_host CASCADE")
    connection.close()


@pytest.mark.timeout(600)
def test_a_claim_among_a_million_feeds_reads_only_what_it_takes_and_takes_milliseconds(a_million_feeds):
    (select, *_) = claim_probe.explained()

    assert "feed_turn" in json.dumps(select["plan"])
    assert _read_whole(select["plan"]) <= {SourceFactory._meta.model._meta.db_table}
    assert select["plan"]["Actual Rows"] == claim_probe.LIMIT
    assert _rows_read(select["plan"]) <= 10 * claim_probe.LIMIT
    assert select["milliseconds"] < 5 * SLACK


def _read_whole(plan):
    """The tables that a plan reads from end to end; Postgres does so rightly with the one row of the sources."""
    here = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return here.union(*map(_read_whole, plan.get("Plans", ())))


def _rows_read(plan):
    """All rows that all nodes of a plan handled."""
    return plan["Actual Rows"] * plan["Actual Loops"] + sum(map(_rows_read, plan.get("Plans", ())))
