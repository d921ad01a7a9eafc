"""Figures for Prometheus: who may read them, what they say, and what they cost."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from ingest import ledger, metrics
from ingest.exposition import Gauge, labelled, plain, write
from ingest.models import Feed, Fetch, Host, Notice, Subscription
from tests.factories import ArticleFactory, SourceFactory

TOKEN = "high-water-at-noon-and-low-water-at-six"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"([a-z_:][a-z0-9_:]*)(\{{{LABEL}(?:,{LABEL})*\}})? (-?[0-9.]+(?:e[+-][0-9]+)?)")


def read(text):
    """Read the format strictly: {name and labels: value}; every name has its help and its type before."""
    values, name = {}, ""
    assert text.endswith("\n")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("# HELP "):
            name = line.split()[2]
            assert lines[number + 1] == f"# TYPE {name} gauge"
            assert len(line.split(maxsplit=3)) == 4
        elif not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == name
            key = name + (match[2] or "")
            assert key not in values
            values[key] = float(match[3])
    return values


# The format -----------------------------------------------------------------------------------------------------------


def test_labels_and_help_cannot_break_out():
    text = write([labelled("newsroom_x", 'Says "so"\nand \\.', "kind", {'a"} 1\nforged 2\\': 1})])

    assert text == (
        '# HELP newsroom_x Says "so"\\nand \\\\.\n# TYPE newsroom_x gauge\nnewsroom_x{kind="a\\"} 1\\nforged 2\\\\"} 1\n'
    )
    assert len(read(text)) == 1


@pytest.mark.parametrize(("value", "written"), [(3, "3"), (0, "0"), (0.25, "0.25"), (12_345_678_901, "12345678901")])
def test_numbers_are_written_out(value, written):
    assert write([plain("newsroom_x", "X.", value)]).endswith(f"newsroom_x {written}\n")
    assert write([Gauge("newsroom_x", "X.")]).count("\n") == 2


# Who may read them ----------------------------------------------------------------------------------------------------


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def scrape(client, authorization=f"Bearer {TOKEN}"):
    return client.get("/metrics", headers={"authorization": authorization} if authorization else {})


@pytest.mark.django_db
def test_without_a_token_in_the_settings_there_is_no_such_page(client):
    for authorization in ("", "Bearer ", "Bearer None", f"Bearer {TOKEN}"):
        assert scrape(client, authorization).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("token")
@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, f"Basic {TOKEN}", "Bearer ÿ\udcff"],
)
def test_without_the_right_token_nothing_is_told(client, authorization):
    answer = scrape(client, authorization)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "newsroom_" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("token")
def test_with_it_the_figures_are_told_and_kept_by_nobody(client):
    answer = scrape(client)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert client.post("/metrics").status_code == 405


# What they say --------------------------------------------------------------------------------------------------------


def feed(number, **state):
    made, _ = ledger.add_feed(SourceFactory(), f"https://ebb{number}.example/", now=timezone.now() + HOUR)
    Feed.objects.filter(pk=made.pk).update(**state)
    return made


def attempt(of, ago, outcome="ok", **counts):
    Fetch.objects.create(
        feed=of, started_at=timezone.now() - ago, outcome=outcome, error="x" if outcome == "failed" else "",
        next_at=timezone.now(), next_why="a test", **counts,
    )  # fmt: skip


@pytest.fixture
def figures(client, settings, db):
    settings.METRICS_TOKEN = TOKEN
    return lambda: read(scrape(client).content.decode())


def test_an_empty_site_has_every_figure_and_they_are_zero(figures):
    with connection.cursor() as cursor:
        # Standings are estimates; those of a test before this one may stand.
        cursor.execute("ANALYZE articles_article")
    values = figures()

    assert {value for name, value in values.items() if "build_info" not in name and "bytes" not in name} == {0.0}
    assert values["newsroom_database_bytes"] > 1_000_000
    assert 'newsroom_build_info{version="0.1.0"}' in values


def test_feeds_are_told_by_how_they_fare(figures):
    now = timezone.now()
    feed(1, last_attempt_at=now, last_ok_at=now - 7 * MINUTE)
    feed(2, last_attempt_at=now, failures=2, turn_at=now - 30 * MINUTE)
    feed(3, turn_at=now - MINUTE)
    feed(4, state="paused", turn_at=now - HOUR)
    feed(5, state="retired")
    Feed.objects.filter(url__contains="ebb1").update(lease_until=now + HOUR, lease_token="0" * 32)

    values = figures()

    for condition in ("fine", "failing", "new", "paused", "retired"):
        assert values[f'newsroom_feeds{{condition="{condition}"}}'] == 1
    assert (values["newsroom_feeds_due"], values["newsroom_feeds_overdue"], values["newsroom_leases"]) == (2, 1, 1)
    assert values["newsroom_feed_lateness_seconds"] == pytest.approx(1800, abs=60)
    assert values["newsroom_last_good_fetch_seconds"] == pytest.approx(420, abs=60)


def test_attempts_and_entries_are_those_of_the_last_minutes(figures):
    of = feed(1)
    attempt(of, MINUTE, new=3, changed=1)
    attempt(of, 20 * MINUTE, new=2, dropped=5)
    attempt(of, 2 * MINUTE, "failed")
    attempt(of, 2 * HOUR, new=100)

    values = figures()

    assert values['newsroom_attempts_5m{outcome="ok"}'] == 1
    assert values['newsroom_attempts_5m{outcome="failed"}'] == 1
    assert values['newsroom_attempts_1h{outcome="ok"}'] == 2
    assert values['newsroom_attempts_1h{outcome="not_modified"}'] == 0
    assert [values[f'newsroom_entries_1h{{verdict="{name}"}}'] for name in ("new", "changed", "dropped")] == [5, 1, 5]


def test_hosts_notices_and_subscriptions_are_counted(figures):
    now = timezone.now()
    of = feed(1)
    ledger.penalize("ebb1.example", now + HOUR, "it answered 429", now, is_throttled=True)
    Host.objects.create(name="busy.example", free_at=now + MINUTE)
    ledger.notice(Notice.Kind.GAP, "Missed", now, of.pk)
    ledger.notice(Notice.Kind.STALLED, "Stalled", now)
    ledger.settle(Notice.Kind.STALLED, now)
    Subscription.objects.create(
        feed=of, hub_url="https://hub.example/", topic_url=of.url, token="t", secret="s", asked_at=now, next_at=now
    )

    values = figures()

    assert (values["newsroom_hosts_paused"], values["newsroom_hosts_held"]) == (1, 0)
    assert values['newsroom_notices_open{kind="gap"}'] == 1
    assert values['newsroom_notices_open{kind="stalled"}'] == 0
    assert values['newsroom_subscriptions{state="asked"}'] == 1


def test_articles_are_estimated_from_what_postgres_knows_and_those_that_wait_are_counted(figures, monkeypatch):
    source = SourceFactory()
    for status, count in (("published", 30), ("pending", 10)):
        built = ArticleFactory.build_batch(count, source=source, section=source.section, status=status, body=None)
        Article.objects.bulk_create(built)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")

    values = figures()
    monkeypatch.setattr(metrics, "PENDING_COUNTED", 5)

    assert values['newsroom_articles_estimated{status="published"}'] == 30
    assert values['newsroom_articles_estimated{status="pending"}'] == 10
    assert values['newsroom_articles_estimated{status="rejected"}'] == 0
    assert values["newsroom_articles_pending"] == 10
    assert values["newsroom_articles_unplaced"] == 30
    assert figures()["newsroom_articles_pending"] == 6


# What they cost -------------------------------------------------------------------------------------------------------


def test_a_scrape_asks_the_same_few_questions_however_much_there_is(figures):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            figures()
        return len(captured)

    few = queries()
    for number in range(10):
        attempt(feed(number, failures=number), MINUTE)

    assert queries() == few <= 8


def test_the_ledger_is_read_by_its_river(figures):
    of = feed(1)
    Fetch.objects.bulk_create(
        Fetch(
            feed=of, started_at=timezone.now() - number * HOUR, outcome="ok", next_at=timezone.now(), next_why="a test"
        )
        for number in range(5_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ingest_fetch")

    with CaptureQueriesContext(connection) as captured:
        figures()

    (query,) = [query["sql"] for query in captured if 'FROM "ingest_fetch"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + query)
        assert "fetch_river" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_docs_list_every_figure_and_no_other(figures):
    feed(1, last_ok_at=timezone.now())
    page = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text("utf-8")
    told = re.findall(r"^\| `(newsroom_\w+)`", page, re.MULTILINE)

    assert sorted(told) == sorted({name.partition("{")[0] for name in figures()})
    assert set(re.findall(r"newsroom_\w+", page)) <= set(told)
