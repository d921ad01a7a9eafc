"""The first page of the desk: what waits, to each what they may look at, without counting a million rows."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import figures, takedowns, volume
from articles.models import DailyFigure, Doubt
from ingest import ledger
from ingest.models import Feed, Notice, Run
from newsroom import desk_cards
from tests.factories import NOON, ArticleFactory, SourceFactory
from tests.stories import story_of, suggest

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def fill():
    """Let something wait on every card."""
    now = timezone.now()
    ArticleFactory.create_batch(2, status="pending", body=None, published_at=now - 3 * DAY, first_seen_at=now - 2 * DAY)
    ArticleFactory(body=None, visible_from=now + DAY)
    suggest(story_of(), story_of())
    Doubt.objects.create(story=story_of(), made_at=now)
    said = {"name": "P", "email": "p@port.example", "urls": "x", "right": "error", "statement": "x"}
    takedowns.receive(said, now - 8 * DAY)
    feed = ledger.add_feed(SourceFactory(rights_until=timezone.localdate() + DAY), "https://a.example/1", now=now)[0]
    Feed.objects.filter(pk=feed.pk).update(failures=2)
    ledger.notice(Notice.Kind.QUIET, "Silent.", now, feed.pk)
    ledger.notice(Notice.Kind.HELD, "Held.", now, feed.pk)
    Run.objects.create(began_at=now, seconds=1.5, feeds=3, ok=2, not_modified=1, failed=0, new=4)
    DailyFigure.objects.create(day=timezone.localdate() - DAY, kind="hour", key=0, count=10)


def cards_of(client):
    page = client.get(reverse("admin:index")).content.decode()
    return re.findall(r'<a href="([^"]+)"><b>([^<]+)</b> ([^<]+)</a>', page), page


def test_every_card_counts_and_leads_to_what_it_counts(admin_client):
    fill()

    found, page = cards_of(admin_client)

    assert [(count, words) for _, count, words in found] == [
        ("2", "articles wait"), ("2", "wait for more than a day"), ("1", "is scheduled"),
        ("1", "pair of stories may be one"), ("1", "report of a reader waits"), ("1", "notice of takedown waits"),
        ("1", "notice of takedown is overdue"), ("1", "feed fails"), ("1", "feed is quiet"), ("1", "batch is held"),
        ("1", "grant of rights ends soon"),
    ]  # fmt: skip
    for url, count, words in found:
        listed = admin_client.get(url.replace("&amp;", "&"))
        rows = listed.context["cl"].result_list if "cl" in listed.context else listed.context["pairs"]
        assert (words, len(rows)) == (words, int(count))
    assert "3 feeds, 4 new" in page
    assert "Nobody polls" in page


def test_alarms_of_which_there_are_none_are_no_cards(admin_client):
    found, _ = cards_of(admin_client)

    assert not any("overdue" in words or "fail" in words for _, _, words in found)


def test_each_sees_only_what_they_may_look_at(client):
    fill()
    user = User.objects.create_user("rights", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_takedown"))
    client.force_login(user)

    found, page = cards_of(client)

    assert {words for _, _, words in found} == {"notice of takedown waits", "notice of takedown is overdue"}
    assert "Find articles" not in page
    assert 'id="ingest"' not in page


def test_the_page_needs_few_queries_however_much_waits(admin_client):
    fill()
    admin_client.get(reverse("admin:index"))

    with CaptureQueriesContext(connection) as queries:
        admin_client.get(reverse("admin:index"))

    assert len(queries) <= 15


def test_what_is_too_much_to_count_is_not_counted(admin_client, monkeypatch):
    monkeypatch.setattr(desk_cards, "CAP", 1)
    ArticleFactory.create_batch(3, status="pending", body=None)

    found, _ = cards_of(admin_client)

    assert found[0][1:] == ("1+", "articles wait")


@pytest.mark.parametrize("kind", desk_cards.KINDS, ids=lambda kind: kind.many)
def test_no_card_reads_all_articles(kind):
    rows = kind.rows(timezone.now()).order_by().values("pk")[: desk_cards.CAP + 1]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert not re.search(r"Seq Scan on articles_(article|story)\b", rows.explain())


def test_today_is_set_against_the_average_of_a_week():
    today = NOON.date()
    for back, count in ((0, 6), (1, 2), (2, 4), (9, 1_000)):
        DailyFigure.objects.create(day=today - back * DAY, kind="hour", key=11, count=count)

    found = volume.of_today(NOON)

    assert (found.so_far, found.usual, found.hours[11].count, found.hours[11].usual) == (6, 3, 6, 3.0)
    assert found.hours[13].is_to_come


def test_where_nothing_was_counted_there_is_no_drawing():
    assert volume.of_today(NOON) is None


def test_the_volume_comes_from_the_articles_that_came():
    ArticleFactory(body=None, first_seen_at=NOON, published_at=NOON)
    figures.count(NOON)

    assert volume.of_today(NOON).so_far == 1
