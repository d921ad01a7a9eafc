"""The first page of the desk in a browser: what waits is one click away, and what one looks for one field."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import DailyFigure
from ingest.models import Run
from tests.browser.desk_eyes import faults
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


def fill():
    now = timezone.now()
    ArticleFactory(
        headline="Harbour wall gives way", status="pending", published_at=now - dt.timedelta(days=3),
        first_seen_at=now - dt.timedelta(days=2),
    )  # fmt: skip
    Run.objects.create(began_at=now, seconds=1.5, feeds=3, ok=2, not_modified=1, failed=0, new=4)
    for back in range(8):
        day = timezone.localdate() - dt.timedelta(days=back)
        DailyFigure.objects.bulk_create(
            DailyFigure(day=day, kind="hour", key=hour, count=5 + hour) for hour in range(24)
        )


def test_what_waits_is_one_click_away(signed_in, live_server):
    fill()
    page = signed_in
    page.reload()

    page.click("text=waits for more than a day")

    assert "Harbour wall gives way" in page.inner_text("#result_list")


def test_an_article_is_found_from_the_first_page(signed_in, live_server):
    fill()
    page = signed_in
    page.reload()

    page.fill("#find", "harbour wall")
    page.press("#find", "Enter")

    assert "Harbour wall gives way" in page.inner_text("#result_list")


def test_the_first_page_is_usable_by_everyone(signed_in, live_server):
    fill()

    found = faults(signed_in, [live_server.url + reverse("admin:index")])

    assert found == {}
    assert signed_in.locator(".volume rect").count() > 0
