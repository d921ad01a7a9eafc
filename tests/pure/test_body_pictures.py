"""Pictures inside texts: which there are, and what stands in their places on its way out."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body_pictures import Copy, Lead, Setting, Words, sources
from articles.markup import LINK_REL
from articles.safe_url import judge
from articles.sanitize import ATTRIBUTES, TAGS, clean_html, illustrated
from tests.pure.test_sanitize_properties import WILD

QUAY = "https://tides.example/quay.jpg"
OURS = Copy("/media/pictures/ab/ab-960.webp", "/media/pictures/ab/ab-480.webp 480w", 960, 600, "#808080")
OTHER = Copy("/media/pictures/cd/cd-960.webp", "/media/pictures/cd/cd-480.webp 480w", 960, 600, "#202020")


def set_in(html, **setting):
    return illustrated(clean_html(html, ""), Setting(**{"copies": {QUAY: OURS}, **setting}))


def test_our_own_copy_stands_in_the_place_of_the_publishers():
    html = set_in(f'<p>Look: <img src="{QUAY}" alt="A quay" width="3000" height="9"></p>')

    assert html == (
        '<p>Look: <span class="frame"><svg color="#808080" aria-hidden="true"></svg>'
        '<img src="/media/pictures/ab/ab-960.webp" srcset="/media/pictures/ab/ab-480.webp 480w" '
        'sizes="(min-width: 64rem) 44rem, 100vw" width="960" height="600" alt="A quay" loading="lazy" '
        'decoding="async"></span></p>'
    )


def test_a_narrow_picture_needs_no_colour_to_stand_for_it():
    narrow = Copy("/media/pictures/ab/ab-150.webp", "", 150, 100, "#808080")

    assert "<svg" not in set_in(f"<img src={QUAY}>", copies={QUAY: narrow})


def test_in_a_text_that_leaves_the_house_it_is_plain_and_its_address_whole():
    html = set_in(f'<img src="{QUAY}" alt="A quay">', site="https://news.example")

    assert (
        html == '<img src="https://news.example/media/pictures/ab/ab-960.webp" width="960" height="600" alt="A quay">'
    )


def test_a_caption_with_its_credit_stays_with_its_picture():
    html = set_in(f"<figure><img src={QUAY}><figcaption>The quay. Photo: Tidewater desk</figcaption></figure>")

    assert html.startswith('<figure><span class="frame">')
    assert html.endswith("<figcaption>The quay. Photo: Tidewater desk</figcaption></figure>")


@pytest.mark.parametrize(
    ("image", "link"),
    [
        (
            '<img src="https://tides.example/1.jpg" alt="5 &gt; 4 &quot;quays&quot;">',
            "Picture: 5 &gt; 4 &quot;quays&quot;",
        ),
        ('<img src="https://tides.example/1.jpg" title="100 % tide">', "Picture: 100 % tide"),
        ('<img src="https://tides.example/1.jpg">', "Picture at tides.example"),
    ],
)
def test_what_we_have_no_copy_of_is_a_plain_link(image, link):
    html = set_in(image)

    assert html == f'<a href="https://tides.example/1.jpg" rel="{LINK_REL}">{link}</a> '


def test_the_words_of_a_link_are_the_pages():
    words = Words("Bild: %(alt)s", "Bild auf %(host)s")

    assert ">Bild auf tides.example</a>" in set_in('<img src="https://tides.example/1.jpg">', words=words)


def test_in_a_link_there_is_no_other_link():
    html = set_in('<a href="https://tides.example/page"><img src="https://tides.example/1.jpg" alt="Tides"> more</a>')

    assert html == f'<a href="https://tides.example/page" rel="{LINK_REL}">Picture: Tides more</a>'


@pytest.mark.parametrize(
    ("link", "alt", "stays"),
    [
        ("https://tides.example/quay-large.jpg", "A quay", False),
        ("https://tides.example/page", "A quay", True),
        ("https://tides.example/page", "", False),
    ],
)
def test_a_link_around_a_picture_stays_if_it_has_a_name_and_leads_to_more_than_a_file(link, alt, stays):
    html = set_in(f'<p><a href="{link}"><img src="{QUAY}" alt="{alt}"></a></p>')

    assert ("<a " in html) is stays
    assert "<img " in html


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://s.w.org/images/core/emoji/1f30a.png" alt="Wave">',
        '<img src="https://tides.example/share-button.png" alt="Share">',
        '<img src="https://tides.example/1.gif" width="16" height="16">',
    ],
)
def test_of_furniture_nothing_is_left(image):
    assert set_in(f"<p>Tide.</p><p>{image}</p>") == "<p>Tide.</p>"
    assert sources(clean_html(image, ""), 9) == []


def test_a_drawn_sign_becomes_the_sign():
    assert set_in('<p>High <img src="https://s.w.org/images/core/emoji/1f30a.png" alt="🌊"></p>') == "<p>High 🌊</p>"


@pytest.mark.parametrize(
    "inside",
    [
        f'<img src="{QUAY}" alt="A quay">',
        f'<p><a href="{QUAY}"><img src="{QUAY}?w=300"></a></p>',
        f"<figure><img src={QUAY}></figure>",
        f"<figure><img src={QUAY}><figcaption>The quay &amp; the tide</figcaption></figure>",
        "<figure><img src=https://cdn.tides.example/7.jpg></figure>",
    ],
)
def test_the_lead_image_is_not_shown_again(inside):
    lead = Lead(QUAY, OURS.src, "The quay & the tide Tidewater desk")

    html = set_in(f"{inside}<p>Tide.</p>", lead=lead, copies={"https://cdn.tides.example/7.jpg": OURS})

    assert html.strip() == "<p>Tide.</p>"


def test_a_caption_that_says_more_than_the_leads_stays():
    html = set_in(
        f"<figure><img src={QUAY}><figcaption>Photo: another desk</figcaption></figure>",
        lead=Lead(QUAY, OURS.src, "The quay"),
    )

    assert html == "<figure><figcaption>Photo: another desk</figcaption></figure>"


def test_of_a_figure_with_more_than_the_lead_image_the_rest_stays():
    other = "https://tides.example/other.jpg"
    html = set_in(
        f"<figure><img src={QUAY}><img src={other} alt=Tide></figure>",
        lead=Lead(QUAY, OURS.src, ""),
        copies={QUAY: OURS, other: OTHER},
    )

    assert html.count("<img") == 1
    assert OTHER.src in html


def test_pictures_to_mirror_come_in_their_order_each_once_and_no_more_than_asked_for():
    html = clean_html("".join(f'<img src="https://tides.example/{n}.jpg">' for n in (3, 1, 3, 2)), "")

    assert sources(html, 2) == ["https://tides.example/3.jpg", "https://tides.example/1.jpg"]


def test_an_address_with_an_ampersand_is_the_one_that_a_browser_would_ask():
    html = clean_html('<img src="https://tides.example/1.jpg?w=1&amp;h=2">', "")

    assert sources(html, 9) == ["https://tides.example/1.jpg?w=1&h=2"]
    assert "<img" in illustrated(html, Setting({"https://tides.example/1.jpg?w=1&h=2": OURS}))


ALLOWED = {
    **{tag: ATTRIBUTES.get(tag, frozenset()) for tag in TAGS},
    "a": {"href", "title", "rel"},
    "span": {"class"},
    "svg": {"color", "aria-hidden"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
}


@given(WILD, st.sampled_from(["", "https://news.example"]), st.booleans(), st.booleans())
@settings(max_examples=400, deadline=None)
def test_whatever_came_in_nothing_is_shown_but_what_is_ours(wild, site, is_mirrored, has_lead):
    clean = clean_html(f'{wild}<img src="{QUAY}">{wild}', "https://a.example/b")
    copies = dict.fromkeys(sources(clean, 99), OURS) if is_mirrored else {}
    lead = Lead("https://a.example/1.jpg", OTHER.src, "words") if has_lead else None

    html = illustrated(clean, Setting(copies, lead=lead, site=site))

    parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in (element for element in parsed.iter() if element is not parsed):
        assert set(element.attrib) <= ALLOWED[element.tag.rpartition("}")[2]]
        if element.tag == "img":
            assert element.get("src") == site + OURS.src
            assert element.get("srcset", OURS.srcset) == OURS.srcset
        assert not element.get("href") or judge(element.get("href"), mail=True) == element.get("href")


@given(WILD)
@settings(max_examples=200, deadline=None)
def test_a_text_without_pictures_stays_as_it_is(wild):
    clean = clean_html(re.sub("img", "i", wild, flags=re.IGNORECASE), "")

    assert illustrated(clean, Setting({})) is clean
