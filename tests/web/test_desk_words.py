"""The desk says of what is not usual that it is not: no link to a page that is not there, no time that never comes."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import Source
from ingest import ledger
from ingest.known_of_feed import facts, length
from ingest.models import Feed
from tests.factories import NOON, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", Source.State.values)
def test_the_form_of_a_source_leads_to_its_page_only_where_there_is_one(admin_client, client, state):
    source = SourceFactory(state=state)

    html = admin_client.get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()

    has_page = client.get(source.get_absolute_url()).status_code == 200
    assert has_page is (state != "proposed")
    assert ("viewsitelink" in html) is has_page


@pytest.mark.parametrize(
    ("state", "is_told"), [("proposed", False), ("trial", True), ("active", True), ("paused", False)]
)
def test_only_where_readers_are_told_of_closing_does_the_form_say_so(admin_client, client, state, is_told):
    source = SourceFactory(state=state)
    address = reverse("admin:articles_source_change", args=[source.pk])

    html = admin_client.get(address).content.decode()
    admin_client.post(address, {"_step": "closed", "reason": "It was sold to a bank."})

    source.refresh_from_db()
    assert source.state == "closed"
    assert ("It was sold to a bank." in client.get("/changes/").content.decode()) is is_told
    assert ("which readers see in the log of changes" in html) is is_told
    assert "readers are told" not in html


def test_the_list_of_sources_says_that_what_is_on_trial_waits(admin_client):
    SourceFactory(state="trial", publishing="automatic")

    html = admin_client.get(reverse("admin:articles_source_changelist")).content.decode()

    row = html[html.index('id="result_list"') :]
    assert "Hold for an editor" in strip_tags(row[: row.index("</table>")])


def test_a_feed_that_is_paused_has_no_next_poll():
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=NOON)
    before = dict(facts(feed, NOON, lambda moment: f"{moment:%H:%M}"))
    ledger.pause(Feed.objects.all(), "the pier is rebuilt", timezone.now())
    feed.refresh_from_db()

    after = dict(facts(feed, NOON, lambda moment: f"{moment:%H:%M}"))

    assert before["Next poll"].startswith("12:00")
    assert after["Next poll"] == "not polled, the pier is rebuilt"


def test_lengths_are_said_as_people_say_them():
    assert [length(seconds) for seconds in (60, 120, 2 * 3_600)] == ["1 minute", "2 minutes", "2 hours"]
