"""Whatever goes in: cleaning never raises, lets through what is listed and nothing else, and is done after one time."""

import re

import html5lib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.characters import with_few_marks
from articles.markup import LINK_REL
from articles.safe_url import judge
from articles.sanitize import ATTRIBUTES, TAGS, clean_html, link_text, plain_text
from tests.vectors import RUNNING, SILENT

NAMES = (
    "a b i p div table tr td th tbody caption select option svg math mtext mi title style script textarea iframe img br "
    "h1 h2 ul li dl dd form noscript template plaintext figure figcaption pre font object video source x-y body"
)
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES.split()] + [f"</{name}>" for name in NAMES.split()]),
    st.sampled_from([*RUNNING, *SILENT]),
    st.sampled_from(
        ["<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?", ">", '"', "'", "=", "&lt;", "&amp;", "&#", "\x00", " "]
    ),
    st.sampled_from(
        ["<a href=", "<img src=", "<p title=", "https://a.example/", "javascript:x", "//b.example", "data:1"]
    ),
    st.text(max_size=8),
)
WILD = st.lists(PIECES, max_size=25).map("".join)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def listed(element) -> bool:
    allowed = ATTRIBUTES.get(element.tag, frozenset()) | ({"rel"} if element.tag == "a" else set())
    return element.tag in TAGS and set(element.attrib) <= allowed


@given(WILD)
@settings(max_examples=400, deadline=None)
@example("<table><a href=//a.example>1<table><a href=//b.example>2</table><a href=//c.example>3")
@example("<p>" * 3 + "<svg><p><table><b>")
def test_clean_html_holds_only_what_is_listed(wild):
    clean = clean_html(wild, "https://a.example/b")

    parsed = html5lib.parseFragment(clean, namespaceHTMLElements=False)
    elements = [element for element in parsed.iter() if element is not parsed]
    assert [element.tag for element in elements if not listed(element)] == []
    assert not CONTROLS.search(clean)
    for element in elements:
        assert element.get("rel") in (None, LINK_REL)
        for url in filter(None, (element.get("href"), element.get("src"))):
            assert judge(url, mail=element.tag == "a") == url


@given(WILD)
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_changes_nothing(wild):
    clean = clean_html(wild, "https://a.example/b")

    assert clean_html(clean, "") == clean


@given(st.one_of(WILD, st.text()), st.integers(min_value=1, max_value=60))
@settings(max_examples=300, deadline=None)
def test_plain_text_is_short_and_has_nothing_hidden(wild, limit):
    plain = plain_text(wild, limit)

    assert len(plain) <= limit
    assert plain == " ".join(plain.split())
    assert not CONTROLS.search(plain)
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", plain)


@given(st.text().filter(lambda text: with_few_marks(text) == text))
@settings(max_examples=200, deadline=None)
def test_linked_text_reads_as_it_was_written(text):
    parsed = html5lib.parseFragment(link_text(text), namespaceHTMLElements=False)

    seen = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", text)
    assert re.sub(r"\s", "", "".join(parsed.itertext())) == seen


@given(st.text(), st.text())
@settings(max_examples=300, deadline=None)
def test_a_judged_address_is_http_and_judged_alike_again(url, base):
    judged = judge(url, base, mail=True)

    assert not judged or re.match(r"https?://[^/?#@]+|mailto:", judged)
    assert judge(judged, mail=True) == judged
