"""The directory of sources and their profiles."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles.models import Source
from articles.views import directory
from ingest import ledger
from ingest.models import Feed
from tests.factories import ArticleFactory, SectionFactory, SourceFactory, tell
from tests.web.test_pages import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def named(page):
    return re.findall(r'<th scope="row"><a href="/source/([^/]+)/"', page)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["elbe", "isle", "quay"]),
        ("?language=de", ["elbe"]),
        ("?country=IE", ["isle", "quay"]),
        ("?section=science", ["elbe", "isle"]),
        ("?section=science&language=en", ["isle"]),
        ("?language=xx", ["elbe", "isle", "quay"]),
        ("?after=elbe", ["isle", "quay"]),
    ],
)
def test_sources_are_chosen_by_section_language_and_country(client, query, slugs):
    science, sport = SectionFactory(name="Science"), SectionFactory(name="Sport")
    SourceFactory(name="elbe", slug="elbe", language="de", country="DE", section=science)
    SourceFactory(name="isle", slug="isle", section=science)
    SourceFactory(name="quay", slug="quay", section=sport)

    assert named(text(client.get(f"/sources/{query}"))) == slugs


def test_what_no_source_has_is_no_choice(client):
    SourceFactory(language="de")
    SourceFactory(language="fr")

    page = text(client.get("/sources/?language=de"))

    assert '<option value="de" selected>German</option>' in page
    assert re.findall(r'<option value="(\w+)"', page.partition('name="language"')[2].partition("</select>")[0]) == [
        "fr",
        "de",
    ]


def test_a_long_directory_goes_on_and_keeps_the_choice(client, monkeypatch):
    monkeypatch.setattr(directory, "SHOWN", 2)
    for letter in "abcde":
        SourceFactory(name=letter, slug=letter)

    seen, path = [], "/sources/?country=IE"
    while path:
        page = text(client.get(path))
        seen += named(page)
        onward = re.search(r'href="(\?[^"]+)" rel="next"', page)
        path = onward and f"/sources/{onward[1].replace('&amp;', '&')}"

    assert seen == list("abcde")


def test_a_profile_says_how_late_the_half_of_its_pieces_come(client):
    source = SourceFactory()
    Source.objects.update(created_at=timezone.now() - dt.timedelta(days=900))
    now = timezone.now()
    for minutes in (4, 5, 6, 7, 300):
        ArticleFactory(source=source, published_at=now - dt.timedelta(minutes=minutes), first_seen_at=now)

    assert "within 6 minutes." in text(client.get(source.get_absolute_url()))


def test_what_a_feed_held_at_first_says_nothing_of_its_delay(client):
    source = SourceFactory()
    ArticleFactory.create_batch(9, source=source)

    assert "Half of its pieces" not in text(client.get(source.get_absolute_url()))


def test_a_profile_names_the_stories_it_led(client):
    now = timezone.now()
    lead = ArticleFactory(published_at=now, first_seen_at=now)
    follower = ArticleFactory(published_at=now, first_seen_at=now)
    story = tell(lead, follower)

    pages = [text(client.get(article.source.get_absolute_url())) for article in (lead, follower)]

    assert [story.get_absolute_url() in page for page in pages] == [True, False]


def test_a_profile_says_how_its_feeds_stand_and_where_those_are_that_may_be_told(client):
    source = SourceFactory()
    for address in ("https://gazette.example/feed.xml", "https://gazette.example/feed?key=secret"):
        ledger.add_feed(source, address, now=timezone.now())
    Feed.objects.update(failures=4)

    page = text(client.get(source.get_absolute_url()))

    assert "Cannot be read just now." in page
    assert 'href="https://gazette.example/feed.xml"' in page
    assert "secret" not in page


def test_a_source_without_feeds_has_a_profile(client):
    assert client.get(SourceFactory().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("path", ["/sources/", "/source/gazette/"])
def test_pages_of_sources_cost_the_same_queries_for_few_and_for_many(client, path):
    source, now = SourceFactory(slug="gazette"), timezone.now()

    def more(count):
        for number in range(count):
            ledger.add_feed(source, f"https://gazette.example/{count}/{number}", now=now)
            tell(ArticleFactory(source=source, published_at=now), ArticleFactory(published_at=now, first_seen_at=now))

    more(2)
    few = len(queries(client, path))
    more(20)

    assert len(queries(client, path)) == few <= MOST_QUERIES
