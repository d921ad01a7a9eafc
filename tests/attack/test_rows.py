"""Hostile rows: whatever stands in a column of text, no page, screen, feed, table or mail lets it out as anything but text."""

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from articles import context
from articles.models import Takedown
from ingest import ledger, mails, takedown_mails
from ingest.models import Feed, Notice
from tests.attack import browser, judging, pages, papers, rows, site
from tests.web.test_visible import world  # noqa: F401  The fixture.

pytestmark = pytest.mark.django_db
HONEST = "The quay was closed:\nnobody\n\nsaid why."


def read(made, best, extent):
    """Return every page, with the rows as they are now."""
    cache.clear()
    context.read_frame.cache_clear()
    best.refresh_from_db()
    return {
        **pages.of_readers(best, [], extent.examples, 4),
        **pages.of_desk(made, [best], extent.filters),
    }


def test_hostile_rows_are_text_on_every_page_and_screen_and_in_every_feed_and_table(
    chromium,
    world,  # noqa: F811  The fixture.
    extent,
    tally,
):
    made, best = site.rows(), world()
    pages.administrator()
    rows.poison(HONEST)
    honest = browser.look(chromium, read(made, best, extent), is_bound=False)

    found = {}
    for vector in extent.breakers:
        taken = rows.poison(vector)
        found[vector] = judging.judged(chromium, read(made, best, extent), honest, tally, extent.bound)

    assert judging.told(found) == ""
    assert len(taken) > 90
    tally.update(vectors=len(extent.breakers), fields=len(taken))


def test_hostile_rows_are_single_lines_in_the_heads_of_mails_and_text_in_the_mails(settings, extent, tally):
    settings.MAIL_FROM, settings.OPERATORS = "desk@example.org", ["tides@example.org"]
    site.rows()
    now = timezone.now()
    found = {}
    for vector in extent.breakers:
        feed = Feed.objects.get()
        ledger.notice(Notice.Kind.GAP, "Entries were missed.", now, feed.pk)
        said = {"name": "A port", "urls": "/x/", "right": "error", "statement": "No."}
        for _ in range(2):
            Takedown.objects.create(
                receipt=f"AB{Takedown.objects.count()}", received_at=now, email="a@port.example", **said
            )
        taken = rows.poison(vector)
        settings.SITE_NAME = vector.replace("\x00", "")
        Takedown.objects.update(
            email="a@port.example", closed_at=now, status="refused", answer=vector.replace("\x00", "")
        )
        Takedown.objects.filter(pk=Takedown.objects.first().pk).update(
            closed_at=None, status="open", desk_mailed_at=None
        )
        Notice.objects.update(mailed_at=None, began_at=now - dt.timedelta(hours=1), ended_at=None)
        mail.outbox.clear()

        mails.send_digest(now)
        takedown_mails.send(now)

        sent = [message.message().as_bytes() for message in mail.outbox]
        found[vector] = [
            line for each in sent for line in papers.of_mail(each, ["tides@example.org", "a@port.example"])
        ]
        assert len(sent) >= 3
        tally["pages"] += len(sent)

    assert judging.told(found) == ""
    tally.update(vectors=len(extent.breakers), fields=len(taken))
