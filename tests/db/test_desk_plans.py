"""No page of the desk reads all articles: each query of each list, search, filter and form is explained by Postgres."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import paging
from bench import desk_pages, pages_fill

pytestmark = pytest.mark.django_db
ARTICLES = 30_000
PAGED_TO = 300
"""Rows that are counted; of so few articles the usual ten thousand would be a third, and no index helps there."""
MOST_QUERIES = 15
GENERIC_PLAN = 160_000
"""The Postgres that explains a query without its values."""

LARGE = re.compile(r"^articles_(article|body|sighting|membership|searchtext|visits|story)$")
"""These grow with the articles."""


@pytest.fixture
def desk(admin_client, monkeypatch):
    """Fill the tables as the bench does, and return a browser of an administrator."""
    monkeypatch.setattr(paging, "MOST", PAGED_TO)
    with connection.cursor() as cursor:
        for name in ("pages_fill.sql", "desk_fill.sql"):
            for statement in pages_fill.statements(name, count=ARTICLES, seconds=pages_fill.SECONDS):
                cursor.execute(statement)
        cursor.execute("ANALYZE")
    return admin_client


def scans(plan):
    """Yield the tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from scans(part)


def explained(queries):
    """Return which large tables these queries would read from end to end, each with its query."""
    found = {}
    with connection.cursor() as cursor:
        for sql in {query["sql"].strip() for query in queries}:
            if not sql.startswith(("SELECT", "WITH")) or ("$1" in sql and connection.pg_version < GENERIC_PLAN):
                continue
            options = (
                "FORMAT JSON, GENERIC_PLAN" if "$1" in sql else "FORMAT JSON"
            )  # What is prepared has no values here.
            cursor.execute(f"EXPLAIN ({options}) {sql}".replace("%", "%%"), [])
            (answer,) = cursor.fetchone()
            plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
            found |= {table: sql[:300] for table in scans(plan) if LARGE.match(table)}
    return found


def test_no_page_of_the_desk_reads_all_articles_or_asks_often(desk):
    read, often = {}, {}

    for path in list(desk_pages.pages(desk)):
        with CaptureQueriesContext(connection) as queries:
            desk.get(path)
        read |= {path: found} if (found := explained(queries.captured_queries)) else {}
        often |= {path: len(queries)} if len(queries) > MOST_QUERIES else {}

    assert (read, often) == ({}, {})
