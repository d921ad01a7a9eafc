"""The sample edition through the real ingest over real loopback HTTP, and out again without a trace."""

import http.client
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles.models import Article, Picture, Section, Source
from ingest.models import Feed
from newsroom.sample import edition, rows
from newsroom.sample.serving import open_server, open_world
from tests.factories import ArticleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.INGEST_WORKERS = 2
    return tmp_path


@pytest.fixture
def loaded(media, capsys):
    call_command("load_sample", port=0)
    return capsys.readouterr().out


def counts():
    models = [model for app in ("articles", "ingest") for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def get(url, **headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_loading_fills_the_site_through_the_real_ingest_and_leaves_its_feeds_paused(loaded, media):
    pieces = [piece for publisher in edition.load() for piece in publisher.pieces]
    shown = [p for publisher in edition.load() if publisher.images for p in publisher.pieces if p.picture]

    articles = Article.objects.visible()

    assert articles.count() == len(pieces)
    assert f"{len(pieces)} articles" in loaded
    assert Source.objects.filter(is_sample=True).count() == 8
    assert {article.section.name for article in articles} == set(edition.SECTIONS)
    assert {article.language for article in articles} == {"en", "de", "fr", "es", "ar"}
    assert set(Feed.objects.values_list("state", "next_why")) == {("paused", rows.WHY_PAUSED)}
    assert Picture.objects.filter(error="").count() == len(shown)
    assert any(media.rglob("*.webp"))
    assert not articles.filter(date_suspect=True).exists()

    call_command("remove_sample")


def test_what_was_said_of_origin_author_picture_and_rights_is_kept(loaded):
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
    assert wire.source.rights_mode == "full"
    assert wire.source.licence_name == "CC BY 4.0"


def test_loading_again_brings_nothing_new(loaded, capsys):
    before = counts()

    call_command("load_sample")

    assert "(0 new)" in capsys.readouterr().out
    assert {k: v for k, v in counts().items() if k != "ingest.Fetch"} == {
        k: v for k, v in before.items() if k != "ingest.Fetch"
    }


def test_removing_leaves_no_row_and_no_file_behind_and_touches_nothing_else(media, capsys):
    kept_section = SectionFactory(name="World", slug="world")
    article = ArticleFactory(source=SourceFactory(name="Saltline"), section=kept_section)
    SectionFactory(name="Empty by intent", slug="empty")
    before = counts()
    call_command("load_sample", port=0)

    call_command("remove_sample")

    assert counts() == before
    assert Article.objects.get() == article
    assert [file for file in media.rglob("*") if file.is_file()] == []
    assert "102 articles, 8 publishers" in capsys.readouterr().out


def test_a_section_that_an_editor_filled_or_described_stays(loaded):
    sport, world = Section.objects.get(name="Sport"), Section.objects.get(name="World")
    ArticleFactory(section=sport)
    Section.objects.filter(id=world.id).update(description="Ours now.")

    call_command("remove_sample")

    assert set(Section.objects.values_list("name", flat=True)) == {"Sport", "World"}


def test_removing_where_there_is_none_says_so(capsys):
    call_command("remove_sample")

    assert capsys.readouterr().out == "There is no sample edition here.\n"


def test_serving_without_an_edition_is_refused():
    with pytest.raises(CommandError, match="load_sample"):
        call_command("serve_sample")


def test_the_server_answers_at_every_articles_address_and_knows_what_one_has(loaded):
    publishers = edition.load()
    with open_server(publishers, None) as server:
        open_world(server, publishers, rows.epoch())
        for url in Article.objects.values_list("url", flat=True):
            assert get(url)[0].status == 200
        feed = Feed.objects.filter(url__endswith=".json").first()
        answer, body = get(feed.url)
        by_etag, nothing = get(feed.url, **{"If-None-Match": answer.headers["ETag"]})
        by_date, _ = get(feed.url, **{"If-Modified-Since": answer.headers["Last-Modified"]})
        other, _ = get(feed.url, **{"If-None-Match": '"other"', "If-Modified-Since": answer.headers["Last-Modified"]})
        missing, _ = get(f"{feed.url}.bak")

    assert body.startswith(b"{")
    assert (by_etag.status, nothing) == (304, b"")
    assert (by_date.status, other.status, missing.status) == (304, 200, 404)


def test_publishers_have_hosts_of_their_own_where_the_system_allows_it():
    with open_server(edition.load(), 0) as server:
        hosts = {urlsplit(origin).hostname for origin in server.origins.values()}

    assert len(hosts) in {1, 9}
    assert all(host.startswith("127.") for host in hosts)
