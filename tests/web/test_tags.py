"""The pages of tags: every spelling has one address, and nothing that readers may not know of makes a page."""

import re

import pytest
from django.utils import timezone

from tests.factories import ArticleFactory, tell
from tests.web.test_pages import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("page", ["", "latest/"])
def test_pieces_of_all_spellings_stand_on_one_page(client, page):
    pieces = [ArticleFactory(tags=[tag], placed=True) for tag in ("Sea Wall", "sea wall", "#sea_wall")]
    other = ArticleFactory(tags=["sea"], placed=True)

    shown = text(client.get(f"/tag/sea-wall/{page}"))

    assert all(piece.headline in shown for piece in pieces)
    assert other.headline not in shown


def test_a_tag_is_called_as_most_publishers_call_it(client):
    for tag in ("sea wall", "Sea Wall", "Sea Wall"):
        ArticleFactory(tags=[tag])

    assert "<h1><bdi>Sea Wall</bdi></h1>" in text(client.get("/tag/sea-wall/"))


def test_another_spelling_leads_to_the_address(client):
    ArticleFactory(tags=["Größe"])

    answer = client.get("/tag/Größe/", follow=True)

    assert answer.redirect_chain == [("/tag/gr%C3%B6sse/", 301)]
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/tag/none/", "/tag/none/latest/", "/tag/none/feed.rss", "/tag/%00/", "/tag/🌊/"])
def test_a_tag_that_nothing_bears_is_a_404(client, path):
    ArticleFactory(tags=["none"], pending=True)

    assert client.get(path, follow=True).status_code == 404


def test_ranked_stories_stand_by_rank_and_once(client):
    lead, follower = ArticleFactory(tags=["tides"]), ArticleFactory(tags=["tides"])
    tell(lead, follower)
    alone = ArticleFactory(tags=["tides"], placed=True)

    shown = text(client.get("/tag/tides/"))

    assert shown.index(lead.headline) < shown.index(alone.headline)
    assert follower.headline not in shown


def test_related_tags_are_those_that_often_stand_beside_it(client):
    for _ in range(2):
        ArticleFactory(tags=["tides", "Harbour Towns"])
    ArticleFactory(tags=["tides", "Rare"])

    shown = text(client.get("/tag/tides/"))

    assert 'href="/tag/harbour-towns/"><bdi>Harbour Towns</bdi>' in shown
    assert "Rare" not in shown


def test_search_engines_are_kept_from_publishers_words(client):
    ArticleFactory(tags=["tides"])

    assert '<meta name="robots" content="noindex, follow">' in text(client.get("/tag/tides/"))


@pytest.mark.parametrize("page", ["", "latest/"])
def test_a_tag_costs_the_same_queries_for_3_and_for_30(client, page):
    for _ in range(3):
        tell(ArticleFactory(tags=["tides"]), ArticleFactory(tags=["tides"]))
    few = len(queries(client, f"/tag/tides/{page}"))
    for _ in range(27):
        tell(ArticleFactory(tags=["tides"]), ArticleFactory(tags=["tides"]))

    assert len(queries(client, f"/tag/tides/{page}")) == few <= MOST_QUERIES


def test_a_section_draws_its_week_and_says_the_numbers(client):
    now = timezone.now()
    article = ArticleFactory(section__name="Science", published_at=now, first_seen_at=now)

    shown = text(client.get(article.section.get_absolute_url()))

    assert re.search(r'<svg [^>]*role="img" aria-labelledby="days-title days-desc"', shown)
    assert shown.count("<tr><td>") == 7
    assert '<td class="number">1</td>' in shown
