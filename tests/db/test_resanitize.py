from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Body, Revision
from articles.sanitize import VERSION
from tests.factories import NOON, ArticleFactory

pytestmark = pytest.mark.django_db


def resanitize(*arguments: str) -> str:
    said = StringIO()
    call_command("resanitize", *arguments, stdout=said)
    return said.getvalue()


def stored(raw: str, *, version: int, html: str = "<p>old</p>", kind: str = "html") -> Body:
    article = ArticleFactory(body=None)
    return Body.objects.create(
        article=article, html=html, raw=raw, raw_kind=kind, base_url="https://a.example/", sanitizer_version=version
    )


def test_texts_of_an_older_version_are_cleaned_again_from_what_was_received(monkeypatch):
    monkeypatch.setattr("articles.management.commands.resanitize.VERSION", VERSION + 1)
    body = stored('<p onclick="x()">Tide <a href="/tables">tables</a></p>', version=VERSION)

    said = resanitize()

    body.refresh_from_db()
    assert body.html.startswith('<p>Tide <a href="https://a.example/tables" rel="nofollow')
    assert body.sanitizer_version == VERSION + 1
    assert said == f"Cleaned 1 texts with version {VERSION + 1} of the rules: 1 changed.\n"


def test_texts_of_the_present_version_are_left_alone_unless_all_are_asked_for():
    body = stored("<b>new</b>", version=VERSION)

    said = resanitize()
    body.refresh_from_db()
    untouched = body.html
    said_of_all = resanitize("--all")

    body.refresh_from_db()
    assert said.startswith("Cleaned 0 texts")
    assert untouched == "<p>old</p>"
    assert said_of_all.startswith("Cleaned 1 texts")
    assert body.html == "<b>new</b>"


def test_plain_text_stays_plain_text():
    body = stored("1 < 2 & https://tides.org/a", version=VERSION, kind="text")

    resanitize("--all")

    body.refresh_from_db()
    assert body.html.startswith('<p>1 &lt; 2 &amp; <a href="https://tides.org/a"')


def test_what_was_received_before_is_cleaned_too():
    body = stored("<p>now</p>", version=VERSION)
    revision = Revision.objects.create(
        article_id=body.article_id, number=1, replaced_at=NOON, headline="Then", html="<p style=x>then</p>",
        fingerprint=bytes(32),
    )  # fmt: skip

    resanitize("--all")

    revision.refresh_from_db()
    assert revision.html == "<p>then</p>"


def test_more_texts_than_a_batch_are_all_cleaned(monkeypatch):
    monkeypatch.setattr("articles.management.commands.resanitize.BATCH", 2)
    for number in range(5):
        stored(f"<p>{number}</p>", version=VERSION)

    said = resanitize("--all")

    assert said.startswith("Cleaned 5 texts")
    assert sorted(Body.objects.values_list("html", flat=True)) == [f"<p>{number}</p>" for number in range(5)]
