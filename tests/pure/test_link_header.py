"""link_header: hubs and the name of a document, out of a header that anybody may write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.link_header import Pushed, pushed

URL = "https://quay.example/news/feed?page=1"
HUB = "https://hub.example/"


@pytest.mark.parametrize(
    ("header", "hubs", "self_url"),
    [
        (f'<{HUB}>; rel="hub", <{URL}>; rel="self"', (HUB,), URL),
        (f"<{HUB}>;rel=hub,<{URL}>;rel=self", (HUB,), URL),
        (f'<{HUB}>; REL="HUB"', (HUB,), ""),
        (f'<{HUB}> ; title="a, b; rel=self" ; rel = "hub"', (HUB,), ""),
        (f'<{HUB}>; title="a \\" b"; rel="hub"', (HUB,), ""),
        (f"<{HUB}>; title*=UTF-8''%e2%82%ac; rel=\"hub\"", (HUB,), ""),
        (f'<{HUB}>; rel="preload hub nofollow"', (HUB,), ""),
        (f'<{HUB}>; rel="self hub"', (HUB,), HUB),
        (f'<{HUB}>; rel="hub"; rel="self"', (HUB,), ""),
        (f'<{HUB}>; rel="hub", <{HUB}>; rel="hub", <https://b.example/>; rel=hub', (HUB, "https://b.example/"), ""),
        ('</hub>; rel="hub", <feed>; rel="self"', ("https://quay.example/hub",), "https://quay.example/news/feed"),
        ('<>; rel="self"', (), ""),
        (f"<{URL}>; rel=self, <https://other.example/>; rel=self", (), URL),
        (f"<{HUB}>", (), ""),
        (f"<{HUB}>; rel", (), ""),
        (f'<{HUB}>; rel="hub', (), ""),
        (f'<{HUB}>; rel="github"', (), ""),
        (f"{HUB}; rel=hub", (), ""),
        ("", (), ""),
        (f"junk, <x y, <{HUB}>;;; ;rel=hub, more", (HUB,), ""),
    ],
)
def test_links_are_read_as_the_standard_writes_them(header, hubs, self_url):
    assert pushed(header, URL) == Pushed(hubs, self_url)


@pytest.mark.parametrize("anchor", ["https://other.example/", "#part", "ftp://quay.example/", "/news/"])
def test_a_link_of_another_document_is_not_ours(anchor):
    assert pushed(f'<{HUB}>; rel="hub"; anchor="{anchor}"', URL) == Pushed()


def test_a_link_that_names_our_document_is_ours():
    assert pushed(f'<{HUB}>; rel="hub"; anchor="{URL}"', URL) == Pushed((HUB,))


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "http://user@hub.example/", "http://[", "\\\\x"]
)
def test_a_hub_is_a_web_address(target):
    assert pushed(f'<{target}>; rel="hub self"', URL) == Pushed()


def test_a_thousand_hubs_are_bounded():
    header = ", ".join(f"<https://hub{number}.example/>; rel=hub" for number in range(1_000))

    assert len(pushed(header, URL).hubs) == 10


def test_long_runs_of_junk_are_read_in_a_moment():
    for run in ("<", ">", "<>", '<>;a="', ";", "<>;" + " ", '"', "\\", "<>;rel=hub,", '<a>;b="\\'):
        assert pushed((run * 65_536)[:65_536], URL).self_url == ""


pieces = st.sampled_from(
    ["<", ">", ";", ",", "=", '"', "\\", " ", "rel", "hub", "self", HUB, "anchor", "é", "\x00", "\n", "*"]
)


@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=30).map("".join)), st.sampled_from([URL, "", "x"]))
def test_no_header_makes_the_reader_fail(header, url):
    found = pushed(header, url)

    assert all(link.startswith(("http://", "https://")) for link in (*found.hubs, found.self_url or HUB))
    assert len(found.hubs) <= 10
