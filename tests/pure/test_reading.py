"""Days and ages as a reader of each language writes them."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation

from articles.templatetags import reading

MOMENT = dt.datetime(2021, 3, 14, 12, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", '<time dir="ltr" datetime="2021-03-14T12:05:00Z">14 March 2021, 12:05</time>'),
        ("de", '<time dir="ltr" datetime="2021-03-14T12:05:00Z">14. März 2021, 12:05</time>'),
        ("fr", '<time dir="ltr" datetime="2021-03-14T12:05:00Z">14 mars 2021, 12:05</time>'),
        ("es", '<time dir="ltr" datetime="2021-03-14T12:05:00Z">14 de marzo de 2021, 12:05</time>'),
        ("ar", '<time dir="rtl" datetime="2021-03-14T12:05:00Z">14 مارس 2021، 12:05</time>'),
    ],
)
def test_a_moment_is_written_as_the_language_writes_it(language, written):
    with translation.override(language):
        assert reading.moment(MOMENT) == written


@pytest.mark.parametrize(
    ("elapsed", "text"),
    [
        ({"seconds": -30}, "1 min ago"),
        ({"seconds": 5}, "1 min ago"),
        ({"minutes": 59}, "59 min ago"),
        ({"minutes": 60}, "1 h ago"),
        ({"hours": 23, "minutes": 59}, "23 h ago"),
    ],
)
def test_an_age_is_as_exact_as_a_reader_cares(elapsed, text):
    written = reading.age(timezone.now() - dt.timedelta(**elapsed))

    assert re.fullmatch(rf'<time class="age" datetime="[^"]+">{text}</time>', written)


def test_an_old_age_is_a_day_and_says_its_year_where_it_is_another():
    assert ">14 March 2021<" in reading.age(MOMENT)


def test_a_day_that_is_remembered_is_remembered_for_its_language_only():
    day = dt.date(2021, 3, 14)

    texts = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            texts.append(reading._day(day, "WEEKDAY_FORMAT", language))

    assert texts == ["Sunday 14 March", "Sonntag, 14. März", "Sunday 14 March"]


def test_a_phrase_stands_there_for_each_form_of_the_plural():
    assert reading.ages("hours") == "1 h ago|2 h ago|3 h ago|11 h ago|100 h ago"
    assert reading.ages("minutes").count("|") == len(reading.SAMPLES) - 1


@pytest.mark.parametrize(("language", "frame"), [("de", 'lang="de" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')])
def test_our_words_say_in_which_language_they_are(language, frame):
    with translation.override(language):
        assert reading.ours() == frame


@pytest.mark.parametrize(("language", "name"), [("en", "German"), ("de", "Deutsch"), ("fr", "Allemand")])
def test_a_language_is_named_in_the_language_of_the_frame(language, name):
    with translation.override(language):
        assert reading.language_name("de") == name


def test_a_language_without_a_name_is_called_by_its_tag():
    assert reading.language_name("tlh") == "tlh"
