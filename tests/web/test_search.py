"""The search page, its feed, and what it answers to whatever is asked."""

from urllib.parse import urlencode

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from articles.search import indexing, vocabulary
from tests.factories import ArticleFactory, SourceFactory

MOST_QUERIES = 8
MOST_BYTES = 60_000

pytestmark = pytest.mark.django_db


def ask(client, **asked):
    """Ask the page, after everything that waits was filled in."""
    indexing.index_waiting(timezone.now())
    return client.get("/search/", {name.rstrip("_"): value for name, value in asked.items()})


def text(response):
    return response.content.decode()


def test_a_result_shows_where_the_words_stand(client):
    article = ArticleFactory(headline="The quay <b>road</b> is closed", dek="Walkers take the upper quay path.")

    page = text(ask(client, q="quays"))

    assert f'<a href="{article.get_absolute_url()}">The <mark>quay</mark> &lt;b&gt;road&lt;/b&gt; is closed</a>' in page
    assert "upper <mark>quay</mark> path" in page
    assert "1 result" in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_of_a_headline_only_source_no_dek_stands_beside_the_headline(client):
    ArticleFactory(source=SourceFactory(headline_only=True), headline="Quay", dek="Nobody may read this")

    assert "Nobody may read" not in text(ask(client, q="quay"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "quay " * 100}, "too long"),
        ({"q": "quay", "from_": "yesterday"}, "The first day is not a date"),
        ({"q": "quay", "to": "2026-02-31"}, "The last day is not a date"),
        ({"q": "quay", "from_": "2026-03-02", "to": "2026-03-01"}, "comes after the last"),
        ({"q": "quay", "source": "nobody"}, "no such source"),
        ({"q": "quay", "section": "nowhere"}, "no such section"),
        ({"q": "quay", "lang": "Elvish!"}, "no language"),
        ({"q": "quay", "sort": "worst"}, "what fits best or by time"),
        ({"q": "quay", "page": "x"}, "no such page"),
    ],
)
def test_what_cannot_be_meant_is_answered_by_what_to_do(client, asked, said):
    response = ask(client, **asked)

    assert response.status_code == 400
    assert said in text(response)
    assert 'role="alert"' in text(response)


def test_behind_the_last_page_is_none(client):
    ArticleFactory(headline="Quay")

    response = ask(client, q="quay", page="2")

    assert response.status_code == 404
    assert "There is no such page of results" in text(response)


def test_results_are_turned_page_by_page_with_everything_that_was_asked(client):
    source = SourceFactory()
    ArticleFactory.create_batch(45, source=source, headline="Quay")

    first, last = (text(ask(client, q="quay", source=source.slug, page=page)) for page in ("", "3"))

    assert (
        f'href="?{urlencode({"q": "quay", "source": source.slug, "page": 2})}" rel="next"'.replace("&", "&amp;")
        in first
    )
    assert first.count('class="result"') == 20
    assert last.count('class="result"') == 5
    assert 'rel="next"' not in last


def test_a_choice_keeps_the_rest_of_the_question_and_can_be_taken_back(client):
    source = SourceFactory(slug="gazette")
    ArticleFactory(source=source, headline="Quay")
    ArticleFactory(headline="Quay", language="de")

    offered, chosen = text(ask(client, q="quay", sort="newest")), text(ask(client, q="quay", source="gazette"))

    assert 'href="?q=quay&amp;source=gazette&amp;sort=newest"' in offered
    assert 'href="?q=quay" aria-current="true"' in chosen
    assert '<input type="hidden" name="source" value="gazette">' in chosen


def test_where_nothing_is_found_there_is_advice_and_a_hint(client):
    ArticleFactory.create_batch(2, headline="Harbour works")
    indexing.index_waiting(timezone.now())
    vocabulary.learn(timezone.now())

    page = text(ask(client, q="habrour", lang="en"))

    assert 'Did you mean <a href="?q=harbour&amp;lang=en"><bdi>harbour</bdi></a>?' in page
    assert "Look everywhere" in page
    assert "How to ask" in page


def test_words_that_stand_in_every_text_are_said_to(client):
    ArticleFactory()

    assert "These words stand in every text" in text(ask(client, q="the and"))


def test_without_a_question_there_is_a_form_and_how_to_ask(client):
    page = text(ask(client))

    assert 'role="search"' in page
    assert "How to ask" in page
    assert "result" not in page.split("<main", 1)[1].split("</main>")[0].replace("results", "")


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_asks_little_and_weighs_little_however_much_is_found(client, count):
    for number in range(count):
        source = SourceFactory(name=f"Paper {number} of the harbour towns", full=True)
        ArticleFactory(
            source=source, headline="Quay " * 20, dek="The quay is long. " * 30, language="de" if number % 2 else "en"
        )
    ask(client, q="warm")

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/search/", {"q": "quay", "source": "", "from": "2020-01-01"})

    assert len(captured) <= MOST_QUERIES, [query["sql"][:90] for query in captured]
    assert len(page.content) <= MOST_BYTES


def test_a_question_about_one_source_in_vain_asks_little_too(client):
    ArticleFactory(source=SourceFactory(slug="gazette"), headline="Harbour")
    ArticleFactory(headline="Harbour")
    indexing.index_waiting(timezone.now())
    vocabulary.learn(timezone.now())
    ask(client, q="warm")

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/search/", {"q": "habrour", "source": "gazette"})

    assert "Did you mean" in text(page)
    assert len(captured) <= MOST_QUERIES, [query["sql"][:90] for query in captured]


def test_the_page_is_kept_until_something_changes(client):
    ArticleFactory(headline="Quay")
    first = ask(client, q="quay", utm_source="x")

    with CaptureQueriesContext(connection) as captured:
        again = client.get("/search/", {"q": "quay"})

    assert again.content == first.content
    assert not [query for query in captured if "searchtext" in query["sql"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.dictionaries(st.sampled_from(["q", "source", "section", "from", "to", "lang", "sort", "page"]), st.text())
)
def test_whatever_is_asked_there_is_an_answer(client, asked):
    for address in ("/search/", "/search/feed.json"):
        assert client.get(address, asked).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "q", ["\x00", "%00", "a" * 10_000, "or or or", "-", '"' * 99, "a:*", "\ud800".encode("utf-8", "replace")]
)
def test_hostile_words_are_answered(client, q):
    ArticleFactory()

    assert ask(client, q=q).status_code in {200, 400}


# Feeds ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_every_question_is_a_feed_of_the_newest(client, form):
    ArticleFactory(headline="Quay newer")
    ArticleFactory(headline="Quay older", dek="Quay quay quay")
    ArticleFactory(headline="Other")
    indexing.index_waiting(timezone.now())

    response = client.get(f"/search/feed.{form}", {"q": "quay"})

    if form == "json":
        feed = response.json()
        assert [item["title"] for item in feed["items"]] == ["Quay newer", "Quay older"]
        assert feed["feed_url"].endswith("/search/feed.json?q=quay")
    else:
        assert [entry.title for entry in feedparser.parse(response.content).entries] == ["Quay newer", "Quay older"]


def test_the_page_names_its_feeds_and_the_feed_its_page(client):
    ArticleFactory(headline="Sea wall")

    page = text(ask(client, q="sea wall", lang="en"))
    feed = feedparser.parse(client.get("/search/feed.atom?q=sea+wall&lang=en").content)

    assert (
        '<link rel="alternate" type="application/atom+xml" title="Atom" href="/search/feed.atom?q=sea+wall&amp;lang=en">'
        in page
    )
    assert feed.feed.link.endswith("/search/?q=sea+wall&lang=en")


def test_a_feed_without_a_question_is_none(client):
    assert client.get("/search/feed.rss").status_code == 400
    assert client.get("/search/feed.rss?q=quay&from=never").status_code == 400


def test_browsers_learn_how_to_ask(client):
    response = client.get("/opensearch.xml")

    root = etree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    addresses = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert len(root.findtext(f"{space}ShortName")) <= 16
    assert addresses["text/html"].endswith("/search/?q={searchTerms}")
    assert addresses["application/rss+xml"].endswith("/search/feed.rss?q={searchTerms}")
