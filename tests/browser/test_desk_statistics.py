"""The statistics in a browser: an editor sees how the days went, and takes the numbers along."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import figures
from articles.models import Visits
from tests.browser.desk_eyes import faults
from tests.factories import ArticleFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3


def fill():
    now = timezone.now()
    for number in range(40):
        seen = now - dt.timedelta(days=number)
        article = ArticleFactory(
            headline=f"{LONG} {number}", source=SourceFactory(name=f"{LONG[:80]} {number}" if number < 2 else "Ebb"),
            section=SectionFactory() if number < 3 else None, first_seen_at=seen,
            published_at=seen - dt.timedelta(minutes=number),
        )  # fmt: skip
        Visits.objects.create(article=article, day=timezone.localdate(), count=number + 1)
    tell(article)
    figures.count(now)


def test_an_editor_reads_a_week_and_takes_its_numbers_along(signed_in, live_server):
    fill()
    page = signed_in
    page.goto(live_server.url + reverse("admin:index"))

    page.click("a:text-is('Statistics')")
    page.click(".range a:text-is('7 days')")
    days = page.locator("section[aria-labelledby=days] tbody tr")
    expect(days).to_have_count(7)
    assert days.first.locator("td.number").first.inner_text() == "1"
    with page.expect_download() as download:
        page.click("section[aria-labelledby=sources] p a")

    text = download.value.path().read_text("utf-8")
    assert text.splitlines()[0] == "Publisher,Articles,% within an hour"
    assert len(text.splitlines()) == 8


def test_the_statistics_are_usable_by_everyone(signed_in, live_server):
    fill()
    address = live_server.url + reverse("admin:statistics")

    found = faults(signed_in, [address, f"{address}?since=2026-01-01"])

    assert found == {}
