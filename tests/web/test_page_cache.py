"""Pages are kept by edition, address, language and day; nobody sees what is over, and no cache keeps a reader waiting."""

import datetime as dt
import re
import shutil
import subprocess

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import context, visits
from articles.context import NAMES
from articles.models import Article, Body, Section, Sighting, Source, Visits
from articles.views import card_memory, stored
from articles.views.article_version import VERSION
from articles.views.card_memory import VERSIONS
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory
from tests.ports import comes_up, free_port
from tests.stories import story_of

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DUMMY = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch):
    """Let no cache that failed in a test be left alone in the next."""
    monkeypatch.setattr(stored.Rest, "until", 0.0)


def asked(client, path, **headers):
    """Return the answer, and how many queries it took."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    return response, len(captured)


# What is kept, and for whom -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_that_was_made_is_not_made_again(client, method):
    article = ArticleFactory(placed=True)
    first = client.get(article.get_absolute_url())

    with CaptureQueriesContext(connection) as captured:
        second = getattr(client, method)(article.get_absolute_url())

    assert len(captured) == 1, "the edition's number and nothing else"
    assert second.headers == first.headers
    assert second.content == (first.content if method == "get" else b"")


def test_what_is_published_is_seen_at_once(client):
    ArticleFactory(placed=True)
    waiting = ArticleFactory(status="pending")
    before = client.get("/latest/")

    Article.objects.filter(pk=waiting.pk).update(status="published")
    after = client.get("/latest/")

    assert waiting.headline not in before.content.decode()
    assert waiting.headline in after.content.decode()


def test_what_is_withdrawn_is_gone_at_once(client):
    article = ArticleFactory()
    before = client.get(article.get_absolute_url())

    Article.objects.filter(pk=article.pk).update(status="withdrawn")

    assert before.status_code == 200
    assert client.get(article.get_absolute_url(), headers={"If-None-Match": before["ETag"]}).status_code == 410


def test_languages_do_not_mix(client):
    german = asked(client, "/about/", **{"Accept-Language": "de"})
    english = asked(client, "/about/", **{"Accept-Language": "en"})
    german_again = asked(client, "/about/", **{"Accept-Language": "de-AT, de;q=0.9"})

    assert [response["Content-Language"] for response, _ in (german, english, german_again)] == ["de", "en", "de"]
    assert [queries > 1 for _, queries in (german, english)] == [True, True]
    assert german_again[1] == 1


def test_another_day_has_other_pages(client, monkeypatch):
    client.get("/about/rights/")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: dt.date(2031, 1, 1))

    response = client.get("/about/rights/")

    assert response.templates, "it was made anew"
    assert not client.get("/about/rights/").templates


def test_a_parameter_that_the_page_knows_has_pages_of_its_own(client):
    newest, *_, oldest = ArticleFactory.create_batch(3)
    place = f"{newest.published_at:%Y%m%dT%H%M%S.%f}-{newest.pk}"

    first, older = (client.get(path).content.decode() for path in ("/latest/", f"/latest/?before={place}"))

    assert newest.headline in first
    assert newest.headline not in older
    assert oldest.headline in older


@pytest.mark.parametrize("query", ["?utm_source=mail", "?x", "?before=", "?b=1&a=2&before="])
def test_a_parameter_that_the_page_does_not_know_neither_changes_it_nor_makes_another(client, query):
    ArticleFactory(placed=True)
    first = client.get("/latest/")

    response, queries = asked(client, f"/latest/{query}")

    assert queries == 1
    assert response.content == first.content


@pytest.mark.parametrize(("path", "status"), [("/article/999-x/", 404), ("/latest/?before=x", 400), ("old", 301)])
def test_what_is_no_page_is_not_kept(client, path, status):
    article = ArticleFactory()
    path = f"/article/{article.pk}-old/" if path == "old" else path

    statuses = [asked(client, path) for _ in range(2)]

    assert [response.status_code for response, _ in statuses] == [status, status]
    assert [queries > 1 for _, queries in statuses] == [status != 400, status != 400]
    assert [response.headers.get("ETag") for response, _ in statuses] == [None, None]


def test_the_host_does_not_decide(settings, client):
    settings.ALLOWED_HOSTS = ["one.example", "other.example"]
    pages = [client.get("/about/rights/", headers={"Host": host}) for host in settings.ALLOWED_HOSTS]

    assert pages[0].content == pages[1].content
    assert b"one.example" not in pages[0].content


# 304 ------------------------------------------------------------------------------------------------------------------


def test_who_has_the_page_hears_304_without_its_being_made(client):
    article = ArticleFactory(placed=True)
    page = client.get(article.get_absolute_url())

    response, queries = asked(client, article.get_absolute_url(), **{"If-None-Match": page["ETag"]})

    assert (response.status_code, response.content, queries) == (304, b"", 1)
    assert {name: response[name] for name in ("ETag", "Cache-Control", "Vary")} == {
        name: page[name] for name in ("ETag", "Cache-Control", "Vary")
    }


def test_who_has_the_page_hears_304_though_ages_on_it_moved(monkeypatch):
    page = b'<p>Quay</p><time class="age" datetime="2026-03-14T12:00:00Z">%d min ago</time>'
    monkeypatch.setattr("time.time", lambda: 9_000.0)

    first, later = stored.etag_of(page % 1), stored.etag_of(page % 2)

    assert first == later
    assert first.startswith('W/"'), "the two are not the same byte by byte"


@pytest.mark.parametrize(
    ("page", "moment"),
    [(b"<p>Pier</p>%s", 9_000.0), (b"<p>Quay</p>%s", 9_900.0)],
    ids=["something else moved", "a quarter of an hour passed"],
)
def test_ages_hide_no_other_change(monkeypatch, page, moment):
    age = b'<time class="age" datetime="2026-03-14T12:00:00Z">1 min ago</time>'
    monkeypatch.setattr("time.time", lambda: 9_000.0)
    before = stored.etag_of(b"<p>Quay</p>" + age)

    monkeypatch.setattr("time.time", lambda: moment)

    assert stored.etag_of(page % age) != before


def test_a_page_without_ages_has_one_etag_for_good(monkeypatch):
    etags = set()

    for moment in (9_000.0, 99_000.0):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        etags.add(stored.etag_of(b"<p>Quay</p>"))

    assert len(etags) == 1


def test_a_new_edition_with_the_same_page_is_304_too(client):
    page = client.get("/about/rights/")

    ArticleFactory(source__section=None)
    response = client.get("/about/rights/", headers={"If-None-Match": page["ETag"]})

    assert response.status_code == 304


# A new edition makes anew only what changed ----------------------------------------------------------------------------


def test_an_article_that_nothing_happened_to_is_not_made_again_in_a_new_edition(client):
    article = ArticleFactory(placed=True)
    first = client.get(article.get_absolute_url())

    ArticleFactory(source=SourceFactory(slug="another"), section=None)
    ArticleFactory.create_batch(2, status="pending")
    with_another_source = client.get(article.get_absolute_url())
    ArticleFactory(source__section=None, section=None, source=Source.objects.get(slug="another"))
    second = client.get(article.get_absolute_url())

    assert with_another_source.templates, "a source is shown by name, wherever"
    assert not second.templates
    assert second["ETag"] == first["ETag"]


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.filter(pk=article.pk).update(edited_headline="Quay road open again"),
        lambda article: Body.objects.filter(article=article).update(html="<p>Ebb.</p>"),
        lambda article: Source.objects.update(rights_mode="headline"),
        lambda article: ArticleFactory(source=article.source, section=None),
        lambda article: ArticleFactory(section=article.section),
        lambda article: Section.objects.update(name="Quays"),
        lambda article: Article.objects.filter(story=article.story).exclude(pk=article.pk).update(headline="Ebb"),
        lambda article: Sighting.objects.create(
            article=article, deliverer=SourceFactory(), feed_number=9, feed_url="https://x.example/", first_seen_at=NOON
        ),
    ],
)
def test_whatever_stands_on_an_articles_page_makes_it_anew(client, change):
    story = story_of()
    article = story.articles.order_by("pk").first()
    client.get(article.get_absolute_url(), follow=True)

    change(article)
    article.refresh_from_db()
    response = client.get(article.get_absolute_url())

    assert response.status_code == 200
    assert response.templates, "it was made anew"


def test_every_table_that_an_articles_page_reads_is_in_its_version(client):
    article = story_of().articles.first()

    tables = tables_read(client, article.get_absolute_url())

    assert {table for table in tables if table not in VERSION + NAMES} == set()
    assert "articles_sighting" in tables


def test_every_table_that_a_front_page_reads_is_in_the_version_of_its_cards_or_asked_each_time(client):
    story_of(ArticleFactory(source__section=SectionFactory()), ArticleFactory())

    tables = tables_read(client, "/")

    assert {table for table in tables if table not in VERSIONS + NAMES} == {"articles_membership"}


def test_a_front_page_of_a_new_edition_reads_only_the_cards_that_changed(client):
    stories = [story_of(), story_of()]
    client.get("/")
    again = asked(client, "/", **{"Accept-Language": "de"})

    Article.objects.filter(pk=stories[0].lead_id).update(edited_headline="Quay road open again")
    changed = asked(client, "/")

    assert "Quay road open again" in changed[0].content.decode()
    assert again[1] <= 8
    assert changed[1] <= 8 + 1, "and in tests the frame asks for the edition once more"
    assert changed[1] > again[1]


def test_a_source_that_is_renamed_is_renamed_on_cards_of_others(client):
    story = story_of()
    other = story.articles.exclude(pk=story.lead_id).select_related("source").get()
    before = client.get("/").content.decode()

    Source.objects.filter(pk=other.source_id).update(name="The Renamed Gazette")

    assert other.source.name in before
    assert "The Renamed Gazette" in client.get("/").content.decode()


def tables_read(client, path):
    """Return the tables of ours that a page reads whose frame is known."""
    client.get(path)
    cache.clear()
    card_memory.forget()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return {table for query in captured for table in re.findall(r'"(articles_\w+)"', query["sql"])}


# Readers are counted --------------------------------------------------------------------------------------------------


def test_readers_of_a_kept_page_and_those_who_have_it_are_counted(client):
    article = ArticleFactory(placed=True)
    reader = Client(headers={"User-Agent": BROWSER})

    page = reader.get(article.get_absolute_url())
    reader.get(article.get_absolute_url())
    reader.get(article.get_absolute_url(), headers={"If-None-Match": page["ETag"]})
    reader.head(article.get_absolute_url())
    client.get(article.get_absolute_url(), headers={"User-Agent": "Examplebot/1.0"})
    visits.flush()

    assert list(Visits.objects.values_list("article", "count")) == [(article.pk, 3)]


# What a page costs ----------------------------------------------------------------------------------------------------


def from_nothing(client, path):
    """Return the queries of a page of which this process knows nothing, neither the page nor a card nor the frame."""
    cache.clear()
    card_memory.forget()
    context.read_frame.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_a_front_page_from_nothing_takes_seven_queries(client):
    for section in SectionFactory.create_batch(2):
        ArticleFactory.create_batch(20, source__section=section, placed=True)

    assert len(from_nothing(client, "/")) == 7


def test_an_article_from_nothing_takes_eight_queries_with_all_that_can_stand_on_its_page(client):
    pieces = ArticleFactory.create_batch(
        3, source=SourceFactory(section=SectionFactory(), rights_mode="full", images_allowed=True)
    )
    html = '<p>Quay</p><img src="https://paper.example/a.jpg" alt="Quay">'
    Body.objects.filter(article=pieces[0]).update(html=html)
    story_of(*pieces)

    queries = from_nothing(client, pieces[0].get_absolute_url())

    assert len(queries) == 8
    assert any("articles_bodypicture" in query and "source_url" in query for query in queries)


# Caches that fail -----------------------------------------------------------------------------------------------------


def test_without_a_cache_pages_are_the_same(client, settings):
    story = story_of()
    kept = client.get(story.get_absolute_url())

    settings.CACHES = DUMMY
    response, queries = asked(client, story.get_absolute_url())

    assert queries > 1
    assert response["ETag"] == kept["ETag"]


@pytest.fixture(scope="module")
def redis():
    """The URL of a Redis of our own, and the process."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed: the cache in Redis is not tested")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    assert comes_up(port, process)
    yield f"redis://127.0.0.1:{port}/0", process
    process.kill()
    process.wait()


@pytest.fixture
def in_redis(redis, settings):
    """Keep pages there, as the settings would."""
    from newsroom import caches

    settings.CACHES = {"default": caches.from_url(redis[0], "a secret")}
    cache.clear()
    yield redis
    cache.close()


def test_processes_share_pages_through_redis(in_redis, client):
    article = ArticleFactory(placed=True)
    made = client.get(article.get_absolute_url())

    cache.close()  # As another process, which knows nothing but what stands there.
    response, queries = asked(client, article.get_absolute_url())

    assert queries == 1
    assert response.content == made.content
    assert response.headers == made.headers


def test_what_stands_in_redis_is_never_unpickled(in_redis, client):
    class Evil:
        def __reduce__(self):
            return (pytest.fail, ("code of whoever can write to Redis was run",))

    import pickle

    key = stored.key_of(_request("/about/rights/"))
    cache.set(key, pickle.dumps(Evil()), 60)

    assert client.get("/about/rights/").status_code == 200


def test_a_redis_that_went_away_is_a_page_that_is_made_and_one_line_in_the_log(in_redis, client, caplog):
    client.get("/about/rights/")
    in_redis[1].kill()
    in_redis[1].wait()

    answers = [asked(client, "/about/rights/") for _ in range(3)]

    assert [response.status_code for response, _ in answers] == [200, 200, 200]
    assert [record.getMessage() for record in caplog.records] == ["page_cache_failed"]


def _request(path):
    from django.utils import translation

    translation.activate("en")
    return RequestFactory().get(path)
