"""The pages of stories: who reports one, why it stands where it does, what was done to it, and what readers doubt."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles import standing
from articles.models import Article, Doubt, Link, Source, Story, StoryEvent
from articles.stories import doubts
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, join, tell

MOST_QUERIES = 8
MOST_BYTES = 60_000
PAGES = ["", "why/", "history/", "doubt/", "doubt/received/", "doubt/full/", "feed.rss", "feed.atom", "feed.json"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    """A story of three independent publishers, the first of which leads."""
    courier = ArticleFactory(
        source__name="Tidewater Courier", headline="Towns share the cost of the wall", dek="Lead dek."
    )
    return tell(courier, ArticleFactory(source__name="Quay Times"), ArticleFactory(source__name="Inland Review"))


def page_of(story, page="", **asked):
    return Client().get(f"{story.get_absolute_url()}{page}", **asked)


def text(response):
    return response.content.decode()


def main(response):
    """Return what a reader sees in the main part of a page, blanks collapsed."""
    return " ".join(" ".join(html.fromstring(response.content).find(".//main").itertext()).split())


def queries(path):
    Client().get(path)
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(path).status_code == 200
    return len(captured)


# Where a story is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_wrong_slug_leads_to_the_right_address_of_every_page(client, wall, page):
    response = client.get(f"/story/{wall.pk}-yesterday/{page}")

    assert (response.status_code, response["Location"]) == (301, f"{wall.get_absolute_url()}{page}")


@pytest.mark.parametrize("page", PAGES)
def test_a_merged_story_leads_to_where_it_is_now_through_any_number_of_merges(client, wall, page):
    middle = Story.objects.create(made_at=NOON, merged_into=wall)
    oldest = Story.objects.create(made_at=NOON, merged_into=middle)

    response = client.get(f"/story/{oldest.pk}-what-it-was-called/{page}")

    assert (response.status_code, response["Location"]) == (301, f"{wall.get_absolute_url()}{page}")


def test_stories_that_were_merged_in_a_circle_are_gone(client):
    one, two = Story.objects.create(made_at=NOON), Story.objects.create(made_at=NOON)
    Story.objects.filter(pk=one.pk).update(merged_into=two)
    Story.objects.filter(pk=two.pk).update(merged_into=one)

    assert client.get(f"/story/{one.pk}-x/").status_code == 410


@pytest.mark.parametrize("page", PAGES)
def test_a_story_without_any_report_left_is_gone_and_an_unknown_one_is_none(client, wall, page):
    address = wall.get_absolute_url()
    standing.withdraw(Article.objects.all(), "Asked for.")

    assert client.get(f"{address}{page}").status_code == 410
    assert "This story is no longer here" in text(client.get(address))
    assert client.get(f"/story/{wall.pk + 1000}-x/{page}").status_code == 404


def test_a_report_that_is_withdrawn_leaves_every_page_of_its_story_and_its_counts(wall):
    gone = wall.lead

    standing.withdraw(Article.objects.filter(pk=gone.pk), "Asked for.")

    wall.refresh_from_db()
    for page in PAGES:
        answer = text(page_of(wall, page))
        assert gone.headline not in answer, page
        assert "Tidewater Courier" not in answer, page
    assert "2 independent sources" in main(page_of(wall))


# Coverage -------------------------------------------------------------------------------------------------------------


def test_a_story_shows_every_report_its_publisher_first_the_newest_at_the_top(wall):
    later = ArticleFactory(
        source__name="Tide Post", headline="Wall to be higher", published_at=NOON + dt.timedelta(days=1)
    )
    join(wall, later)

    page = main(page_of(wall))

    assert (
        page.removeprefix(wall.section.name)
        .strip()
        .startswith("Towns share the cost of the wall Lead dek. In the words of Tidewater Courier .")
    )
    assert "4 independent sources , 4 reports" in page
    assert (
        page.index("Sunday 15 March")
        < page.index("Tide Post original Wall to be higher")
        < page.index("Saturday 14 March")
    )


def test_an_editors_headline_is_said_to_be_the_editors(wall):
    Story.objects.filter(pk=wall.pk).update(edited_headline="The wall, at last")
    wall.refresh_from_db()

    page = page_of(wall)

    assert html.fromstring(page.content).findtext(".//h1") == "The wall, at last"
    assert "Headline by our editors; summary from Tidewater Courier" in main(page)


def test_a_copy_stands_under_the_report_that_it_copies_and_counts_for_nothing():
    original = ArticleFactory(source__name="Meridian Wire")
    copy = ArticleFactory(source__name="The Reprint")
    again = ArticleFactory(source__name="The Second Reprint")
    story = tell(original, copy, again, copies={copy: original, again: copy})

    page = main(page_of(story))

    assert "1 independent source , 1 report, 2 copies" in page
    assert "Also published by The Second Reprint , The Reprint" in page
    assert len(re.findall(r'<article class="line"', text(page_of(story)))) == 1


def test_editions_of_one_publisher_are_one_source_and_name_both():
    editions = [
        ArticleFactory(source__name=name, source__home_url=f"https://{place}.tidepost.example/")
        for name, place in [("Tide Post", "www"), ("Tide Post Weekend", "weekend")]
    ]
    story = tell(*editions, ArticleFactory(source__name="Quay Times"))

    houses = html.fromstring(page_of(story).content).xpath("//ol[@class='houses']/li")

    assert sorted(house.findtext("a/bdi") for house in houses) == ["Quay Times", "Tide Post Weekend"]
    assert any("2 reports" in house.text_content() for house in houses)


def test_the_origin_is_credited_before_whoever_delivered(wall):
    relayed = ArticleFactory(source__name="The Carrier", origin_name="Meridian Wire", dek="Relayed.")
    join(wall, relayed)

    assert f"Meridian Wire via The Carrier original {relayed.headline}" in main(page_of(wall))


def test_what_only_one_publisher_mentions_is_said_within_its_rights():
    plain = ArticleFactory(
        source__name="Quay Times", headline="Wall agreed", dek="The wall is agreed, said the council."
    )
    telling = ArticleFactory(
        source__name="Tide Post", headline="Wall agreed", dek="It is 4.2 metres high, said Orla Wren."
    )
    barred = ArticleFactory(
        source__headline_only=True, headline="Wall agreed", dek="It costs 77 millions, says Kilbrack."
    )
    story = tell(plain, telling, barred)

    page = main(page_of(story))

    assert "Only one source mentions Tide Post 4.2 metres , Orla Wren" in page
    assert "77" not in page
    assert "Kilbrack" not in page


def test_deks_on_a_storys_page_end_where_rights_end():
    story = tell(
        ArticleFactory(source__excerpt_words=5, dek="one two three four five six"),
        ArticleFactory(source__headline_only=True, dek="seven eight"),
    )

    pages = {page: text(page_of(story, page)) for page in PAGES}

    assert "one two three four five…" in pages[""]
    assert [page for page, answer in pages.items() if "six" in answer or "seven" in answer] == []


@pytest.mark.parametrize(("publishers", "indexed"), [(2, True), (1, False)])
def test_search_engines_may_keep_what_two_independent_publishers_report(publishers, indexed):
    sources = [SourceFactory() for _ in range(publishers)]
    story = tell(ArticleFactory(source=sources[0]), ArticleFactory(source=sources[-1]))

    robots = '<meta name="robots" content="noindex, follow">' in text(page_of(story))

    assert robots is not indexed


@pytest.mark.parametrize("page", ["why/", "history/"])
def test_search_engines_leave_out_what_is_behind_a_story(wall, page):
    assert '<meta name="robots" content="noindex, follow">' in text(page_of(wall, page))


def test_a_storys_page_costs_the_same_queries_for_3_and_for_100_reports(wall):
    pages = [page for page in PAGES if not page.startswith("feed")]
    few = {page: queries(f"{wall.get_absolute_url()}{page}") for page in pages}
    join(wall, *(ArticleFactory() for _ in range(97)))

    many = {page: queries(f"{wall.get_absolute_url()}{page}") for page in pages}

    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_a_very_large_story_shows_its_newest_and_says_so_within_60_kilobytes():
    words = "The council of the harbour said that the tide would turn and that it had been told so before. "
    sources = SourceFactory.create_batch(60, full=True)
    pieces = [ArticleFactory(source=sources[n % 60], headline=words[:90], dek=words * 9) for n in range(210)]
    story = tell(*pieces)

    pages = {page: page_of(story, page) for page in PAGES if not page.startswith("feed")}

    older, seen = pages[""], []
    while older:
        seen += re.findall(r'<article class="line" id="r(\d+)"', text(older))
        onward = re.search(r'href="(\?before=[^"]+)" rel="next"', text(older))
        older, last = (page_of(story, onward[1]) if onward else None), older
    assert seen == [str(piece.pk) for piece in pieces[:200]]
    assert "Here stand the newest 200 of 210 pieces on this story" in main(last)
    assert {page: len(answer.content) for page, answer in pages.items() if len(answer.content) > MOST_BYTES} == {}
