import pytest

from articles.entry import Enclosure, LeadImage
from articles.lead_image import choose
from articles.sanitize import clean_html

BASE = "https://harbour.example/"


def body(html: str):
    return clean_html(html, BASE)


def test_the_largest_picture_sent_with_the_entry_leads():
    sent = (
        Enclosure("https://a.example/s.jpg", medium="image", width=140, height=100),
        Enclosure("https://a.example/l.jpg", medium="image", width=700, height=500, credit="R. Tide"),
        Enclosure("https://a.example/talk.mp3", type="audio/mpeg"),
    )

    lead = choose(sent, body("<img src=b.jpg>"))

    assert lead == LeadImage("https://a.example/l.jpg", 700, 500, credit="R. Tide")


def test_a_thumbnail_leads_only_where_the_text_has_no_picture():
    sent = (Enclosure("https://a.example/t.jpg", width=240, height=180, is_thumbnail=True),)

    assert choose(sent, body("<img src=b.jpg>")).url == "https://harbour.example/b.jpg"
    assert choose(sent, body("<p>words</p>")).url == "https://a.example/t.jpg"


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=https://www.gravatar.com/avatar/x.jpg>",
        "<img src=https://a.example/share-button.png>",
        "<img src=https://a.example/icon.png>",
        "<img src=https://a.example/images/emoji/wave.png>",
        "<img src=https://a.example/a.png width=88 height=31>",
        "<img src=https://a.example/a.png width=640 height=20>",
        "<img src=https://a.example/map.svg>",
        "<img src=https://stats.wordpress.com/b.gif>",
    ],
)
def test_trackers_buttons_and_tiny_pictures_are_passed_over(picture):
    lead = choose((), body(f"{picture}<p>x</p><img src=pier.jpg>"))

    assert lead.url == "https://harbour.example/pier.jpg"


def test_words_of_a_figure_go_with_its_picture():
    words = "At dawn. Photo: Harbour Gazette"
    html = f"<figure><img src=pier.jpg alt='The pier' width=640 height=400><figcaption>{words}</figcaption></figure>"

    lead = choose((), body(html))

    assert lead == LeadImage("https://harbour.example/pier.jpg", 640, 400, "The pier", words, "Harbour Gazette")


def test_a_picture_sent_with_the_entry_takes_its_words_from_the_text():
    sent = (Enclosure("https://harbour.example/pier.jpg?w=900", type="image/jpeg"),)

    lead = choose(sent, body("<img src=pier.jpg?w=300 alt='The pier'>"))

    assert (lead.url, lead.alt) == ("https://harbour.example/pier.jpg?w=900", "The pier")


def test_files_without_a_type_are_pictures_by_their_name():
    assert choose((Enclosure("https://a.example/pier.JPEG"),)).url == "https://a.example/pier.JPEG"
    assert choose((Enclosure("https://a.example/talk.mp3"),)) is None


def test_nothing_leads_where_nothing_fits():
    assert choose((), body("<p>words</p>")) is None
