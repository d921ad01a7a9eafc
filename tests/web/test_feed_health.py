"""What the desk shows of a feed's health, and who may lay what aside."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ingest import ledger
from ingest.admin import timeline
from ingest.admin.health import ATTEMPTS_DRAWN
from ingest.admin.timeline import Attempt, Told, draw
from ingest.known_of_feed import length
from ingest.models import Feed, Fetch, Host, Notice, Subscription
from tests.factories import NOON, SourceFactory

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


# The drawing ----------------------------------------------------------------------------------------------------------


def attempts(count, every=HOUR):
    outcomes = ("ok", "not_modified", "failed")
    return [
        Attempt(NOON - number * every, outcomes[number % 3], number % 5, 10 ** (number % 6)) for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 200])
def test_everything_is_inside_of_the_drawing(count):
    notices = [Told("Missed", NOON - 900 * DAY, None), Told("Moved", NOON - HOUR, NOON), Told("Late", NOON, None)]

    drawn = draw(attempts(count, 2 * HOUR), notices, NOON, 60)

    for bar in (*drawn.entries, *drawn.answers):
        assert timeline.LEFT <= bar.x <= drawn.width
        assert bar.y >= 0
        assert bar.height > 0
        assert bar.y + bar.height <= drawn.height
    for x, y in drawn.times:
        assert (timeline.LEFT <= x <= drawn.width, timeline.TIMES[0] <= y <= timeline.TIMES[1]) == (True, True)
    for span in drawn.notices:
        assert (span.width >= 3, span.x <= drawn.width, span.y + 10 <= drawn.height) == (True, True, True)
    assert len(drawn.dates) == timeline.DATES


def test_time_runs_from_the_left_to_the_right():
    drawn = draw([Attempt(NOON - hours * HOUR, "ok", 1, 5) for hours in (0, 5, 10)], [], NOON, 60)

    assert [bar.x for bar in drawn.answers] == [timeline.LEFT, (timeline.LEFT + timeline.WIDTH) / 2, timeline.WIDTH]


def test_outcomes_differ_by_more_than_their_colour():
    drawn = draw([Attempt(NOON, outcome, 0, 5) for outcome in ("failed", "ok", "not_modified")], [], NOON, 60)

    heights = {bar.name: bar.height for bar in drawn.answers}
    assert heights["failed"] > heights["ok"] > heights["not_modified"]


def test_what_is_older_than_asked_for_is_left_out():
    drawn = draw([Attempt(NOON - 61 * DAY, "ok", 1, 5), Attempt(NOON - DAY, "ok", 1, 5)], [], NOON, 60)

    assert drawn.count == 1
    assert draw([Attempt(NOON, "ok", 1, 5)], [Told("Gap", NOON - 9 * DAY, NOON - 8 * DAY)], NOON, 60).notices == ()


def test_the_numbers_of_each_day_stand_beside_it():
    seen = [
        Attempt(NOON, "ok", 3, 100), Attempt(NOON - HOUR, "not_modified", 0, 20), Attempt(NOON - 2 * HOUR, "ok", 4, 60),
        Attempt(NOON - DAY, "failed", 0, 0),
    ]  # fmt: skip

    days = draw(seen, [], NOON, 60).days

    assert [(day.day, day.read, day.unchanged, day.failed, day.new, day.milliseconds) for day in days] == [
        (NOON.date(), 2, 1, 0, 7, 60),
        ((NOON - DAY).date(), 0, 0, 1, 0, None),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60, "1 minute"), (2_400, "40 minutes"), (12_600, "3.5 hours"), (86_400, "24 hours"), (777_600, "9 days")],
)
def test_lengths_are_told_as_people_say_them(seconds, words):
    assert length(seconds) == words


# The form -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def feed(db):
    return ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())[0]


@pytest.fixture
def looker(db, client):
    """Somebody of the desk who may look at everything and change nothing, signed in."""
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


def form(feed):
    return reverse("admin:ingest_feed_change", args=[feed.pk])


def tried(feed, count):
    Fetch.objects.bulk_create(
        Fetch(feed=feed, started_at=timezone.now() - number * HOUR, outcome="ok", new=1, next_at=NOON, next_why="soon")
        for number in range(count)
    )


def test_the_form_draws_the_last_attempts_within_the_policy(admin_client, feed):
    tried(feed, ATTEMPTS_DRAWN + 50)
    ledger.notice(Notice.Kind.GAP, "Entries were missed.", timezone.now(), feed.pk)

    html = admin_client.get(form(feed)).content.decode()

    (drawing,) = re.findall(r'<svg class="timeline".*?</svg>', html, re.DOTALL)
    assert drawing.count('class="ok"') == ATTEMPTS_DRAWN
    assert "<title>Entries were missed</title>" in drawing
    assert not re.search(r"\bstyle=|<script|\bon\w+=", drawing)
    assert html.count('<th scope="row">') >= 8


def test_a_feed_that_was_never_asked_has_no_drawing(admin_client, feed):
    html = admin_client.get(form(feed)).content.decode()

    assert '<svg class="timeline"' not in html
    assert "Not fetched yet." in html


def test_the_form_asks_the_same_for_many_attempts_and_notices(admin_client, feed):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(form(feed))
        return len(captured)

    tried(feed, 1)
    ledger.notice(Notice.Kind.GAP, "Missed", timezone.now(), feed.pk)
    queries()
    few = queries()
    tried(feed, 100)
    for kind in (Notice.Kind.HELD, Notice.Kind.QUIET, Notice.Kind.FAILING):
        ledger.notice(kind, "Something", timezone.now(), feed.pk)

    assert queries() == few


def test_what_the_schedule_is_made_of_is_told(admin_client, feed):
    now = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(
        gap_seconds=7_200, newest_at=now, fresh_seconds=600, full_at=now, turn_at=now + DAY, next_why="every hour",
        moved_to="https://flow.example/feed", moved_since=now, gone_since=now,
        pace={"ttl": 90, "period": 3600, "skip_hours": [1, 2], "skip_days": [6], "is_expired": True},
    )  # fmt: skip
    ledger.penalize("ebb.example", now + DAY, "it answered 429", now, is_throttled=True)
    Subscription.objects.create(
        feed=feed, hub_url="https://hub.example/", topic_url=feed.url, token="t", secret="hidden-secret",
        asked_at=now, next_at=now,
    )  # fmt: skip

    html = admin_client.get(form(feed)).content.decode()

    for words in (
        "every hour", "2 hours", "10 minutes", "1.5 hours", "1, 2", "Sun", "says the feed itself", "it answered 429",
        "https://flow.example/feed", "Its turn at its host", "Asked for, not confirmed",
    ):  # fmt: skip
        assert words in html
    assert "hidden-secret" not in html


def test_hostile_words_are_text_on_the_form(admin_client, feed):
    evil = "<script>alert(1)</script>"
    Feed.objects.update(moved_to=f"https://x.example/{evil}", moved_since=NOON, next_why=evil)
    ledger.notice(Notice.Kind.FAILING, evil, timezone.now(), feed.pk)

    assert "<script>alert" not in admin_client.get(form(feed)).content.decode()


# Notices --------------------------------------------------------------------------------------------------------------


def test_what_lasts_stands_on_top_and_is_laid_aside_by_its_button(admin_client, feed):
    ledger.notice(Notice.Kind.GAP, "Entries were missed.", NOON, feed.pk)
    ledger.notice(Notice.Kind.QUIET, "Silent.", NOON, feed.pk)
    gap = Notice.objects.get(kind="gap")

    before = admin_client.get(form(feed)).content.decode()
    answer = admin_client.post(form(feed), {"_settle": gap.pk}, follow=True).content.decode()

    assert f'name="_settle" value="{gap.pk}"' in before
    assert "Laid aside." in answer
    assert f'name="_settle" value="{gap.pk}"' not in answer
    assert list(Notice.objects.filter(ended_at=None).values_list("kind", flat=True)) == ["quiet"]


def test_a_held_batch_leads_to_what_waits(admin_client, feed):
    ledger.notice(Notice.Kind.HELD, "All at once.", NOON, feed.pk)

    html = admin_client.get(form(feed)).content.decode()

    (place,) = re.findall(r'href="([^"]+)">See what waits', html)
    assert place.endswith(f"?status__exact=pending&amp;source__id__exact={feed.source_id}")
    assert admin_client.get(place.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, ""])
def test_a_notice_of_another_feed_or_of_none_is_not_laid_aside(admin_client, feed, number):
    other, _ = ledger.add_feed(SourceFactory(), "https://flow.example/feed", now=timezone.now())
    ledger.notice(Notice.Kind.GAP, "Missed", NOON, other.pk)
    theirs = Notice.objects.get()

    for given in (number, theirs.pk):
        assert admin_client.post(form(feed), {"_settle": given}).status_code == 302

    assert Notice.objects.filter(ended_at=None).count() == 1


def test_who_may_only_look_lays_nothing_aside(looker, feed):
    ledger.notice(Notice.Kind.GAP, "Missed", NOON, feed.pk)
    notice = Notice.objects.get()
    data = {"action": "lay_aside", "_selected_action": [notice.pk]}

    by_button = looker.post(form(feed), {"_settle": notice.pk})
    looker.post(reverse("admin:ingest_notice_changelist"), data)

    assert by_button.status_code == 403
    assert "_settle" not in looker.get(form(feed)).content.decode()
    assert Notice.objects.filter(ended_at=None).exists()


def test_many_are_laid_aside_in_the_list(admin_client, feed):
    for kind in (Notice.Kind.GAP, Notice.Kind.MOVED):
        ledger.notice(kind, "Something", NOON, feed.pk)
    url = reverse("admin:ingest_notice_changelist")

    data = {"action": "lay_aside", "_selected_action": list(Notice.objects.values_list("pk", flat=True))}
    answer = admin_client.post(url, data, follow=True)

    assert "2 laid aside." in answer.content.decode()
    assert not Notice.objects.filter(ended_at=None).exists()
    assert "0 notices" in admin_client.get(url + "?state=open").content.decode()


@pytest.mark.parametrize("model", ["notice", "host"])
def test_what_the_ledger_writes_is_only_to_be_read(admin_client, feed, model):
    ledger.notice(Notice.Kind.GAP, "Missed", NOON, feed.pk)
    row = {"notice": Notice, "host": Host}[model].objects.get()

    assert admin_client.get(reverse(f"admin:ingest_{model}_add")).status_code == 403
    for view in ("change", "delete"):
        url = reverse(f"admin:ingest_{model}_{view}", args=[row.pk])
        assert admin_client.post(url, {"post": "yes", "text": "x", "name": "x"}).status_code == 403


def test_a_feed_goes_with_its_notices(admin_client, feed):
    ledger.notice(Notice.Kind.GAP, "Missed", NOON, feed.pk)

    admin_client.post(reverse("admin:ingest_feed_delete", args=[feed.pk]), {"post": "yes"})

    assert not Feed.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("chosen", "names"), [("any", ["Gap"]), ("gap", ["Gap"]), ("quiet", [])])
def test_the_list_keeps_the_feeds_with_something_that_lasts(admin_client, feed, chosen, names):
    gap, _ = ledger.add_feed(SourceFactory(), "https://gap.example/feed", "Gap", now=timezone.now())
    over, _ = ledger.add_feed(SourceFactory(), "https://over.example/feed", "Over", now=timezone.now())
    for one in (gap, over):
        ledger.notice(Notice.Kind.GAP, "Missed", NOON, one.pk)
    ledger.settle(Notice.Kind.GAP, NOON, over.pk)

    html = admin_client.get(reverse("admin:ingest_feed_changelist") + f"?notice={chosen}").content.decode()

    assert re.findall(r'field-__str__"><a [^>]+>([^<]+)<', html) == names


# Hosts ----------------------------------------------------------------------------------------------------------------


def test_a_host_that_is_left_alone_is_freed_with_its_feeds(admin_client, feed):
    now = timezone.now()
    ledger.penalize("ebb.example", now + DAY, "it answered 429", now, is_throttled=True)
    Feed.objects.update(turn_at=now + DAY)
    url = reverse("admin:ingest_host_changelist")

    listed = admin_client.get(url + "?state=waiting").content.decode()
    admin_client.post(url, {"action": "free_now", "_selected_action": [feed.host_id]})

    assert "it answered 429" in listed
    assert ledger.due(timezone.now()).get() == feed
    assert len(ledger.claim(timezone.now(), 5).claims) == 1


def test_who_may_only_look_frees_no_host(looker, feed):
    ledger.penalize("ebb.example", NOON + 900 * DAY, "it answered 429", NOON, is_throttled=True)

    looker.post(reverse("admin:ingest_host_changelist"), {"action": "free_now", "_selected_action": [feed.host_id]})

    assert Host.objects.get().why == "it answered 429"
