"""Every page in every language: nothing of the frame is left in English, and no drawing loses its numbers."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.utils import translation

from tests.browser.edition import publish
from tests.pure.test_catalogues import LANGUAGES, PARTS, read

pytestmark = pytest.mark.django_db

OURS = (
    "aria-label",
    "data-saved",
    "data-removed",
    "data-full",
    "data-ask",
    "data-done",
    "data-not-ours",
    "data-broken",
)
"""Attributes that hold words of ours."""


class Said(HTMLParser):
    """Collects what a page says: its runs of text, and the words in attributes; and the numbers of its drawings."""

    def __init__(self):
        super().__init__()
        self.words, self.numbers, self.inside = set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.words |= {value for name, value in attrs if name in OURS}
        self.numbers += [value for name, value in attrs if tag in ("rect", "text") and name in ("x", "y", "height")]

    def handle_data(self, data):
        if self.inside not in ("script", "style"):
            self.words.add(" ".join(data.split()))


def english(language):
    """Return a pattern of the phrases that ``language`` says otherwise; "Tag" is German, too, and means a day."""
    phrases, said = set(), set()
    for entry in read(language)[1:]:
        phrases |= {entry["msgid"], entry.get("msgid_plural", entry["msgid"])}
        said |= {text for keyword, text in entry.items() if keyword.startswith("msgstr")}
    phrases = {phrase for phrase in phrases - said if re.search("[A-Za-z]", PARTS.sub("", phrase))}
    return re.compile("|".join(".+".join(map(re.escape, PARTS.split(phrase))) for phrase in sorted(phrases)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_in_english_what_its_language_can_say(client, settings, tmp_path, language):
    settings.MEDIA_ROOT = str(tmp_path)
    pages, pattern = publish(), english(language)
    client.cookies["language"] = language

    left = set()
    for name, path in pages.items():
        page = Said()
        page.feed(client.get(path).content.decode())
        left |= {(name, words) for words in page.words if pattern.fullmatch(words)}

    assert left == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drawing_has_the_numbers_that_svg_can_read_in_every_language(client, settings, tmp_path, language):
    settings.MEDIA_ROOT = str(tmp_path)
    pages = publish()
    client.cookies["language"] = language

    page = Said()
    for name in ("source", "section", "status"):
        page.feed(client.get(pages[name]).content.decode())

    assert page.numbers
    assert all(isinstance(ast.literal_eval(number), int | float) for number in page.numbers if number != "100%")


def test_a_section_with_a_usual_name_is_called_so_in_the_frames_language(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    publish()
    client.cookies["language"] = "fr"

    shown = client.get("/").content.decode()

    assert ">Monde</a>" in shown
    assert ">World</a>" not in shown
    with translation.override("fr"):
        assert ">Monde</a>" not in client.get("/feed.rss").content.decode()
