"""Two sites, two workers, a Redis and a Postgres, each a process that knows no other but by its settings."""

import json
import secrets
import time
from collections import Counter

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.net.scripted import answer
from tests.standby import Site, get, named, redis, wait_until

pytest.importorskip("redis")

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {0}</title><link>http://127.0.0.1/{0}/</link>
<item><title>Ferry {0} runs again</title><link>https://harbour.example/{0}</link><guid>{0}</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
FEEDS = 12
OPML = '<opml version="2.0"><body>{}</body></opml>'
OUTLINE = '<outline type="rss" text="Paper {0}" xmlUrl="{1}" htmlUrl="http://127.0.0.1/{0}/"/>'
PUBLISH = "UPDATE articles_article SET status = 'published' WHERE headline = %s RETURNING id"


@pytest.fixture
def database(django_db_blocker):
    """An empty database on the tests' server, as its URL."""
    facts = connection.get_connection_params()
    name = f"many_{secrets.token_hex(4)}"
    server = f"postgres://{facts['user']}@{facts['host'].replace('/', '%2F')}/postgres"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        yield named(server, name)
        session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def rows(database, statement, *values):
    with psycopg.connect(database) as session:
        return session.execute(statement, values).fetchall()


def test_what_any_worker_brings_and_any_desk_publishes_every_site_shows_at_once(database, server, tmp_path):
    server.answers |= {f"/{n}": answer(200, RSS.format(n).encode()) for n in range(FEEDS)}
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML.format("".join(OUTLINE.format(n, server.url(f"/{n}")) for n in range(FEEDS))))
    with redis(tmp_path) as cache, Site(tmp_path, DATABASE_URL=database, CACHE_URL=cache) as site:
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        site.manage("import_opml", str(listed))
        ports = [site.web(), site.web()]
        for number in range(2):
            site.run(f"worker-{number}", "manage.py", "procrastinate", "worker", NEWSROOM_INGEST_WORKERS="1")
            site.manage("procrastinate", "defer", "ingest.tasks.refresh", json.dumps({}))

        wait_until(lambda: rows(database, "SELECT count(*) FROM articles_article") == [(FEEDS,)])
        rows(database, "UPDATE articles_article SET status = 'pending' RETURNING id")
        time.sleep(0.5)
        before = [get(port, "/latest/") for port in ports]
        rows(database, PUBLISH, "Ferry 3 runs again")
        time.sleep(0.3)  # So long a process may go on with the edition that it knows.
        after = [get(port, "/latest/") for port in ports]

    assert Counter(server.paths()) == {f"/{n}": 1 for n in range(FEEDS)}
    assert [status for status, _ in (*before, *after)] == [200] * 4
    assert ["Ferry 3 runs again" in text for _, text in before] == [False, False]
    assert ["Ferry 3 runs again" in text for _, text in after] == [True, True]
    assert after[0] == after[1], "the second site found the first one's page"
