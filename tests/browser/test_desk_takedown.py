"""A notice of takedown in a browser, from the public form to the answer."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import takedowns
from articles.digest import sha256
from articles.models import Takedown, Tombstone
from tests.browser.desk_eyes import faults
from tests.factories import NOON, ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3


def test_from_the_public_form_to_the_answer(signed_in, live_server, settings, monkeypatch):
    settings.SITE_HOST = "localhost"
    monkeypatch.setattr(takedowns, "FASTEST", dt.timedelta())
    page, article = signed_in, ArticleFactory(headline="Harbour wall gives way")
    page.goto(live_server.url + "/takedown/")
    page.fill("#urls", article.get_absolute_url())
    page.check("[value=error]")
    page.fill("#statement", "It was the other wall.")
    page.fill("#name", "Port of Kilbrack")
    page.fill("#email", "port@kilbrack.example")
    page.check("[name=is_true]")
    page.click("text=Send to the editors")
    receipt, address = page.inner_text("h1"), page.url

    page.goto(live_server.url + reverse("admin:index"))
    page.click("text=notice of takedown waits")
    page.click(f"text={receipt}")
    page.click("text=I look after it")
    assert "You look after this notice now." in page.inner_text(".messagelist")
    page.click("text=Withdraw these and close as granted")
    assert page.inner_text("#answer-wrong") == "Say what you decided, and why."
    page.fill("#id_answer", "You are right: it is withdrawn.")
    page.click("text=Withdraw these and close as granted")

    assert "1 withdrawn" in page.inner_text(".messagelist")
    steps = page.locator("#steps + ol li b").all_inner_texts()
    assert steps[:3] == ["Received", "Taken on", "Granted"]
    assert page.goto(live_server.url + article.get_absolute_url()).status == 410
    page.goto(address)
    assert "We have taken down what you asked for." in page.inner_text("article")
    assert Takedown.objects.get().answer == "You are right: it is withdrawn."


def test_a_tombstone_is_forgotten_with_a_reason(signed_in, live_server):
    page = signed_in
    Tombstone.objects.create(
        source=SourceFactory(name="Ebb"), digest=sha256("x"), headline="Low water", reason="Twice here.", made_at=NOON
    )
    page.goto(live_server.url + reverse("admin:articles_tombstone_changelist"))

    page.check(".action-select")
    page.select_option("[name=action]", "forget")
    page.click("#changelist .actions button")
    assert faults_here(page) == []
    page.fill("#id_reason", "It was the right one.")
    page.click("text=Forget 1")

    assert "1 forgotten." in page.inner_text(".messagelist")
    assert not Tombstone.objects.exists()


def faults_here(page):
    from tests.browser.accessibility import problems

    return problems(page)


def test_the_screens_are_usable_by_everyone(signed_in, live_server, admin_user):
    article = ArticleFactory(headline=LONG, language="de")
    said = {"name": LONG[:100], "email": "p@port.example", "urls": f"{article.get_absolute_url()}\n/{LONG}",
            "right": "person", "statement": f"{LONG} {LONG}\nNo."}  # fmt: skip
    late = takedowns.receive(said, timezone.now() - dt.timedelta(days=9))
    closed = takedowns.receive(said, timezone.now())
    takedowns.refuse(closed, takedowns.Answer(LONG, admin_user, timezone.now()))
    Tombstone.objects.create(
        source=SourceFactory(name="Ebb"), digest=sha256("x"), headline=LONG, reason=LONG[:200], made_at=NOON
    )
    places = [
        ("articles_takedown_changelist",), ("articles_takedown_change", late.pk),
        ("articles_takedown_change", closed.pk), ("articles_tombstone_changelist",),
        ("articles_correction_changelist",), ("articles_doubt_changelist",),
    ]  # fmt: skip

    found = faults(signed_in, [live_server.url + reverse(f"admin:{name}", args=args) for name, *args in places])

    assert found == {}
