"""The sample edition through the real ingest, over real loopback HTTP. It is loaded once for all tests of this file."""

import http.client
import tomllib
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from articles.models import (
    Article,
    BodyPicture,
    Correction,
    DeskEvent,
    Doubt,
    Picture,
    Revision,
    Source,
    Story,
    Visits,
)
from ingest.models import Feed, Fetch, Run
from newsroom.sample import edition, polls, rows
from newsroom.sample.desk import ORDERS
from newsroom.sample.serving import open_server, open_world

pytestmark = pytest.mark.django_db
PUBLISHERS = edition.load()
PIECES = [piece for publisher in PUBLISHERS for piece in publisher.pieces]
WITHDRAWN = 2
NOT_YET = {order["piece"] for order in tomllib.loads(ORDERS.read_text("utf-8"))["waiting"]}
"""What waits for an editor, and what comes at an hour of its own."""
SCHEDULED = {order["piece"] for order in tomllib.loads(ORDERS.read_text("utf-8"))["scheduled"]}
INSIDE = sum(len(piece.inside) for p in PUBLISHERS if p.images and p.rights == "full" for piece in p.pieces)


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        call_command("load_sample", port=0)
        yield
        call_command("remove_sample")


def get(url, **headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_every_piece_became_an_article_in_its_section_and_language():
    articles = Article.objects.visible()

    assert articles.count() == len(PIECES) - WITHDRAWN - len(NOT_YET)
    assert {article.section.name for article in articles} == set(edition.SECTIONS)
    assert {article.language for article in articles} == {"en", "de", "fr", "es", "ar"}
    assert not articles.filter(date_suspect=True).exists()
    assert Source.objects.filter(is_sample=True).exclude(state="proposed").count() == len(PUBLISHERS)


def test_every_picture_that_may_be_shown_is_mirrored_and_no_other():
    pieces = [piece for p in PUBLISHERS if p.images for piece in p.pieces if piece.picture]
    allowed = [piece for piece in pieces if f"{piece.publisher}/{piece.slug}" not in NOT_YET - SCHEDULED]

    pictures = Picture.objects.all()

    assert pictures.filter(error="").count() == pictures.count() == len(allowed)
    assert BodyPicture.objects.filter(error="").count() == BodyPicture.objects.count() >= INSIDE
    assert any(settings.MEDIA_ROOT.rglob("*.webp"))


def test_no_schedule_asks_for_feeds_that_are_not_really_there():
    assert set(Feed.objects.values_list("state", "next_why")) == {("paused", rows.WHY_PAUSED)}


def test_what_was_said_of_origin_author_picture_and_rights_is_kept():
    copied = Article.objects.get(headline__startswith="The herring are back", source__name="Tamsey Post")
    wire = Article.objects.get(headline__startswith="All 212 passengers")
    illustrated = Article.objects.get(headline__startswith="A satellite the size of a loaf")
    weblog = Article.objects.get(headline__startswith="Power is back")

    assert (copied.origin_name, copied.authors) == ("Saltline", [])
    assert copied.origin_url.endswith("/saltline/herring-highest-in-twenty-years/")
    assert "appeared first" not in copied.body.html
    assert wire.origin_name == "Coast Press Agency"
    assert illustrated.image_credit == edition.CREDIT
    assert illustrated.image_caption.startswith("Petrel weighs four kilograms")
    assert (weblog.origin_name, weblog.authors) == ("", [])
    assert weblog.image_url.endswith("/breakwater-wave.jpg")
    assert (wire.source.rights_mode, wire.source.licence_name) == ("full", "CC BY 4.0")


def test_loading_again_brings_nothing_new(capsys):
    first = Fetch.objects.exclude(feed__url__contains="/old-feeds/").count()

    call_command("load_sample")

    assert "(0 new)" in capsys.readouterr().out
    assert Article.objects.count() == len(PIECES)
    assert Revision.objects.count() == sum(len(piece.former) for piece in PIECES)
    assert Correction.objects.count() == 3
    again = Fetch.objects.exclude(feed__url__contains="/old-feeds/").order_by("id")
    assert set(again.values_list("outcome", flat=True)[first:]) <= {"not_modified", "ok"}


def test_the_server_answers_at_every_articles_address_and_knows_what_one_has():
    feed = Feed.objects.filter(url__endswith=".json").first()

    with open_server(PUBLISHERS, None) as server:
        open_world(server, PUBLISHERS, rows.epoch())
        found = {get(url)[0].status for url in Article.objects.values_list("url", flat=True)}
        answer, body = get(feed.url)
        by_etag, nothing = get(feed.url, **{"If-None-Match": answer.headers["ETag"]})
        by_date, _ = get(feed.url, **{"If-Modified-Since": answer.headers["Last-Modified"]})
        other, _ = get(feed.url, **{"If-None-Match": '"other"', "If-Modified-Since": answer.headers["Last-Modified"]})
        missing, _ = get(f"{feed.url}.bak")

    assert found == {200}
    assert body.startswith(b"{")
    assert (by_etag.status, nothing) == (304, b"")
    assert (by_date.status, other.status, missing.status) == (304, 200, 404)


def test_publishers_have_hosts_of_their_own_where_the_system_allows_it():
    with open_server(PUBLISHERS, None) as server:
        hosts = {urlsplit(origin).hostname for origin in server.origins.values()}

    assert len(hosts) in {1, len(PUBLISHERS) + len(edition.AGENCIES)}
    assert all(host.startswith("127.") for host in hosts)


def test_a_changed_piece_shows_when_and_what_it_was_before():
    article = Article.objects.get(headline__startswith="Harbour minister resigns over a dredging contract")

    former = list(article.revisions.order_by("number"))

    assert [version.headline.split()[0] for version in former] == ["Auditors’", "Harbour"]
    assert former[0].replaced_at < former[1].replaced_at < rows.epoch()
    assert "The opposition has asked him to resign." in former[0].html


def test_stories_are_told_by_several_publishers_and_the_desk_merged_one():
    merged = DeskEvent.objects.get(kind="merged", reason__startswith="Both")

    assert Story.objects.filter(families__gte=2).count() >= 40
    assert merged.story.families == 3
    assert merged.is_sample
    assert merged.at < rows.epoch()


def test_withdrawn_pieces_are_told_of_and_one_is_by_order_of_a_court():
    told = DeskEvent.objects.filter(kind__in=["withdrawn", "legal"])

    assert sorted(told.values_list("kind", flat=True)) == ["legal", "withdrawn"]
    assert set(Article.objects.filter(status="withdrawn").values_list("legal_order", flat=True)) == {True, False}


def test_what_an_editor_chose_shows_an_editor_who_is_nobody():
    chosen = Article.objects.filter(source__name="Saltline", status="published")

    assert {article.curator.name for article in chosen} == {"Sample desk"}
    user = chosen.first().curator.user
    assert (user.has_usable_password(), user.is_staff) == (False, False)


def test_it_looks_as_if_it_had_come_as_it_was_published():
    articles = Article.objects.all()

    assert all(a.published_at <= a.first_seen_at <= rows.epoch() for a in articles)
    assert Visits.objects.order_by("day").values_list("day", flat=True).distinct().count() >= 25
    assert Visits.objects.count() > 300


def test_one_grant_is_over_and_falls_back_to_an_excerpt():
    source = Source.objects.get(name="Le Sémaphore")

    assert source.rights_mode == "full"
    assert source.rights_until < rows.epoch().date()


def test_a_feed_that_is_gone_is_noted_as_such():
    gone = Feed.objects.get(url__endswith="/old-feeds/culture.xml")

    assert Fetch.objects.filter(feed=gone, outcome="failed", status=404).exists()


def test_one_publisher_is_proposed_one_on_trial_and_each_says_why():
    stands = {source.state: source for source in Source.objects.exclude(state="active")}

    assert {state: source.name for state, source in stands.items()} == {
        "proposed": "Coast Press Agency", "trial": "Tamsey Post",
    }  # fmt: skip
    assert all(source.state_reason and source.state_at <= timezone.now() for source in stands.values())
    assert Article.objects.filter(source=stands["trial"], status="pending").exists()


def test_the_rounds_that_would_have_brought_it_are_there_from_the_first_to_the_last():
    told = list(Run.objects.filter(began_at__lt=rows.epoch()).order_by("began_at"))[-polls.ROUNDS :]

    feeds = Feed.objects.count()
    assert len(told) == polls.ROUNDS
    assert all((run.feeds, run.failed) == (feeds, 1) for run in told)
    assert sum(run.new for run in told) > len(PIECES) / 4
    assert Fetch.objects.filter(started_at=told[0].began_at).count() == feeds
    ordered = list(Fetch.objects.filter(feed=Feed.objects.first()).order_by("pk").values_list("started_at", flat=True))
    assert ordered == sorted(ordered)


def test_a_reader_doubts_a_report_of_a_story():
    doubt = Doubt.objects.get()

    assert doubt.article.story == doubt.story
    assert doubt.settled_at is None
