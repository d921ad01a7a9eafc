import datetime as dt
from dataclasses import replace

import pytest

from articles import known, publishers, standing, store
from articles.decision import Verdict
from articles.dedupe import decide
from articles.entry import Delivery
from articles.identity import identify
from articles.models import Article, IdentityKey, Sighting, Tombstone
from tests.entries import clean_entry
from tests.factories import EditorFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def deliver(source, *entries, at=NOON, feed=7, publish=True, section=None):
    """Let a feed of the source hand over these entries, as the pipeline does; return the verdicts."""
    section_id = section.id if section else None
    delivery = Delivery(source.id, feed, f"https://{source.slug}.example/feed", section_id, publish=publish, now=at)
    identities = identify(entries, feed)
    stored = known.read(source.id, identities)
    decisions = decide(entries, identities, stored, delivery)
    store.save(delivery, decisions, stored)
    return [decision.verdict for decision in decisions]


@pytest.fixture
def source():
    return SourceFactory()


def test_a_new_entry_becomes_an_article_with_body_keys_and_sighting(source):
    section = SectionFactory()

    assert deliver(source, clean_entry(authors=("Coast desk",)), section=section) == [Verdict.NEW]

    article = Article.objects.visible().get()
    assert article.headline == "The tide comes in"
    assert article.authors == ["Coast desk"]
    assert article.section == section
    assert article.body.html == "<p>Water rose by two metres.</p>"
    assert Sighting.objects.get().article == article
    assert IdentityKey.objects.filter(article=article).count() == 2


def test_the_same_document_again_writes_nothing(source, django_assert_num_queries):
    entries = [clean_entry(guid=f"g{n}", url=f"https://tides.example/{n}") for n in range(30)]
    deliver(source, *entries)

    with django_assert_num_queries(3):
        verdicts = deliver(source, *entries, at=NOON + HOUR)

    assert set(verdicts) == {Verdict.SAME}
    assert Article.objects.count() == 30


def test_a_held_source_waits_for_an_editor(source):
    deliver(source, clean_entry(), publish=False)

    assert Article.objects.get().status == "pending"
    assert not Article.objects.visible().exists()


def test_a_change_updates_the_article_and_keeps_what_was_received_before(source):
    deliver(source, clean_entry())

    changed = clean_entry(headline="The tide goes out", body="<p>Water fell.</p>")
    assert deliver(source, changed, at=NOON + HOUR) == [Verdict.CHANGED]

    article = Article.objects.get()
    assert (article.headline, article.body.html) == ("The tide goes out", "<p>Water fell.</p>")
    assert (article.changed_at, article.revision_count) == (NOON + HOUR, 1)
    revision = article.revisions.get()
    assert (revision.number, revision.headline) == (1, "The tide comes in")
    assert revision.html == "<p>Water rose by two metres.</p>"


def test_what_an_editor_wrote_and_decided_survives_every_refresh(source):
    deliver(source, clean_entry())
    ours = SectionFactory()
    standing.move(Article.objects.all(), ours)
    Article.objects.update(edited_headline="Water, as ever", edited_dek="Ours.")

    deliver(source, clean_entry(headline="SHOCK TIDE", dek="You will not believe it."), at=NOON + HOUR)

    article = Article.objects.get()
    assert (article.display_headline, article.display_dek) == ("Water, as ever", "Ours.")
    assert article.headline == "SHOCK TIDE"
    assert article.section == ours


@pytest.mark.parametrize("act", [standing.reject, standing.withdraw])
def test_what_was_rejected_or_withdrawn_never_comes_back(source, act):
    deliver(source, clean_entry())
    act(Article.objects.all(), "not true")

    deliver(source, clean_entry(headline="The tide, again"), at=NOON + HOUR)

    assert Article.objects.count() == 1
    assert not Article.objects.visible().exists()


def test_what_was_removed_leaves_tombstones_and_never_comes_back(source):
    deliver(source, clean_entry())

    assert standing.remove(Article.objects.all(), "a test page", NOON) == 1
    verdicts = deliver(source, clean_entry(headline="Otherwise the same"), at=NOON + HOUR)

    assert verdicts == [Verdict.BURIED]
    assert not Article.objects.exists()
    assert Tombstone.objects.count() == 2


def test_two_sources_may_use_one_guid_without_touching_each_other(source):
    other = SourceFactory()
    deliver(source, clean_entry(guid="1", url="https://tides.example/1"))

    deliver(other, clean_entry(guid="1", url="https://other.example/1", headline="Mine now"), feed=8)

    assert set(Article.objects.values_list("headline", flat=True)) == {"The tide comes in", "Mine now"}


def test_one_url_in_two_sources_is_one_article_with_two_sightings(source):
    aggregator = SourceFactory()
    deliver(source, clean_entry())

    verdicts = deliver(aggregator, clean_entry(guid="x", headline="Tide: what we know"), feed=8, at=NOON + HOUR)

    article = Article.objects.get()
    assert verdicts == [Verdict.SEEN]
    assert article.headline == "The tide comes in"
    assert set(article.sightings.values_list("deliverer", flat=True)) == {source.id, aggregator.id}


def test_the_publisher_takes_over_what_an_aggregator_brought_first(source):
    aggregator = SourceFactory()
    own = clean_entry(url=f"https://{source.slug}.example/1")
    deliver(aggregator, replace(own, guid="x", headline="Tide: what we know"), feed=8)

    assert deliver(source, own, at=NOON + HOUR) == [Verdict.ADOPTED]
    assert deliver(source, own, at=NOON + 2 * HOUR) == [Verdict.SAME]

    article = Article.objects.get()
    assert (article.source, article.headline) == (source, "The tide comes in")


def test_what_others_said_under_a_publishers_address_never_stands_in_its_history(source):
    thief = SourceFactory()
    own = clean_entry(url=f"https://{source.slug}.example/1")
    deliver(thief, replace(own, guid="x", headline="We invent"), feed=8)
    deliver(thief, replace(own, guid="x", headline="We invent more"), feed=8, at=NOON + HOUR)

    deliver(source, own, at=NOON + 2 * HOUR)
    deliver(source, replace(own, headline="The tide goes out"), at=NOON + 3 * HOUR)

    article = Article.objects.get()
    assert [former.headline for former in article.revisions.all()] == ["The tide comes in"]
    assert article.revision_count == 1


def test_what_was_deleted_comes_back_by_no_other_source(source):
    thief = SourceFactory()
    own = clean_entry(url=f"https://{source.slug}.example/1")
    deliver(source, own)
    standing.remove(Article.objects.all(), "Of no use.", NOON)

    verdicts = deliver(thief, replace(own, guid="x", headline="We have it still"), feed=8, at=NOON + HOUR)

    assert verdicts == [Verdict.BURIED]


def test_a_copy_that_was_deleted_keeps_nobody_from_their_own_piece(source):
    thief = SourceFactory()
    own = clean_entry(url=f"https://{source.slug}.example/1")
    deliver(thief, replace(own, guid="x", headline="We had it first"), feed=8)
    standing.remove(Article.objects.all(), "A copy.", NOON)

    assert deliver(source, own, at=NOON + HOUR) == [Verdict.NEW]


def test_two_feeds_of_one_source_share_the_article(source):
    deliver(source, clean_entry(), feed=7)
    deliver(source, clean_entry(), feed=8)

    assert Article.objects.get().sightings.count() == 2


def test_a_date_in_the_future_becomes_now_and_never_moves_later(source):
    deliver(source, clean_entry(published=NOON + 5 * HOUR))
    deliver(source, clean_entry(published=NOON + 3 * HOUR, headline="Later"), at=NOON + 6 * HOUR)

    assert Article.objects.get().published_at == NOON


def test_an_entry_without_a_date_was_published_when_first_seen(source):
    deliver(source, clean_entry(published=None))

    assert Article.objects.get().published_at == NOON


def test_a_new_guid_for_a_known_link_is_the_same_article_under_both_names(source):
    deliver(source, clean_entry(guid="", url="https://tides.example/1"))
    deliver(source, clean_entry(guid="new", url="https://tides.example/1"), at=NOON + HOUR)
    verdicts = deliver(source, clean_entry(guid="new", url="https://tides.example/moved"), at=NOON + 2 * HOUR)

    assert verdicts == [Verdict.CHANGED]
    assert Article.objects.count() == 1


def test_publishing_names_the_curator(source):
    deliver(source, clean_entry(), publish=False)
    editor = EditorFactory()

    assert standing.publish(Article.objects.all(), editor) == 1

    assert Article.objects.visible().get().curator == editor


def test_a_section_and_a_source_are_made_once():
    assert publishers.ensure_section("World") == publishers.ensure_section(" world ")
    first = publishers.ensure_source(name="Tides", home_url="https://tides.example/")
    assert publishers.ensure_source(name="Tides", home_url="https://tides.example/") == first
    assert publishers.ensure_source(name="Tides", home_url="https://ebb.example/").slug == "tides-2"
    assert publishers.ensure_source(name="مدّ وجزر").slug == "مد-وجزر"


def test_a_link_that_moves_to_another_entry_stays_with_its_article(source):
    deliver(source, clean_entry(guid="a", url="https://tides.example/1", headline="A"))

    moved = clean_entry(guid="a", url="https://tides.example/new", headline="A")
    heir = clean_entry(guid="b", url="https://tides.example/1", headline="B")
    assert deliver(source, moved, heir, at=NOON + HOUR) == [Verdict.CHANGED, Verdict.NEW]
    assert deliver(source, moved, heir, at=NOON + 2 * HOUR) == [Verdict.SAME, Verdict.SAME]

    assert Article.objects.count() == 2
