"""Whatever the site answers keeps to its specification, and its feeds and lists are read back with nothing lost."""

import io
import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from ingest import opml
from ingest.ledger import add_feed
from ingest.parse import parse
from ingest.values import Limits
from tests import specifications
from tests.factories import NOON, ArticleFactory, SourceFactory, tell
from tests.web.test_visible import EXAMPLES, world  # noqa: F401  The fixture is used by its name.

CHECKS = {
    "text/html": specifications.html,
    "application/rss+xml": specifications.rss,
    "application/atom+xml": specifications.atom,
    "application/feed+json": specifications.json_feed,
    "application/xml": lambda content: specifications.sitemap(content, "127.0.0.1:8000"),
    "text/x-opml": specifications.opml,
}
HOSTILE = 'Tide & <b>quay</b> "dyke" ]]> 東京 🌊'

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(world):  # noqa: F811  As above.
    """Every address of the site but the pictures', with what it answers: {path: response}."""
    article = world(headline=f"qheadline {HOSTILE}", authors=["qauthor", HOSTILE], tags=["qtag", HOSTILE])
    paths = [path for examples in EXAMPLES.values() for path in examples(article) if "/media/" not in path]
    return {path: Client().get(path) for path in paths}


def kind_of(response):
    return response.get("Content-Type", "").partition(";")[0]


def test_whatever_the_site_answers_keeps_to_its_specification(answers):
    checked = {
        path: CHECKS[kind_of(r)](r.getvalue()) for path, r in answers.items() if kind_of(r) in CHECKS and r.getvalue()
    }

    assert {kind_of(response) for response in answers.values()} >= set(CHECKS)
    assert {path: wrong for path, wrong in checked.items() if wrong} == {}


def feeds_of(answers, form):
    ends = f"/feed.{form}"
    return {
        path: response
        for path, response in answers.items()
        if urlsplit(path).path.endswith(ends) and response.status_code == 200
    }


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_another_reader_loses_nothing_of_any_feed(answers, form):
    for path, response in feeds_of(answers, form).items():
        items = json.loads(answers[path.replace(f"feed.{form}", "feed.json")].getvalue())["items"]
        feed = feedparser.parse(io.BytesIO(response.getvalue()), sanitize_html=False, resolve_relative_uris=False)

        assert not feed.bozo, path
        assert feed.feed.links[0].rel in {"self", "alternate"}, path
        assert [told_by_feedparser(entry) for entry in feed.entries] == [told_by_json(item) for item in items], path


def told_by_feedparser(entry):
    return {
        "id": entry.id,
        "link": entry.link,
        "headline": entry.title,
        "authors": {author.name for author in entry.authors if author.get("name")},
        "published": tuple(entry.published_parsed[:6]),
        "tags": {tag.term for tag in entry.get("tags", [])},
        "content": entry.content[0].value if "content" in entry else entry.summary,
        "rights": entry.rights,
    }


def told_by_json(item):
    return {
        "id": item["id"],
        "link": item["url"],
        "headline": item["title"],
        "authors": {author["name"] for author in item["authors"]},
        "published": tuple(datetime.fromisoformat(item["date_published"]).utctimetuple()[:6]),
        "tags": set(item.get("tags", [])),
        "content": item["content_html"],
        "rights": item["_newsroom"]["rights"],
    }


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_our_own_reader_loses_nothing_of_any_feed(answers, form):
    for path, response in feeds_of(answers, form).items():
        items = json.loads(answers[path.replace(f"feed.{form}", "feed.json")].getvalue())["items"]

        feed = parse(response.getvalue(), response["Content-Type"], Limits())

        assert feed.dropped == 0, path
        assert [(e.guid, e.link, e.content or e.summary, set(e.tags)) for e in feed.entries] == [
            (item["id"], item["url"], item["content_html"], set(item.get("tags", []))) for item in items
        ], path


def test_every_feed_has_items_in_this_world(answers):
    filled = {path for path, r in feeds_of(answers, "json").items() if json.loads(r.getvalue())["items"]}

    assert len(filled) >= 12


def test_our_list_of_feeds_is_read_back_by_our_own_importer():
    source = SourceFactory(name="Quay & Tide", section__name="Science", home_url="https://quay.example/")
    ArticleFactory(source=source)
    add_feed(source, "https://quay.example/news.xml", now=NOON)
    add_feed(source, "https://quay.example/all?key=secret", now=NOON)
    add_feed(SourceFactory(is_sample=True), "https://sample.example/feed.xml", now=NOON)

    content = Client().get("/opml.xml").content
    found = opml.read(content)

    assert specifications.opml(content) == []
    assert found.problems == ()
    assert [(outline.folders, outline.title, urlsplit(outline.url).path) for outline in found.outlines] == [
        (("Newsroom",), "Newsroom", "/feed.rss"),
        (("Newsroom",), "Newsroom: latest", "/latest/feed.rss"),
        (("Newsroom",), "Newsroom: Science", "/section/science/feed.rss"),
        (("Science",), "Quay & Tide", "/news.xml"),
    ]


def test_the_news_sitemap_has_the_stories_of_two_days_that_are_ours_to_be_found():
    def told(hours, **fields):
        moment = timezone.now() - timedelta(hours=hours)
        return ArticleFactory(published_at=moment, first_seen_at=moment, **fields)

    fresh = tell(told(1, headline=f"Wall {HOSTILE}", source__language="pt-BR"), told(1))
    old, alone = tell(told(50), told(49)), tell(told(1))

    content = Client().get("/news-sitemap.xml").content
    text = content.decode()

    assert specifications.sitemap(content, "127.0.0.1:8000", most=1_000) == []
    assert f"/story/{fresh.pk}-" in text
    assert "<news:language>pt</news:language>" in text
    assert f"/story/{old.pk}-" not in text
    assert f"/story/{alone.pk}-" not in text


@pytest.mark.parametrize(
    ("check", "content"),
    [
        (specifications.html, b"<!doctype html><title>x</title><p><p></div>"),
        (specifications.rss, b'<rss version="2.0"><channel><title>x</title><item/></channel></rss>'),
        (specifications.atom, b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>'),
        (specifications.json_feed, b'{"version": "1", "items": [{"id": 1}]}'),
        (CHECKS["application/xml"], b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'),
        (specifications.opml, b'<opml version="2.0"><body><outline type="rss"/></body></opml>'),
    ],
)
def test_each_check_finds_what_is_wrong(check, content):
    assert check(content)
