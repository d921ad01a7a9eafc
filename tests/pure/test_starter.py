"""starter.opml: well-formed, licensed where it says so, and every grant with its evidence."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

STARTER = Path(__file__).resolve().parents[2] / "starter.opml"
NAMESPACE = "{urn:newsroom:opml:1}"


def feeds() -> list[etree._Element]:
    return [outline for outline in etree.parse(STARTER).iter("outline") if outline.get("xmlUrl")]


def said(feed: etree._Element, name: str) -> str:
    return feed.get(NAMESPACE + name, "")


@pytest.mark.parametrize("feed", feeds(), ids=lambda feed: feed.get("text"))
def test_every_feed_names_itself_its_language_its_rights_and_stands_in_a_section(feed):
    section = feed.getparent()

    assert section.get("text")
    assert section.getparent().tag == "body"
    assert feed.get("text")
    assert feed.get("language")
    assert urlsplit(feed.get("xmlUrl")).scheme == urlsplit(feed.get("htmlUrl")).scheme == "https"
    assert said(feed, "rights") in {"headline", "excerpt", "full"}
    assert said(feed, "images") in {"yes", "no"}
    assert said(feed, "index") == "no"
    assert said(feed, "ai") in {"reserved", "free"}
    assert said(feed, "publishing") in {"", "automatic", "review"}
    assert len(said(feed, "description")) <= 500
    assert len(said(feed, "licence")) <= 120


@pytest.mark.parametrize("feed", feeds(), ids=lambda feed: feed.get("text"))
def test_full_text_and_pictures_only_where_a_licence_and_its_evidence_are_named(feed):
    if said(feed, "rights") == "full" or said(feed, "images") == "yes":
        assert said(feed, "licence")
        assert said(feed, "licenceUrl").startswith("https://")
        assert said(feed, "evidence").startswith("https://")


def test_fifteen_or_more_feeds_may_be_republished_and_a_few_large_ones_are_quoted():
    full = [feed for feed in feeds() if said(feed, "rights") == "full"]
    quoted = [feed for feed in feeds() if not said(feed, "licence")]

    assert len(full) >= 15
    assert 4 <= len(quoted) <= 8
    assert {said(feed, "rights") for feed in quoted} == {"excerpt"}


def test_no_feed_and_no_name_stands_there_twice():
    urls = [feed.get("xmlUrl") for feed in feeds()]
    names = [feed.get("text") for feed in feeds()]

    assert len(set(urls)) == len(urls)
    assert len(set(names)) == len(names)


def test_where_a_publisher_wants_pieces_chosen_one_by_one_they_wait_for_an_editor():
    waiting = {feed.get("text") for feed in feeds() if said(feed, "publishing") == "review"}

    assert {"ProPublica", "The Conversation"} <= waiting
