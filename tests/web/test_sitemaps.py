"""What machines are told: the sitemap, robots.txt and tdmrep.json follow the same rights as the pages."""

import json
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from lxml import etree

from articles import sitemaps
from articles.models import Source
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, tell

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOME = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db


def get(path):
    return Client().get(path)


def addresses(path="/sitemap.xml"):
    return [loc.text for loc in etree.fromstring(get(path).content).iterfind(".//s:loc", NS)]


def url_of(article):
    return HOME + article.get_absolute_url()


def test_our_own_pages_stand_in_the_sitemap_of_an_empty_site():
    assert {f"{HOME}/", f"{HOME}/about/", f"{HOME}/sources/"} <= set(addresses())


def test_sections_and_sources_stand_in_it_where_they_have_something_to_show():
    shown = ArticleFactory(source__section=SectionFactory(name="Science"))
    waiting = ArticleFactory(pending=True, source__section=SectionFactory(name="Sport"))

    found = addresses()

    assert f"{HOME}/section/science/" in found
    assert HOME + shown.source.get_absolute_url() in found
    assert f"{HOME}/section/sport/" not in found
    assert HOME + waiting.source.get_absolute_url() not in found


def test_an_article_stands_in_it_only_where_its_rights_let_search_engines_keep_it():
    allowed = ArticleFactory(source__index_allowed=True, changed_at=datetime(2026, 3, 15, tzinfo=UTC))
    silent = ArticleFactory()
    expired = ArticleFactory(source__index_allowed=True, source__rights_until=date(2020, 1, 1))
    withdrawn = ArticleFactory(source=allowed.source, withdrawn=True)

    found = addresses()

    assert url_of(allowed) in found
    assert "<lastmod>2026-03-15T00:00:00+00:00</lastmod>" in get("/sitemap.xml").content.decode()
    assert not {url_of(silent), url_of(expired), url_of(withdrawn)} & set(found)


def test_every_address_of_the_sitemap_answers():
    article = ArticleFactory(source__index_allowed=True, source__slug="größe", headline="東京の駅")
    tell(article, ArticleFactory())

    for address in addresses():
        assert get(address.removeprefix(HOME)).status_code == 200, address


def test_a_large_sitemap_is_an_index_of_parts_that_hold_everything_once(monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 3)
    source = SourceFactory(index_allowed=True)
    articles = ArticleFactory.create_batch(8, source=source)

    parts = addresses()
    found = [address for part in parts for address in addresses(part.removeprefix(HOME))]

    assert parts[0] == f"{HOME}/sitemap/0.xml"
    assert len(parts) in {4, 5}
    assert len(found) == len(set(found))
    assert {url_of(article) for article in articles} <= set(found)
    assert f"{HOME}/about/" in found


def test_a_story_stands_in_it_where_two_independent_publishers_report_it():
    covered = tell(ArticleFactory(published_at=NOON), ArticleFactory(published_at=NOON))
    alone = tell(ArticleFactory())
    of_one_house = tell(*ArticleFactory.create_batch(2, source=SourceFactory()))
    unseen = tell(ArticleFactory(pending=True), ArticleFactory(withdrawn=True))

    found = addresses()

    assert url_of(covered) in found
    assert f"<lastmod>{NOON.isoformat()}</lastmod>" in get("/sitemap.xml").content.decode()
    assert not {url_of(alone), url_of(of_one_house), url_of(unseen)} & set(found)


def test_the_stories_of_a_large_sitemap_have_parts_of_their_own(monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    stories = [tell(ArticleFactory(), ArticleFactory()) for _ in range(3)]

    parts = addresses()
    found = [address for part in parts for address in addresses(part.removeprefix(HOME))]

    assert [part for part in parts if "/sitemap/stories-" in part]
    assert len(found) == len(set(found))
    assert {url_of(story) for story in stories} <= set(found)


@pytest.mark.parametrize("number", ["7", "99999999999999999999999999"])
def test_a_part_that_holds_nothing_is_not_there(number):
    assert get(f"/sitemap/{number}.xml").status_code == 404
    assert get(f"/sitemap/stories-{number}.xml").status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_sitemap_costs_the_same_queries_for_three_and_for_thirty(count, django_assert_num_queries):
    source = SourceFactory(index_allowed=True)
    for article in ArticleFactory.create_batch(count, source=source):
        tell(article, ArticleFactory())

    with django_assert_num_queries(8):
        get("/sitemap.xml")


def test_robots_are_not_told_of_the_desk_and_find_the_sitemap():
    lines = get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert not any("admin" in line for line in lines)
    assert f"Sitemap: {HOME}/sitemap.xml" in lines


def test_robots_tells_miners_to_stay_away_from_all_but_the_free_sources():
    SourceFactory(slug="closed")
    SourceFactory(slug="free", ai_reserved=False)

    text = get("/robots.txt").content.decode()

    assert "Content-Usage: train-ai=n" in text
    assert "User-agent: GPTBot" in text
    assert "Allow: /source/free/\nDisallow: /\n" in text
    assert "closed" not in text


def test_robots_sends_nobody_away_where_nothing_is_reserved():
    SourceFactory(ai_reserved=False)

    text = get("/robots.txt").content.decode()

    assert "Content-Usage" not in text
    assert "Disallow: /\n" not in text


def test_robots_keeps_search_engines_reading_since_only_so_they_see_noindex():
    SourceFactory()

    first_group = get("/robots.txt").content.decode().split("\n\n")[0]

    assert [line for line in first_group.splitlines() if line.startswith("Disallow")] == []
    assert "Allow: /" in first_group.splitlines()  # A rule ends the group: the miners after it are another.


def test_tdmrep_reserves_everything_but_the_free_sources():
    SourceFactory(slug="free", ai_reserved=False)
    SourceFactory(slug="lapsed", ai_reserved=False, rights_until=date(2020, 1, 1))

    response = get("/.well-known/tdmrep.json")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == [
        {"location": "/source/free/", "tdm-reservation": 0},
        {"location": "/", "tdm-reservation": 1},
    ]


def test_tdmrep_reserves_nothing_where_nothing_is_reserved():
    SourceFactory(ai_reserved=False)
    assert Source.objects.count() == 1

    rules = json.loads(get("/.well-known/tdmrep.json").content)

    assert rules[-1] == {"location": "/", "tdm-reservation": 0}


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/tdmrep.json"])
def test_machine_files_may_be_kept_for_an_hour_and_only_be_read(path):
    assert get(path)["Cache-Control"] == "public, max-age=3600"
    assert Client().post(path).status_code == 405
