"""What an article says to machines: JSON-LD and Open Graph, credit to the origin and no way out of the script element."""

import json
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from lxml import html

from articles import corrections
from articles.models import Picture
from tests.factories import ArticleFactory, EditorFactory, tell

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \"'\\"


def render(tag, article=None):
    return Template("{% load structured %}" + tag).render(Context({"article": article}))


def json_ld(article):
    return json.loads(html.fragment_fromstring(render("{% json_ld article %}", article)).text)


def open_graph(article):
    page = html.fragment_fromstring(render("{% open_graph_of article %}", article), create_parent=True)
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.iter("meta")}


def test_an_article_is_its_origins_news_article():
    article = ArticleFactory(source__full=True, changed_at=datetime(2026, 3, 15, tzinfo=UTC))

    data = json_ld(article)

    assert (data["@context"], data["@type"]) == ("https://schema.org", "NewsArticle")
    assert data["publisher"] == data["copyrightHolder"]
    assert data["publisher"]["name"] == article.source.name
    assert data["publisher"]["url"] == article.source.home_url
    assert data["isBasedOn"] == article.url
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["author"] == [{"@type": "Person", "name": "Tidewater desk"}]
    assert data["url"] == f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert data["dateModified"] == "2026-03-15T00:00:00+00:00"
    assert data["sdPublisher"]["@type"] == "NewsMediaOrganization"
    assert "articleBody" not in data
    assert "image" not in data


def test_a_relayed_article_names_origin_and_deliverer():
    article = ArticleFactory(origin_name="Tide Agency", origin_url="https://agency.example/")

    data = json_ld(article)

    assert data["publisher"] == {"@type": "Organization", "name": "Tide Agency", "url": "https://agency.example/"}
    assert data["provider"]["name"] == article.source.name
    assert data["creditText"] == f"From Tide Agency, via {article.source.name}"


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ({"rights_mode": "headline"}, 0),
        ({"rights_mode": "excerpt", "excerpt_words": 5}, 5),
        ({"rights_mode": "full"}, 40),
        ({"rights_mode": "full", "excerpt_words": 7, "rights_until": date(2020, 1, 1)}, 7),
    ],
)
def test_descriptions_follow_the_rights(rights, words):
    article = ArticleFactory(dek="dekword " * 500, **{f"source__{name}": value for name, value in rights.items()})

    assert json_ld(article).get("description", "").count("dekword") == words
    assert open_graph(article)["og:description"].count("dekword") == words


def test_nothing_in_an_article_can_leave_the_script_element():
    article = ArticleFactory(
        headline=HOSTILE, dek=HOSTILE, authors=[HOSTILE], origin_name=HOSTILE, licence_name=HOSTILE, language="en"
    )

    text = render("{% json_ld article %}", article)

    assert text.count("<") == 2
    assert text.count(">") == 2
    assert "&" not in text
    assert json_ld(article)["headline"] == HOSTILE


def test_nothing_in_an_article_can_leave_a_meta_element():
    article = ArticleFactory(headline=f'"><script>{HOSTILE}', dek=HOSTILE, authors=[HOSTILE])

    text = render("{% open_graph_of article %}", article)

    assert "<script" not in text
    assert open_graph(article)["og:title"] == f'"><script>{HOSTILE}'


def test_only_web_addresses_are_given_to_machines():
    article = ArticleFactory(url="", origin_name="A", origin_url="javascript:alert(1)", licence_url="data:text/html,x")

    text = render("{% json_ld article %}{% open_graph_of article %}", article)

    assert "javascript:" not in text
    assert "data:" not in text


def test_open_graph_says_what_a_shared_link_needs():
    article = ArticleFactory()

    facts = open_graph(article)

    assert facts["og:type"] == "article"
    assert facts["og:title"] == article.headline
    assert facts["og:description"].startswith(f"From {article.source.name}. ")
    assert facts["og:url"] == f"http://127.0.0.1:8000{article.get_absolute_url()}"
    assert facts["twitter:card"] == "summary"
    assert "og:image" not in facts


@pytest.mark.parametrize("allowed", [True, False])
def test_a_shared_link_shows_our_copy_of_the_picture_where_rights_allow_pictures(allowed):
    article = ArticleFactory(source__images_allowed=allowed, image_alt="A quay")
    digest = "ab" * 32
    picture = Picture(article=article, digest=digest, widths=[320, 640], width=640, height=480, colour="#808080")
    picture.tried_at = article.first_seen_at
    picture.save()

    facts = open_graph(article)

    assert facts.get("og:image", "").endswith(f"{digest}-640.webp") == allowed
    assert facts.get("og:image", "http://127.0.0.1:8000/").startswith("http://127.0.0.1:8000/")
    assert facts["twitter:card"] == ("summary_large_image" if allowed else "summary")


@pytest.mark.parametrize("allowed", [True, False])
def test_machines_are_told_of_our_copy_of_the_picture_where_rights_allow_pictures(allowed):
    article = ArticleFactory(
        source__images_allowed=allowed, image_url="https://x.example/hotlink.jpg", image_credit="Tidewater desk"
    )
    picture = {"digest": "ab" * 32, "widths": [320, 640], "width": 640, "height": 480, "colour": "#808080"}
    Picture.objects.create(article=article, tried_at=article.first_seen_at, **picture)

    data = json_ld(article)

    assert data.get("image") == (
        {
            "@type": "ImageObject",
            "url": f"http://127.0.0.1:8000/media/pictures/ab/{'ab' * 32}-640.webp",
            "width": 640,
            "height": 480,
            "creditText": "Tidewater desk",
        }
        if allowed
        else None
    )
    assert "hotlink" not in str(data)


@pytest.mark.parametrize("reserved", [True, False])
def test_a_page_says_whether_its_text_is_reserved(reserved):
    article = ArticleFactory(source__ai_reserved=reserved)

    assert ("tdm-reservation" in open_graph(article)) == reserved


def test_the_site_is_a_news_organization():
    data = json.loads(html.fragment_fromstring(render("{% json_ld_site %}")).text)

    assert data["@type"] == "NewsMediaOrganization"
    assert data["url"] == "http://127.0.0.1:8000/"


REQUIRED = {
    "NewsArticle": {"headline", "url", "datePublished", "publisher", "isBasedOn"},
    "CollectionPage": {"name", "url", "mainEntity", "isPartOf", "publisher"},
    "CorrectionComment": {"datePublished", "text", "publisher"},
    "NewsMediaOrganization": {"name", "url"},
    "ProfilePage": {"url", "mainEntity"},
    "Person": {"name"},
    "Organization": {"name"},
}
"""What each type must say of itself, by the rules of those who read it."""


def nodes(data):
    """Return every described thing in a block, however deep."""
    if isinstance(data, list):
        return [node for item in data for node in nodes(item)]
    if not isinstance(data, dict):
        return []
    return [data, *(node for value in data.values() for node in nodes(value))]


def blocks(client, path):
    page = html.document_fromstring(client.get(path).content.decode())
    return [json.loads(node.text) for node in page.xpath('//script[@type="application/ld+json"]')]


def test_whatever_a_page_says_to_machines_has_what_its_type_requires(client):
    editor = EditorFactory(home_url="https://editor.example/")
    article = ArticleFactory(curator=editor, origin_name="Tide Agency", origin_url="https://agency.example/")
    story = tell(article, ArticleFactory())
    corrections.correct(article, editor, "It was four.")

    found = [
        blocks(client, path)
        for path in (article.get_absolute_url(), story.get_absolute_url(), "/", "/author/" + editor.slug + "/")
    ]

    described = nodes(found)
    assert all(found)
    assert {node["@type"] for node in described if "@type" in node} >= set(REQUIRED)
    lacking = [
        (node["@type"], name)
        for node in described
        for name in REQUIRED.get(node.get("@type"), ())
        if not node.get(name)
    ]
    assert lacking == []
    assert {"author", "copyrightHolder", "creditText", "provider", "sdPublisher", "correction"} <= set(found[0][0])


def test_the_site_says_where_its_rules_are_written(client):
    data = json.loads(html.fragment_fromstring(render("{% json_ld_site %}")).text)

    rules = {name: data[name] for name in ("correctionsPolicy", "publishingPrinciples", "ethicsPolicy", "masthead")}

    assert data["correctionsPolicy"] == "http://127.0.0.1:8000/corrections/"
    assert [client.get(address.removeprefix("http://127.0.0.1:8000")).status_code for address in rules.values()] == [
        200
    ] * 4


def test_an_editor_is_a_person_who_works_for_us():
    editor = EditorFactory(name="Kilbrack desk", role="Science editor", home_url="javascript:alert(1)")

    person = json.loads(
        html.fragment_fromstring(
            Template("{% load structured %}{% json_ld_editor e %}").render(Context({"e": editor}))
        ).text
    )["mainEntity"]

    assert (person["@type"], person["name"], person["jobTitle"]) == ("Person", "Kilbrack desk", "Science editor")
    assert person["worksFor"]["@type"] == "NewsMediaOrganization"
    assert "sameAs" not in person


def test_an_article_says_what_was_corrected_the_newest_first():
    article = ArticleFactory(changed_at=datetime(2026, 3, 15, tzinfo=UTC))
    first, last = (corrections.correct(article, None, note) for note in ("It was four.", "It was five."))

    data = json_ld(article)

    assert [node["text"] for node in data["correction"]] == ["It was five.", "It was four."]
    assert data["dateModified"] == last.made_at.isoformat() > first.made_at.isoformat()
