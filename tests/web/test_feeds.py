"""The feeds out: well-formed in every format, credit first, and no more text than rights allow."""

import io
import json
import re
from datetime import UTC, date, datetime
from html import unescape

import feedparser
import pytest
from django.test import Client
from lxml import etree, html

from articles.models import Article
from tests.factories import (
    NOON,
    ArticleFactory,
    BodyFactory,
    BodyPictureFactory,
    SectionFactory,
    SightingFactory,
    SourceFactory,
    tell,
)

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
LISTS = ["/", "/latest/", "/section/science/", "/section/science/latest/", "/source/gazette/"]
FORMS = ["rss", "atom", "json"]
WILD = 'A "quay" & <b>tide</b> ]]> \u2028 ünï 東京 🌊 \x0b\x1b'

pytestmark = pytest.mark.django_db


def get(path="/latest/feed.rss", **headers):
    return Client(headers=headers).get(path)


def rss_item(path="/latest/feed.rss"):
    return etree.fromstring(get(path).content).find("channel/item")


def atom_entry(path="/latest/feed.atom"):
    return etree.fromstring(get(path).content).find("a:entry", NS)


def json_item(path="/latest/feed.json"):
    return json.loads(get(path).content)["items"][0]


def everything(form, path="/latest/feed."):
    return get(path + form).content.decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page", LISTS)
def test_every_list_has_a_feed_in_every_format(page, form):
    section = SectionFactory(name="Science")
    source = SourceFactory(slug="gazette", section=section)
    ArticleFactory(source=source, headline="The tide came in", placed=True)

    response = get(f"{page}feed.{form}")

    assert response.status_code == 200
    assert response["Content-Type"].startswith(f"application/{'feed+json' if form == 'json' else form + '+xml'}")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["X-Robots-Tag"] == "noindex"
    assert "The tide came in" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/section/none/feed.rss", "/source/none/feed.rss", "/feed.xml", "/source/a%00b/feed.rss"]
)
def test_what_is_no_list_has_no_feed(path):
    assert get(path).status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_site_has_whole_feeds_that_do_not_change(form):
    first, second = get(f"/latest/feed.{form}"), get(f"/latest/feed.{form}")

    assert first.status_code == 200
    assert first["ETag"] == second["ETag"]


@pytest.mark.parametrize("page", LISTS)
def test_every_list_names_its_feeds_for_machines(page):
    ArticleFactory(source=SourceFactory(slug="gazette", section=SectionFactory(name="Science")))

    links = html.fromstring(get(page).content).xpath("//link[@rel='alternate']")

    assert [link.get("href") for link in links] == [f"{page}feed.{form}" for form in FORMS]
    assert all(get(link.get("href"))["Content-Type"].startswith(link.get("type")) for link in links)


def test_a_section_and_a_source_feed_only_their_own():
    ours = ArticleFactory(source__section=SectionFactory(name="Science"), placed=True)
    other = ArticleFactory(source__section=SectionFactory(name="Sport"), placed=True)

    for path in (
        "/section/science/feed.rss",
        "/section/science/latest/feed.rss",
        f"/source/{ours.source.slug}/feed.rss",
    ):
        text = get(path).content.decode()
        assert ours.headline in text
        assert other.headline not in text


def test_the_feed_of_a_ranked_list_brings_what_leads_its_stories():
    lead, follower, alone = ArticleFactory.create_batch(3, source__section=SectionFactory(name="Science"))
    tell(lead, follower)

    text = get("/section/science/feed.rss").content.decode()

    assert lead.headline in text
    assert follower.headline not in text
    assert alone.headline not in text


def test_an_rss_item_credits_the_origin_first():
    article = ArticleFactory(authors=["Ada Quay", "Ben Shore"], tags=["tides"], source__full=True)
    SightingFactory(article=article, feed_url="https://gazette.example/feed.xml")

    item = rss_item()

    assert item.findtext("title") == article.headline
    assert item.findtext("link") == article.url
    assert [e.text for e in item.findall("dc:creator", NS)] == ["Ada Quay", "Ben Shore"]
    assert item.findtext("dc:rights", namespaces=NS) == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    assert item.find("source").get("url") == "https://gazette.example/feed.xml"
    assert item.findtext("source") == article.source.name
    assert item.find("a:link", NS).get("href").endswith(f"/article/{article.pk}-{article.slug}/")
    assert item.findtext("description").startswith(f'<p>From <a href="{article.source.home_url}">{article.source.name}')
    assert item.findtext("content:encoded", namespaces=NS).startswith("<p>From ")
    assert "The water stood a hand below" in item.findtext("content:encoded", namespaces=NS)
    assert item.findtext("guid") == f"tag:127.0.0.1,2026:article/{article.pk}"
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("pubDate").endswith("+0000")


def test_an_rss_channel_names_itself():
    channel = etree.fromstring(get().content).find("channel")

    own = channel.find("a:link", NS)

    assert (own.get("rel"), own.get("href")) == ("self", "http://127.0.0.1:8000/latest/feed.rss")
    assert channel.findtext("link") == "http://127.0.0.1:8000/latest/"
    assert channel.findtext("description")


def test_an_atom_entry_has_what_rfc_4287_asks_for():
    article = ArticleFactory(authors=[], changed_at=datetime(2026, 3, 15, tzinfo=UTC), source__full=True)
    SightingFactory(article=article, feed_url="https://gazette.example/feed.xml")

    entry = atom_entry()

    assert entry.findtext("a:id", namespaces=NS) == f"tag:127.0.0.1,2026:article/{article.pk}"
    assert entry.findtext("a:updated", namespaces=NS) == "2026-03-15T00:00:00+00:00"
    assert entry.findtext("a:author/a:name", namespaces=NS) == article.source.name
    assert entry.findtext("a:rights", namespaces=NS).startswith("CC BY 4.0")
    assert entry.findtext("a:source/a:id", namespaces=NS) == "https://gazette.example/feed.xml"
    assert next((link.get("rel"), link.get("href")) for link in entry.findall("a:link", NS)) == (
        "alternate",
        article.url,
    )
    assert entry.find("a:content", NS).get("type") == "html"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_json_item_holds_the_credit_in_an_extension():
    article = ArticleFactory(source__full=True, origin_name="Tide Agency", origin_url="https://agency.example/")

    item = json_item()

    assert item["url"] == article.url
    assert item["authors"] == [{"name": "Tidewater desk"}]
    assert item["_newsroom"]["attribution"] == f"From Tide Agency, via {article.source.name}"
    assert item["_newsroom"]["origin"] == {"name": "Tide Agency", "url": "https://agency.example/"}
    assert item["_newsroom"]["licence"]["name"] == "CC BY 4.0"
    assert item["_newsroom"]["full_text"] is True
    assert item["content_html"].startswith('<p>From <a href="https://agency.example/">Tide Agency</a>, via ')


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("rights", "has_dek", "has_body"),
    [
        ({"rights_mode": "headline"}, False, False),
        ({"rights_mode": "excerpt"}, True, False),
        ({"rights_mode": "full"}, True, True),
        ({"rights_mode": "full", "rights_until": date(2020, 1, 1)}, True, False),
    ],
)
def test_the_length_of_a_text_follows_its_rights(form, rights, has_dek, has_body):
    article = ArticleFactory(dek="Dekword of the day.", body__html="<p>Bodyword of the day.</p>", source__full=True)
    for name, value in rights.items():
        setattr(article.source, name, value)
    article.source.save()

    text = everything(form)

    assert article.headline in text
    assert ("Dekword" in text) == has_dek
    assert ("Bodyword" in text) == has_body


@pytest.mark.parametrize("form", FORMS)
def test_a_readers_program_fetches_pictures_from_us_and_nobody_else(form):
    image = '<img src="https://pictures.example/{}.jpg" alt="Quay">'
    article = ArticleFactory(body__html=f"<p>{image.format('quay')}{image.format('other')}</p>", source__full=True)
    picture = BodyPictureFactory(article=article, source_url="https://pictures.example/quay.jpg")
    ArticleFactory(body__html=f"<p>{image.format('quay')}</p>", source__full=True, source__images_allowed=False)

    contents = unescape(everything(form)).replace('\\"', '"')

    assert re.findall('src="([^"]*)"', contents) == [f"http://127.0.0.1:8000{picture.url}"]
    assert contents.count('<a href="https://pictures.example/other.jpg"') == 1
    assert contents.count('<a href="https://pictures.example/quay.jpg"') == 1
    assert contents.count("pictures.example") == 2


@pytest.mark.parametrize("form", FORMS)
def test_wild_texts_keep_every_format_well_formed(form):
    article = ArticleFactory(
        headline=WILD,
        dek=WILD,
        authors=[WILD],
        tags=[WILD],
        origin_name=WILD,
        licence_name=WILD,
        url='https://x.example/?a=1&b="2"<c>',
        body__html=f"<p>{WILD}</p>",
        source__full=True,
        source__name=WILD,
    )

    content = get(f"/latest/feed.{form}").content

    if form == "json":
        assert json.loads(content)["items"][0]["title"] == article.headline
    else:
        title = etree.fromstring(content).xpath(
            "//*[local-name()='item' or local-name()='entry']/*[local-name()='title']"
        )
        assert title[0].text == WILD.rstrip(" \x0b\x1b") + " "


@pytest.mark.parametrize("form", FORMS)
def test_markup_in_a_dek_arrives_as_text(form):
    ArticleFactory(dek="<script>alert(1)</script>", headline="<script>alert(2)</script>", body=None, source__full=True)

    content = get(f"/latest/feed.{form}").content

    text = json.loads(content)["items"][0]["content_html"] if form == "json" else None
    text = text or etree.fromstring(content).xpath(
        "string((//*[local-name()='description' or local-name()='summary'])[last()])"
    )
    assert "&lt;script" in text
    assert "<script" not in text


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_other_readers_find_nothing_to_complain_about(form):
    article = ArticleFactory(authors=["Ada Quay"], tags=["tides"], headline="Tides & quays", source__full=True)

    feed = feedparser.parse(io.BytesIO(get(f"/latest/feed.{form}").content), sanitize_html=False)

    entry = feed.entries[0]
    assert not feed.bozo
    assert (entry.title, entry.link, entry.author) == ("Tides & quays", article.url, "Ada Quay")
    assert entry.content[0].value.endswith("<p>It will rise again at midnight.</p>")
    assert entry.published_parsed[:5] == tuple(article.published_at.timetuple()[:5])
    assert {tag.term for tag in entry.tags} == {article.section.name, "tides"}


def test_a_private_feeds_address_is_not_told():
    article = ArticleFactory()
    SightingFactory(article=article, feed_url="https://gazette.example/feed?key=secret")

    assert rss_item().find("source").get("url") == article.source.home_url
    assert all("secret" not in everything(form) for form in FORMS)


def test_only_web_addresses_leave_the_house():
    ArticleFactory(origin_name="Agency", origin_url="javascript:alert(1)", licence_url="javascript:alert(2)", url="")

    assert all("javascript:" not in everything(form) for form in FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_same_copy_gets_304(form):
    ArticleFactory()
    etag = get(f"/latest/feed.{form}")["ETag"]

    response = get(f"/latest/feed.{form}", **{"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.filter(pk=article.pk).update(status="withdrawn"),
        lambda article: Article.objects.filter(pk=article.pk).update(edited_headline="Better"),
        lambda article: type(article.source).objects.update(rights_mode="headline"),
    ],
)
def test_whatever_changes_reaches_those_who_ask_again(change):
    article = ArticleFactory(source__full=True)
    first = get()
    change(article)

    response = get(**{"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]})

    assert response.status_code == 200


def test_last_modified_is_the_latest_change():
    ArticleFactory(changed_at=NOON, published_at=NOON.replace(hour=3))

    assert get()["Last-Modified"] == "Sat, 14 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize("reserved", [True, False])
def test_a_feed_says_whether_its_texts_are_reserved(reserved):
    ArticleFactory(source__ai_reserved=reserved)

    assert get().get("TDM-Reservation") == ("1" if reserved else None)


@pytest.mark.parametrize("count", [3, 30])
def test_a_feed_costs_the_same_queries_for_three_and_for_thirty(count, django_assert_num_queries):
    for article in ArticleFactory.create_batch(count, source__full=True):
        SightingFactory(article=article)

    with django_assert_num_queries(4):
        get()


def test_no_body_is_read_in_vain():
    article = ArticleFactory(body=None)
    BodyFactory(article=article, html="<p>Bodyword</p>")

    assert "Bodyword" not in everything("rss")


def test_a_feed_does_not_grow_without_end():
    ArticleFactory.create_batch(45)

    assert len(json.loads(get("/latest/feed.json").content)["items"]) == 40


def test_only_reading_is_possible():
    assert Client().post("/latest/feed.rss").status_code == 405
