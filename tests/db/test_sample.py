"""The sample edition through the real ingest, over real loopback HTTP. It is loaded once for all tests of this file."""

import http.client
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from articles.models import Article, Picture, Source
from ingest.models import Feed, Fetch
from newsroom.sample import edition, rows
from newsroom.sample.serving import open_server, open_world

pytestmark = pytest.mark.django_db
PUBLISHERS = edition.load()
PIECES = [piece for publisher in PUBLISHERS for piece in publisher.pieces]


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

    assert articles.count() == len(PIECES)
    assert {article.section.name for article in articles} == set(edition.SECTIONS)
    assert {article.language for article in articles} == {"en", "de", "fr", "es", "ar"}
    assert not articles.filter(date_suspect=True).exists()
    assert Source.objects.filter(is_sample=True).count() == len(PUBLISHERS)


def test_every_picture_that_may_be_shown_is_mirrored_and_no_other():
    allowed = [piece for p in PUBLISHERS if p.images for piece in p.pieces if piece.picture]

    pictures = Picture.objects.all()

    assert pictures.filter(error="").count() == pictures.count() == len(allowed)
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
    first = Fetch.objects.count()

    call_command("load_sample")

    assert "(0 new)" in capsys.readouterr().out
    assert Article.objects.count() == len(PIECES)
    assert Article.objects.filter(revision_count__gt=0).count() == 0
    assert set(Fetch.objects.order_by("id")[first:].values_list("outcome", flat=True)) <= {"not_modified", "ok"}


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

    assert len(hosts) in {1, 9}
    assert all(host.startswith("127.") for host in hosts)
