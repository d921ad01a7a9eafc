"""Whatever the site answers, at every URL it has: nothing of an article that readers may not have.

The walk finds the URLs in the resolver. A new route needs an example here, or this test fails.
"""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from articles.feeds.formats import FORMATS
from articles.models import (
    Article,
    Correction,
    DeskEvent,
    Doubt,
    Link,
    Picture,
    Revision,
    Story,
    StoryEvent,
    Takedown,
    Visits,
)
from articles.models.mirrored import file_name
from articles.search import indexing
from articles.sitemaps import PART
from articles.views.most_read import PERIODS
from tests.factories import (
    NOON,
    ArticleFactory,
    BodyPictureFactory,
    EditorFactory,
    SightingFactory,
    SourceFactory,
    tell,
)

DEK = [f"qdek{number:03}" for number in range(1, 101)]
BODY = [f"qbody{number:03}" for number in range(1, 101)]
FORMER = [f"qformer{number:03}" for number in range(1, 101)]
FORMER_BODY = [f"qformerbody{number:03}" for number in range(1, 101)]
OF_HISTORY = ["qformer", "qnote", "qwrong"]
"""Of a former version and of a correction: as much as of the article, and the former version in its history alone."""

NEVER = ["qraw", "qreason", "qdoubt", "qtaker", "qevidence", "qhotlink"]
"""What no reader sees of any article: raw text, the desk's reasons, readers' doubts, who asked us to take something down, and
addresses of pictures that a browser would fetch from a third party."""

ABOUT_IT = ["qheadline", "qauthor", "qtag", "qurl", "qorigin", "qcaption", "qcredit", "qalt", "qrights", "qlicence"]
PICTURE = "qpixels"
DIGEST = "ab" * 32
INSIDE = "qinside"
DIGEST_INSIDE = "cd" * 32
OF_PICTURES = [PICTURE, DIGEST, INSIDE, DIGEST_INSIDE]
LINKED = re.compile(r"""href=(?:"|\\"|&quot;)https://[xy]\.example/qhotlink\.jpg""")
"""A plain link to a publisher's picture: no browser follows it before its reader does."""


def feeds(stem):
    return [f"{stem}feed.{form}" for form in FORMATS]


def story(article, page):
    """Return the address of a page of its story, and of the story that was merged into that one."""
    return [
        f"{article.story.get_absolute_url()}{page}",
        *(f"/story/{old.pk}-x/{page}" for old in article.story.merged.all()),
    ]


HOTLINKS = """<figure><img src="https://x.example/qhotlink-inside.jpg" alt="qalt"><figcaption>qcaption</figcaption></figure>
<img src="https://x.example/qhotlink.jpg" alt="qalt"><p><img src="https://y.example/qhotlink.jpg" alt=""></p>"""


def searches(path):
    """Ask for a word of each of its fields, and for all there is; in capitals, since a page repeats what it was asked."""
    words = ["qheadline", "qauthor", "qtag", "qorigin", DEK[0], DEK[-1], BODY[0], BODY[-1], "qedited", "nobody or qtag"]
    return [f"{path}?{asked}" for asked in (*(f"q={quote(word.upper())}" for word in words), "lang=en", "q=-neighbour")]


EXAMPLES = {
    "healthz": lambda a: ["/healthz"],
    "websub/<slug:token>/": lambda a: ["/websub/guessed/?hub.mode=subscribe&hub.challenge=qheadline"],
    "": lambda a: ["/"],
    "latest/": lambda a: ["/latest/"],
    "section/<words:slug>/": lambda a: [a.section.get_absolute_url()],
    "section/<words:slug>/latest/": lambda a: [f"{a.section.get_absolute_url()}latest/"],
    "tag/<tag:slug>/": lambda a: ["/tag/qtag/"],
    "tag/<tag:slug>/latest/": lambda a: ["/tag/qtag/latest/"],
    "tag/<tag:slug>/feed.<form:form>": lambda a: feeds("/tag/qtag/"),
    "archive/": lambda a: ["/archive/"],
    "archive/<month:first>/": lambda a: [f"/archive/{a.published_at:%Y/%m}/"],
    "archive/<day:day>/": lambda a: [f"/archive/{a.published_at:%Y/%m/%d}/"],
    "archive/<day:day>/feed.<form:form>": lambda a: feeds(f"/archive/{a.published_at:%Y/%m/%d}/"),
    **{f"most-read/{end}": lambda a, end=end: [f"/most-read/{end}"] for end in PERIODS},
    **{f"most-read/{end}feed.<form:form>": lambda a, end=end: feeds(f"/most-read/{end}") for end in PERIODS},
    "sources/": lambda a: ["/sources/"],
    "source/<words:slug>/": lambda a: [a.source.get_absolute_url()],
    "article/<int:number>-<str:slug>/": lambda a: [a.get_absolute_url(), f"/article/{a.pk}-x/"],
    "article/<int:number>-<str:slug>/history/": lambda a: [
        f"{a.get_absolute_url()}history/",
        f"{a.get_absolute_url()}history/?before=1",
        f"/article/{a.pk}-x/history/",
    ],
    "author/<words:slug>/": lambda a: [a.curator.get_absolute_url()],
    "author/<words:slug>/feed.<form:form>": lambda a: feeds(a.curator.get_absolute_url()),
    "corrections/": lambda a: ["/corrections/"],
    "corrections/feed.<form:form>": lambda a: feeds("/corrections/"),
    "changes/": lambda a: ["/changes/"],
    "changes/feed.<form:form>": lambda a: feeds("/changes/"),
    "takedown/": lambda a: ["/takedown/"],
    "takedown/<words:receipt>/": lambda a: ["/takedown/RECEIPT/"],
    "story/<int:number>-<str:slug>/": lambda a: [*story(a, ""), f"/story/{a.story.pk}-x/"],
    "story/<int:number>-<str:slug>/why/": lambda a: story(a, "why/"),
    "story/<int:number>-<str:slug>/history/": lambda a: story(a, "history/"),
    "story/<int:number>-<str:slug>/doubt/": lambda a: story(a, "doubt/"),
    "story/<int:number>-<str:slug>/doubt/received/": lambda a: story(a, "doubt/received/"),
    "story/<int:number>-<str:slug>/doubt/full/": lambda a: story(a, "doubt/full/"),
    "media/pictures/<str:folder>/<digest:digest>-<int:width>.webp": lambda a: [
        f"/media/pictures/ab/{DIGEST}-320.webp",
        f"/media/pictures/cd/{DIGEST_INSIDE}-320.webp",
    ],
    "saved/": lambda a: ["/saved/"],
    "settings/": lambda a: ["/settings/"],
    "settings/language/": lambda a: ["/settings/language/"],
    "offline/": lambda a: ["/offline/"],
    "sw.js": lambda a: ["/sw.js"],
    "manifest.webmanifest": lambda a: ["/manifest.webmanifest"],
    "metrics": lambda a: ["/metrics"],
    "status/": lambda a: ["/status/"],
    "search/": lambda a: searches("/search/"),
    "search/feed.<form:form>": lambda a: [address for path in feeds("/search/") for address in searches(path)],
    "opensearch.xml": lambda a: ["/opensearch.xml"],
    "about/": lambda a: ["/about/"],
    "about/ranking/": lambda a: ["/about/ranking/"],
    "about/privacy/": lambda a: ["/about/privacy/"],
    "about/rights/": lambda a: ["/about/rights/"],
    "feed.<form:form>": lambda a: feeds("/"),
    "latest/feed.<form:form>": lambda a: feeds("/latest/"),
    "section/<words:slug>/feed.<form:form>": lambda a: feeds(a.section.get_absolute_url()),
    "section/<words:slug>/latest/feed.<form:form>": lambda a: feeds(f"{a.section.get_absolute_url()}latest/"),
    "source/<words:slug>/feed.<form:form>": lambda a: feeds(a.source.get_absolute_url()),
    "story/<int:number>-<str:slug>/feed.<form:form>": lambda a: feeds(a.story.get_absolute_url()),
    "robots.txt": lambda a: ["/robots.txt"],
    ".well-known/tdmrep.json": lambda a: ["/.well-known/tdmrep.json"],
    "opml.xml": lambda a: ["/opml.xml"],
    "news-sitemap.xml": lambda a: ["/news-sitemap.xml"],
    "sitemap.xml": lambda a: ["/sitemap.xml"],
    "sitemap/<int:number>.xml": lambda a: ["/sitemap/0.xml", "/sitemap/1.xml"],
    "sitemap/stories-<int:number>.xml": lambda a: [f"/sitemap/stories-{(a.story_id - 1) // PART + 1}.xml"],
}
"""For each public route, as the resolver writes it, the addresses at which an article could show."""


def public_routes(patterns=None, prefix=""):
    """Yield every route of the project but the desk's, which asks who is there."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            yield route
        elif pattern.app_name != "admin":
            yield from public_routes(pattern.url_patterns, route)


def answer(path):
    """Return all that a reader gets at ``path``: status, headers and content, in one text."""
    response = Client().get(path)
    assert response.status_code in {200, 301, 404, 405, 410, 451}, path
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return LINKED.sub("", f"{response.status_code}\n{headers}\n{response.getvalue().decode()}")


def walk(article):
    """Return what every route answers: {address: text}."""
    return {path: answer(path) for route in public_routes() for path in EXAMPLES[route](article)}


def found(words, answers):
    return sorted({(word, path) for path, text in answers.items() for word in words if word in text})


@pytest.fixture
def world(settings, tmp_path):
    """Make the site with one article that has a word of its own in every field, and a plain one beside it."""
    settings.MEDIA_ROOT = str(tmp_path)

    def make(rights=None, **fields):
        source = SourceFactory(
            **{
                "full": True,
                "index_allowed": True,
                "rights_evidence": "qevidence",
                "excerpt_words": 10,
                **(rights or {}),
            }
        )
        article = ArticleFactory(
            source=source,
            **{
                "headline": "qheadline",
                "dek": " ".join(DEK),
                "authors": ["qauthor"],
                "tags": ["qtag"],
                "url": "https://x.example/qurl",
                "origin_name": "qorigin",
                "origin_url": "https://x.example/qorigin",
                "licence_name": "qlicence",
                "rights_text": "qrights",
                "image_url": "https://x.example/qhotlink.jpg",
                "image_alt": "qalt",
                "image_caption": "qcaption",
                "image_credit": "qcredit",
                "status_reason": "qreason",
                "curator": EditorFactory(),
                "body__html": f"<p>{' '.join(BODY)}</p>{HOTLINKS}",
                "body__raw": "qraw",
                **fields,
            },
        )
        Visits.objects.create(article=article, day=timezone.localdate(), count=9)
        SightingFactory(article=article, feed_url="https://x.example/feed.xml")
        SightingFactory(article=article, deliverer=SourceFactory(), feed_url="https://y.example/qurl.xml")
        _record(article)
        _mirror(article)
        _cover(article, ArticleFactory(source=source, headline="Neighbour"), ArticleFactory(headline="Elsewhere"))
        indexing.index_waiting(timezone.now())
        return article

    return make


def _record(article):
    """Give the article a past: another version, a correction, lines in the log, and somebody who wants it gone."""
    Revision.objects.create(
        article=article,
        number=1,
        replaced_at=NOON,
        headline="qformer",
        dek=" ".join(FORMER),
        html=f"<p>{' '.join(FORMER_BODY)}</p>{HOTLINKS}",
        fingerprint=b"x",
    )
    deks = {"dek_before": f"{'word ' * 10} qwrongdek", "dek_after": article.display_dek}
    heads = {"headline_before": "qwrong", "headline_after": article.display_headline}
    Correction.objects.create(article=article, editor=article.curator, made_at=NOON, note="qnote", **heads, **deks)
    for kind, reason in (("corrected", "qnote"), ("restored", "It was ours after all.")):
        DeskEvent.objects.create(kind=kind, at=NOON, article=article, source_name=article.source.name, reason=reason)
    person = {"name": "qtaker", "email": "qtaker@x.example", "statement": "qtaker"}
    Takedown.objects.create(receipt="RECEIPT", received_at=NOON, urls="/qtaker/", right="person", **person)


def _cover(article, neighbour, elsewhere):
    """Put the three into a story that has seen everything: a merge, a copy, a move, an editor's word, a reader's doubt."""
    copy = ArticleFactory(source=article.source, headline="Reprint")
    merged = tell(article, neighbour, elsewhere, copy, copies={copy: article})
    Story.objects.create(made_at=NOON, merged_into=merged)
    other = tell(ArticleFactory(headline="Apart"))
    moves = {str(article.pk): [other.pk, merged.pk]}
    event = StoryEvent.objects.create(story=merged, other=other, kind="moved", at=NOON, moves=moves, reason="qreason")
    one, two = sorted([article.pk, other.lead_id])
    Link.objects.create(one_id=one, other_id=two, kind="cannot", event=event)
    Doubt.objects.create(story=merged, article=article, text="qdoubt", made_at=NOON)
    DeskEvent.objects.create(kind="merged", at=NOON, story=merged, other_story=other, reason="")


def _mirror(article):
    """Give the article a picture of our own."""
    default_storage.save(file_name(DIGEST, 320), ContentFile(PICTURE.encode()))
    Picture.objects.create(
        article=article,
        source_url=article.image_url,
        tried_at=NOON,
        digest=DIGEST,
        widths=[320],
        width=320,
        height=200,
        colour="#808080",
    )
    default_storage.save(file_name(DIGEST_INSIDE, 320), ContentFile(INSIDE.encode()))
    address = "https://x.example/qhotlink-inside.jpg"
    BodyPictureFactory(article=article, source_url=address, digest=DIGEST_INSIDE, widths=[320], width=320, height=200)


def test_every_public_route_has_an_example():
    assert set(public_routes()) == set(EXAMPLES)


def test_the_desk_alone_is_left_out():
    left_out = {str(p.pattern) for p in get_resolver().url_patterns if getattr(p, "app_name", None) == "admin"}

    assert left_out == {site_settings.ADMIN_PATH}


@pytest.mark.django_db
def test_the_walk_finds_every_word_of_an_article_that_may_be_shown_whole(world):
    answers = walk(world())

    missing = {word for word in [*ABOUT_IT, *DEK, *BODY] if not found([word], answers)}

    assert missing <= {"qrights"}
    assert any("Neighbour" in text for text in answers.values())
    assert found([PICTURE], answers) == [(PICTURE, f"/media/pictures/ab/{DIGEST}-320.webp")]
    assert found([INSIDE], answers) == [(INSIDE, f"/media/pictures/cd/{DIGEST_INSIDE}-320.webp")]
    assert len(found([DIGEST_INSIDE], answers)) > 3, "in the page and in feeds"
    assert not found(NEVER, answers)


@pytest.mark.django_db
def test_a_former_version_stands_in_the_history_and_nowhere_else(world):
    article = world()
    history = f"{article.get_absolute_url()}history/"

    answers = walk(article)

    assert {path for _, path in found(["qformer"], answers)} == {history, f"{history}?before=1"}
    assert found([FORMER[-1]], answers)
    assert found([FORMER_BODY[0]], answers)
    assert found(["qwrong"], answers) == [("qwrong", history)]
    assert {"/corrections/", "/corrections/feed.atom", article.get_absolute_url(), "/latest/feed.json"} <= {
        path for _, path in found(["qnote"], answers)
    }


HOUR = dt.timedelta(hours=1)
HIDDEN = {
    **{status.value: {"status": status} for status in Article.Status if status != Article.Status.PUBLISHED},
    "withdrawn by order": {"status": Article.Status.WITHDRAWN, "legal_order": True},
    "scheduled": {"visible_from": dt.datetime.now(tz=dt.UTC) + HOUR},
    "expired": {"visible_until": dt.datetime.now(tz=dt.UTC) - HOUR},
}
"""All the ways in which an article may be ours and not be shown."""


@pytest.mark.django_db
@pytest.mark.parametrize("fields", HIDDEN.values(), ids=HIDDEN)
def test_nothing_of_an_article_that_is_not_shown_is_anywhere(world, fields):
    article = world(**fields)

    answers = walk(article)

    assert not found([*ABOUT_IT, *DEK, *BODY, *OF_HISTORY, *NEVER, *OF_PICTURES], answers)


@pytest.mark.django_db
def test_of_a_headline_only_source_there_is_a_headline_and_no_text(world):
    answers = walk(world({"rights_mode": "headline", "images_allowed": False}))

    assert found(["qheadline"], answers)
    assert found(["qformer"], answers)
    assert not found([*DEK, *BODY, *FORMER, *FORMER_BODY, "qwrongdek", *NEVER, *OF_PICTURES, "qcaption"], answers)
    assert not found(["qalt"], answers)


@pytest.mark.django_db
def test_of_an_excerpt_there_are_no_more_words_than_granted(world):
    answers = walk(world({"rights_mode": "excerpt", "images_allowed": False}))

    assert found(DEK[:10], answers)
    assert found(FORMER[:10], answers)
    assert not found([*DEK[10:], *BODY, *NEVER, *OF_PICTURES], answers)
    assert not found([*FORMER[10:], *FORMER_BODY, "qwrongdek"], answers)


@pytest.mark.django_db
def test_of_a_full_source_an_article_of_which_the_desk_shows_an_excerpt_is_no_more_than_that(world):
    answers = walk(world(excerpt_only=True))
    pages = {path: text for path, text in answers.items() if not path.startswith("/media/")}

    assert found(DEK[:10], answers)
    assert found(FORMER[:10], answers)
    assert not found([*DEK[10:], *BODY, *NEVER, *FORMER[10:], *FORMER_BODY, "qwrongdek"], answers)
    assert not found([DIGEST_INSIDE], pages)


@pytest.mark.django_db
def test_the_tags_of_a_rule_stand_beside_the_publishers_and_are_found(world):
    article = world(rule_tags=["qruled"], tag_slugs=["qtag", "qruled"])

    answers = {path: answer(path) for path in (article.get_absolute_url(), "/tag/qruled/latest/", "/search/?q=QRULED")}

    assert [path for path, text in answers.items() if "qheadline" in text] == list(answers)


@pytest.mark.django_db
def test_of_an_excerpt_without_dek_there_is_the_beginning_of_the_body(world):
    answers = walk(world({"rights_mode": "excerpt", "images_allowed": False}, dek=""))

    assert found(BODY[:10], answers)
    assert not found([*BODY[10:], *NEVER, *OF_PICTURES], answers)


@pytest.mark.django_db
@pytest.mark.parametrize(("granted", "left"), [(10, 10), (300, 60)])
def test_of_an_expired_grant_there_is_an_excerpt_and_no_picture(world, granted, left):
    yesterday = dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=2)
    article = world({"rights_until": yesterday, "excerpt_words": granted})

    answers = walk(article)

    assert found(DEK[:left], answers)
    assert not found([*DEK[left:], *BODY, *NEVER, *OF_PICTURES, "CC BY 4.0"], answers)
    assert found(FORMER[:left], answers)
    assert not found([*FORMER[left:], *FORMER_BODY], answers)
    assert article.get_absolute_url() not in answers["/sitemap.xml"]
    assert "noindex" in answers[article.get_absolute_url()]


@pytest.mark.django_db
def test_an_editors_words_are_no_way_around_the_rights(world):
    answers = walk(world({"rights_mode": "headline"}, edited_headline="qedited", edited_dek="qedited-dek"))

    assert found(["qedited"], answers)
    assert not found(["qedited-dek"], answers)
    assert {path.rpartition("/")[0].rpartition("/")[2] for _, path in found(["qheadline"], answers)} == {"history"}
