"""Slugs of tags: what is one tag to a reader has one address, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.tags import CHARACTERS, tag_slug, tag_slugs


@pytest.mark.parametrize(
    "tag",
    [
        "Climate Change",
        "climate change",
        "#climate_change",
        "  CLIMATE—change!",
        "climate/change",
        "ｃｌｉｍａｔｅ change",
    ],
)
def test_spellings_of_one_tag_have_one_slug(tag):
    assert tag_slug(tag) == "climate-change"


@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        ("Größe", "grösse"),
        ("Été", "été"),
        ("東京", "東京"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("المدن الساحلية", "المدن-الساحلية"),
        ("G20", "g20"),
        ("L'eau", "l-eau"),
    ],
)
def test_letters_and_vowels_of_every_script_stay(tag, slug):
    assert tag_slug(tag) == slug


@pytest.mark.parametrize("tag", ["", "🌊", "//", "\x00", "..", "- -"])
def test_a_tag_that_cannot_be_read_has_no_slug(tag):
    assert tag_slug(tag) == ""


def test_an_article_has_each_slug_once():
    assert tag_slugs(["Tides", "tides", "🌊", "Quay"]) == ["tides", "quay"]


@given(st.text(max_size=80))
def test_a_slug_is_its_own_slug_and_fits_an_address(tag):
    slug = tag_slug(tag)

    assert tag_slug(slug) == slug
    assert len(slug) <= CHARACTERS
    assert not set(slug) & set("/\\?#%.\x00 ")
