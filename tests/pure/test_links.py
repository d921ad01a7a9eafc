import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.links import LIMIT, absolute, canonical, host_of
from tests.pure.hostile import any_text, hostile_texts, seconds

BASE = "https://paper.example/news/today"

url_like = st.text(
    st.sampled_from(list(string.ascii_letters + string.digits + ":/?#[]@!$&'()*+,;=%.-_~\\ \t\x00é。")), max_size=60
)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://paper.example/a", "https://paper.example/a"),
        ("/a", "https://paper.example/a"),
        ("b", "https://paper.example/news/b"),
        ("?p=1", "https://paper.example/news/today?p=1"),
        ("//other.example/a", "https://other.example/a"),
        ("www.other.example/a", "http://www.other.example/a"),
        ("HTTPS://Paper.Example:443/A", "https://paper.example/A"),
        ("http://paper.example:8080/", "http://paper.example:8080/"),
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example./a", "https://paper.example/a"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://paper.example/100%", "https://paper.example/100%25"),
        ("https://paper.example/a?x=1&amp;y=2", "https://paper.example/a?x=1&y=2"),
        ("https://paper.example/a?x=1&#038;y=2", "https://paper.example/a?x=1&y=2"),
        ("https://[2001:DB8:0::1]/a", "https://[2001:db8::1]/a"),
        ("http://192.0.2.1/a", "http://192.0.2.1/a"),
    ],
)
def test_a_link_becomes_absolute_and_is_written_in_one_way(link: str, expected: str) -> None:
    assert absolute(link, BASE) == expected


@pytest.mark.parametrize("noise", [" ", "\n", "%20", "?", "&", "#", '"', "'", "%20%20", "?&", ' "'])
def test_noise_at_the_end_of_a_link_is_taken_off(noise: str) -> None:
    assert absolute(f" https://paper.example/a{noise}", BASE) == "https://paper.example/a"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "javascript\u200b:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://paper.example/a", "mailto:a@paper.example", "feed:https://paper.example/",
        "https:paper.example", "https:/paper.example", "https:///paper.example", "http://", "https://.", "https://..", "http://:80/",
        "https://good.example@evil.example/", "https://user:secret@paper.example/", "\\\\evil.example\\", "/\\evil.example",
        "http://evil.example\\@good.example/", "http://[::1", "http://[fe80::1%25eth0]/", "http://paper.example:0/", "http://paper.example:99999/",
        "http://paper.example:x/", "https://%70aper.example/", "https://pa|per.example/", "https://-paper.example/", "https://a..b/",
        "http://2130706433/", "http://0x7f.1/", "http://127.1/", f"https://{'a' * 64}.example/", f"https://paper.example/{'a' * LIMIT}",
    ],
)  # fmt: skip
def test_a_link_that_is_no_safe_http_url_is_refused(link: str) -> None:
    assert absolute(link, BASE) == ""


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        (("https://xml-base.example/x/", BASE), "https://xml-base.example/x/a"),
        (("", BASE), "https://paper.example/news/a"),
        (("archive/", "", BASE), "https://paper.example/news/archive/a"),
        (("javascript:alert(1)", BASE), "https://paper.example/news/a"),
        ((), ""),
        (("relative/only",), ""),
    ],
)
def test_bases_are_tried_in_order_and_may_be_relative_to_the_next(bases: tuple[str, ...], expected: str) -> None:
    assert absolute("a", *bases) == expected


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=x&utm_medium=y", ""),
        ("id=7&utm_source=x&fbclid=abc", "?id=7"),
        ("UTM_SOURCE=x&utm%5Fcampaign=y", ""),
        ("gclid=1&dclid=2&msclkid=3&igshid=4&mc_cid=5&mc_eid=6&_hsenc=7&twclid=8&yclid=9", ""),
        ("mtm_campaign=a&pk_kwd=b&at_medium=c&at_custom1=d", ""),
        ("ref=rss&id=7", "?id=7"),
        ("source=rss----a1b2---4", ""),
        ("ref=paper.example", ""),
        ("ref=other.example&source=agency&from=2020", "?ref=other.example&source=agency&from=2020"),
        ("p=1&q=a+b&r=%C3%a4", "?p=1&q=a+b&r=%C3%A4"),
        ("crop/1420x708/format/webp", "?crop/1420x708/format/webp"),
        ("a=1&&b=2&", "?a=1&b=2"),
    ],
)
def test_canonical_strips_what_tracks_and_keeps_what_names_the_page(query: str, kept: str) -> None:
    assert canonical(f"https://paper.example/a?{query}") == f"https://paper.example/a{kept}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/a#comments", "https://paper.example/a"),
        ("https://paper.example/#!/story/7", "https://paper.example/#!/story/7"),
        ("https://paper.example/#/story/7", "https://paper.example/#/story/7"),
        ("https://paper.example/%7euser/%61", "https://paper.example/~user/a"),
        ("https://paper.example/a;jsessionid=1A2B?id=7", "https://paper.example/a?id=7"),
        ("/relative", ""),
        ("", ""),
    ],
)
def test_canonical_knows_one_form_of_a_page(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_the_host_is_told_without_www() -> None:
    assert host_of("https://www.paper.example/a") == "paper.example"
    assert host_of("http://[broken") == ""


@given(link=any_text | url_like, base=url_like)
def test_any_text_gives_a_bounded_http_url_or_nothing(link: str, base: str) -> None:
    url = absolute(link, base, BASE)
    page = canonical(link)

    for result in (url, page):
        assert result == "" or (
            result.startswith(("http://", "https://")) and result.isascii() and len(result) <= LIMIT
        )
        assert not set(result) & set(' \t\n"<>\\^`{|}')


@given(path=url_like)
def test_canonical_of_canonical_changes_nothing(path: str) -> None:
    once = canonical(f"https://paper.example/{path}")

    assert canonical(once) == once


def test_hostile_links_cost_linear_time() -> None:
    worst = max(seconds(lambda text: (absolute(text, BASE), canonical(text)), text) for text in hostile_texts())

    assert worst < 1


@pytest.mark.shared
def test_no_attack_of_the_collection_is_a_link_with_another_scheme(shared) -> None:
    vectors = json.loads((shared / "attacks/html/own_urls.json").read_text("utf-8"))["vectors"]

    results = [absolute(vector["url"], BASE) for vector in vectors]

    assert len(results) > 50
    assert all(url == "" or url.startswith(("http://", "https://")) for url in results)


@pytest.mark.shared
def test_canonical_agrees_with_the_collected_pairs_of_tracking_urls(shared) -> None:
    lines = (shared / "corpus/other-tests/miniflux-inline/tracking-urls.txt").read_text("utf-8").split()

    tracked = [line for line in lines if "utm_" in line.lower() or "fbclid" in line or "mtm_" in line]

    assert tracked
    assert not [url for url in tracked if any(mark in canonical(url).lower() for mark in ("utm_", "fbclid", "mtm_"))]
