"""Readers are answered from a replica that streams for real, and never with less than the edition says."""

import os
import re
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from bench import pages_fill
from bench.database import Database
from tests.standby import Site, Standby, get, wait_until

EDITOR = {"Cookie": "session=of-an-editor"}
NUMBER = 5
FOUND = """
INSERT INTO articles_searchtext (article_id, source_id, section_id, published_at, state, words, language, texts, marks)
SELECT id, source_id, section_id, published_at, 'found', 0, 'en', ARRAY[headline, '', '', ''], '{=len}' FROM articles_article WHERE id = %s
ON CONFLICT DO NOTHING
"""


@pytest.fixture(scope="module")
def standby():
    """Both servers, with an edition of some articles. A short path: a socket's is limited to 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-"))
    servers = Standby(folder)
    yield servers
    servers.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def site(standby, tmp_path_factory):
    urls = {"DATABASE_URL": standby.primary.url, "NEWSROOM_REPLICA_URL": standby.replica_url}
    with Site(tmp_path_factory.mktemp("site"), **urls) as site:
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        pages_fill.fill(Database(standby.primary.url), 30)
        yield site


@pytest.fixture(scope="module")
def port(site):
    """A web that keeps no pages, so that each answer tells what the database says that it was made from."""
    return site.web(CACHE_URL="none")


@pytest.fixture(autouse=True)
def _caught_up(standby, port):
    """Begin each test with a replica that has everything, and that the site reads."""
    standby.catch_up()
    wait_until(lambda: reads_replica(standby, port))


def reads_replica(standby, port):
    """Tell whether a reader is just now answered from the replica: what the primary alone has is not on the page."""
    standby.pause()
    mark = f"Seen at {time.monotonic_ns()}"
    rename(standby, mark, unseen=True)
    is_there = mark in article(port)
    standby.catch_up()
    return not is_there


def rename(standby, headline, unseen=False):
    standby.on_primary("UPDATE articles_article SET headline = %s WHERE id = %s", headline, NUMBER, unseen=unseen)


def article(port, **headers):
    """Return the page of the article, under whatever name."""
    status, text = get(port, f"/article/{NUMBER}-x/", **headers)
    assert status == 200
    return text


def test_readers_are_answered_from_the_replica_and_editors_from_the_primary(standby, port):
    standby.pause()
    rename(standby, "Only on the primary", unseen=True)

    for_reader, for_editor = article(port), article(port, **EDITOR)

    assert "Only on the primary" not in for_reader
    assert "Only on the primary" in for_editor


@pytest.mark.parametrize("path", ["/latest/", "/latest/feed.rss", "/search/?q=quay"])
def test_lists_feeds_and_searches_are_read_there_too(standby, port, path):
    rename(standby, "Quay road")
    standby.on_primary(FOUND, NUMBER)
    standby.catch_up()
    time.sleep(0.3)
    standby.pause()
    rename(standby, "Only on the primary", unseen=True)
    standby.on_primary("DELETE FROM articles_searchtext", unseen=True)

    status, text = get(port, path)

    assert status == 200
    assert re.search("(<mark>)?Quay(</mark>)? road", text)


def test_what_is_published_is_seen_at_once_however_far_the_replica_is_behind(standby, port):
    standby.pause()

    rename(standby, "Published just now")
    time.sleep(0.3)  # So long a process may go on with the edition that it knows.

    assert "Published just now" in article(port)
    assert get(port, "/latest/feed.rss")[0] == 200


def test_what_an_editor_has_seen_no_reader_who_comes_next_is_shown_without(standby, site):
    keeping = site.web()
    article(keeping)
    standby.pause()
    rename(standby, "Seen by an editor")

    for_editor = article(keeping, **EDITOR)
    _, for_reader = get(keeping, "/latest/")
    standby.catch_up()
    _, later = get(keeping, "/latest/")

    assert ["Seen by an editor" in text for text in (for_editor, for_reader, later)] == [True, True, True]


def test_a_replica_that_applies_a_second_late_makes_no_page_late(standby, port):
    delay(standby, "1s")
    found = []

    for number in range(6):
        rename(standby, f"Number {number} of six")
        time.sleep(0.3)
        found.append(f"Number {number} of six" in article(port))
    delay(standby, "0")

    assert found == [True] * 6


def delay(standby, seconds):
    with psycopg.connect(standby.replica_url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET recovery_min_apply_delay = '{seconds}'")
        connection.execute("SELECT pg_reload_conf()")


def test_a_replica_that_is_killed_under_requests_costs_no_reader_an_error(standby, site, port):
    statuses, over = [], threading.Event()

    def read():
        while not over.is_set():
            statuses.append(get(port, "/latest/")[0])

    reader = threading.Thread(target=read)
    reader.start()
    wait_until(lambda: len(statuses) > 3)
    os.kill(standby.replica.get_postmaster_info().pid, signal.SIGQUIT)
    wait_until(lambda: not standby.replica.is_up())
    seen = len(statuses)
    wait_until(lambda: len(statuses) > seen + 3)
    over.set()
    reader.join()

    assert set(statuses) == {200}
    assert "replica_left" in site.said(port)


def test_a_replica_that_was_promoted_is_not_read_any_more(standby, site, port):
    standby.on_replica("SELECT pg_promote()")
    time.sleep(0.3)

    rename(standby, "Behind its back", unseen=True)

    assert "Behind its back" in article(port)
    assert "it was promoted" in site.said(port)


def test_visits_to_pages_from_the_replica_are_counted_in_the_primary(standby, port):
    article(port, **{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})

    wait_until(lambda: standby.on_primary("SELECT count(*) FROM articles_visits") != [(0,)], seconds=15)
