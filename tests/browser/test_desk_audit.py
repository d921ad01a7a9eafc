"""The audit in a browser: an editor finds who changed what, from what to what, and why."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import audit
from tests.browser.desk_eyes import faults
from tests.factories import NOON, ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 4


def fill(actor):
    article, section = ArticleFactory(headline="Harbour wall gives way"), SectionFactory(name="World")
    audit.record(
        "edited",
        [audit.Change(article, {"headline": LONG, "dek": ""}, {"headline": "Calm", "dek": "A word."})],
        actor=actor,
        reason="The wall stands. " + LONG,
        now=NOON,
    )
    audit.record("changed", [audit.Change(section, {"weight": 0}, {"weight": 2})], actor=None, now=NOON)
    return article, section


def test_an_editor_finds_what_was_done_to_an_article_and_why(signed_in, live_server, admin_user):
    page, (article, _) = signed_in, fill(admin_user)
    page.goto(live_server.url + reverse("admin:index"))

    page.click("text=Every change")
    page.fill("#searchbar", live_server.url + article.get_absolute_url())
    page.press("#searchbar", "Enter")

    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    assert "Edited article" in rows.first.inner_text()
    assert set(rows.first.locator("ins").all_inner_texts()) == {"Calm", "A word."}
    assert "The wall stands." in rows.first.inner_text()
    rows.first.locator(".field-done a").click()
    assert f"/article/{article.pk}/change/" in page.url


def test_the_history_of_a_section_has_its_changes(signed_in, live_server, admin_user):
    page, (_, section) = signed_in, fill(admin_user)

    page.goto(live_server.url + reverse("admin:articles_section_history", args=[section.pk]))

    assert page.locator(".audit tbody tr").all_inner_texts()[0].split("\t")[1:3] == ["the site", "Changed"]


def test_the_audit_is_usable_by_everyone(signed_in, live_server, admin_user):
    article, section = fill(admin_user)
    line = audit.history(article).get()
    places = [
        ("articles_auditline_changelist",), ("articles_auditline_change", line.pk),
        ("articles_section_history", section.pk),
    ]  # fmt: skip

    found = faults(signed_in, [live_server.url + reverse(f"admin:{name}", args=args) for name, *args in places])

    assert found == {}
