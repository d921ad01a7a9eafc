"""Where sources stand, and what that means for their feeds, for what comes of them, and for readers."""

import pytest
from django.contrib.auth.models import User

from articles import source_states
from articles.models import AuditLine, DeskEvent, Source
from articles.source_states import NEXT, NoWay
from ingest import ledger
from ingest.models import Feed
from tests.factories import NOON, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    source = SourceFactory(name="Ebb and Flow")
    for name in ("one", "two", "three"):
        ledger.add_feed(source, f"https://{name}.example/feed", name, now=NOON)
    ledger.pause(Feed.objects.filter(title="two"), "Too loud", NOON)
    Feed.objects.filter(title="three").update(state="retired")
    return source


def states():
    return dict(Feed.objects.values_list("title", "state"))


def claimed():
    return {claim.url for claim in ledger.claim(NOON, 10).claims}


def test_feeds_rest_with_their_source_and_are_polled_with_it_again(source):
    ledger.take_step(source.pk, "paused", "They asked us to", None, NOON)
    resting, polled = states(), claimed()

    ledger.take_step(source.pk, "active", "They asked us back", None, NOON)

    assert resting == {"one": "resting", "two": "paused", "three": "retired"}
    assert polled == set()
    assert states() == {"one": "active", "two": "paused", "three": "retired"}
    assert claimed() == {"https://one.example/feed"}


@pytest.mark.parametrize("state", ["active", "trial"])
def test_a_claim_knows_whether_its_source_is_on_trial(source, state):
    if state == "trial":
        ledger.take_step(source.pk, state, "New to us", None, NOON)

    (claim,) = ledger.claim(NOON, 10).claims

    assert (claim.publish, claim.is_on_trial) == (True, state == "trial")


@pytest.mark.parametrize("state", ["proposed", "paused", "closed"])
def test_a_new_feed_of_a_source_that_is_not_read_rests(state):
    source = SourceFactory(state=state)

    feed, _ = ledger.add_feed(source, "https://one.example/feed", now=NOON)
    ledger.add_feeds([ledger.NewFeed(source, "https://two.example/feed")], NOON)
    resumed = ledger.resume(Feed.objects.all(), NOON)

    assert feed.state == "resting"
    assert resumed == 0
    assert claimed() == set()


def test_each_step_says_who_took_it_when_and_why(source):
    editor = User.objects.create_user("editor")

    ledger.take_step(source.pk, "closed", "It was sold", editor, NOON)

    source.refresh_from_db()
    assert (source.state, source.state_at, source.state_by, source.state_reason) == (
        "closed", NOON, editor, "It was sold",
    )  # fmt: skip
    (line,) = AuditLine.objects.filter(model="articles.source", row=source.pk)
    assert (line.before, line.after, line.reason, line.actor) == (
        {"state": "Active"}, {"state": "Closed"}, "It was sold", editor,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (("proposed", "trial"), ["source_added"]),
        (("proposed", "active"), ["source_added"]),
        (("proposed", "closed"), []),
        (("trial", "active"), []),
        (("active", "paused", "closed"), ["source_closed"]),
        (("active", "closed", "trial"), ["source_closed", "source_reopened"]),
    ],
)
def test_readers_are_told_of_publishers_that_come_and_go(way, told):
    source = SourceFactory(state=way[0])

    for state in way[1:]:
        ledger.take_step(source.pk, state, "Because", None, NOON)

    assert list(DeskEvent.objects.order_by("pk").values_list("kind", flat=True)) == told


@pytest.mark.parametrize("state", Source.State.values)
def test_only_the_steps_that_make_sense_are_taken(state):
    refused = []

    for other in Source.State.values:
        source = SourceFactory(state=state)
        try:
            source_states.step(source, other, "Because", None, NOON)
        except NoWay:
            refused.append(other)

    assert set(refused) == set(Source.State.values) - set(NEXT[state])
    assert "proposed" in refused


def test_readers_find_in_the_directory_who_is_read(client):
    for state in Source.State.values:
        SourceFactory(name=f"The {state} gazette", slug=f"the-{state}-gazette", state=state)

    page = client.get("/sources/").content.decode()
    pages = {state: client.get(f"/source/the-{state}-gazette/").status_code for state in Source.State.values}

    assert [state for state in Source.State.values if f"The {state} gazette" in page] == ["trial", "active"]
    assert pages == {"proposed": 404, "trial": 200, "active": 200, "paused": 200, "closed": 200}
