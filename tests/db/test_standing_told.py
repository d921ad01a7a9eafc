"""What the desk does to articles, stories and sources is told where it happens, and nothing that readers never knew of."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import corrections, publishers, standing
from articles.models import Article, DeskEvent, Story
from articles.stories import orders
from articles.stories.undoing import undo
from ingest import ledger
from tests.factories import NOON, ArticleFactory, EditorFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db


def everything():
    return Article.objects.all()


def told():
    return [(event.kind, event.reason) for event in DeskEvent.objects.order_by("id")]


def test_withdrawing_is_told_with_the_reason_that_was_given(admin_user):
    article = ArticleFactory()

    standing.withdraw(everything(), "It was twice here.", admin_user)

    event = DeskEvent.objects.get()
    assert (event.kind, event.reason, event.actor) == ("withdrawn", "It was twice here.", admin_user)
    assert (event.article, event.source, event.source_name) == (article, article.source, article.source.name)
    assert event.published_at == article.published_at


def test_a_legal_order_is_told_as_one_and_stands_in_the_article():
    ArticleFactory()

    standing.withdraw(everything(), "The court of Kilbrack ordered it.", legal=True)

    assert told() == [("legal", "The court of Kilbrack ordered it.")]
    assert (Article.objects.get().status, Article.objects.get().legal_order) == ("withdrawn", True)


def test_what_is_withdrawn_already_may_still_come_under_an_order():
    ArticleFactory()
    standing.withdraw(everything(), "It was twice here.")

    assert standing.withdraw(everything(), "Ordered.", legal=True) == 1
    assert standing.withdraw(everything(), "Ordered.", legal=True) == 0
    assert standing.withdraw(everything(), "Again.") == 0

    assert told() == [("withdrawn", "It was twice here."), ("legal", "Ordered.")]


def test_to_publish_it_again_ends_the_order_and_is_told():
    editor = EditorFactory()
    ArticleFactory()
    standing.withdraw(everything(), "Ordered.", legal=True)

    standing.publish(everything(), editor)

    article, event = Article.objects.get(), DeskEvent.objects.latest("id")
    assert (article.status, article.legal_order) == ("published", False)
    assert (event.kind, event.actor) == ("restored", editor.user)


@pytest.mark.parametrize("hidden", [{"pending": True}, {"visible_from": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}])
def test_of_what_readers_never_knew_nothing_is_told(hidden):
    ArticleFactory(**hidden)

    standing.withdraw(everything(), "Not for us.")
    standing.reject(everything(), "Not for us.")

    assert told() == []


def test_publishing_what_waited_is_no_news():
    ArticleFactory(pending=True)

    standing.publish(everything(), None)

    assert told() == []


def test_rejecting_what_was_public_is_a_withdrawal():
    ArticleFactory()

    standing.reject(everything(), "An advertisement.")

    assert told() == [("withdrawn", "An advertisement.")]


def test_what_its_publisher_deleted_is_told_as_that():
    article = ArticleFactory()
    article.keys.create(source=article.source, digest=b"k" * 32)

    standing.take_back(article.source_id, {b"k" * 32: None})

    assert told() == [("taken_back", "")]


def test_deleting_is_told_where_somebody_ordered_it_and_pruning_is_not(admin_user):
    kept_no_longer, deleted = ArticleFactory(), ArticleFactory()

    standing.remove(everything().filter(pk=kept_no_longer.pk), "Pruned.", NOON)
    standing.remove(everything().filter(pk=deleted.pk), "deleted by admin", NOON, admin_user)

    event = DeskEvent.objects.get()
    assert (event.kind, event.reason, event.article) == ("removed", "", None)
    assert (event.source_name, event.published_at) == (deleted.source.name, deleted.published_at)


def test_an_editors_merge_split_and_undoing_are_told(admin_user):
    kept, gone = tell(ArticleFactory(), ArticleFactory()), tell(ArticleFactory())
    article = kept.articles.exclude(pk=kept.lead_id).get()

    merged = orders.merge(kept, gone, admin_user, timezone.now(), "One flood, two headlines.")
    undo(merged, admin_user, timezone.now())
    orders.split(Story.objects.get(pk=kept.pk), [article], admin_user, timezone.now())

    assert told() == [("merged", "One flood, two headlines."), ("undone", ""), ("split", "")]
    first = DeskEvent.objects.earliest("id")
    assert (first.story, first.other_story, first.actor) == (kept, gone, admin_user)


def test_what_the_site_merges_by_itself_is_in_the_stories_histories_alone():
    orders.merge(tell(ArticleFactory()), tell(ArticleFactory()), None, timezone.now())

    assert told() == []


def test_new_sources_are_told():
    publishers.ensure_source(name="Quay Times", home_url="https://quay.example/")
    publishers.ensure_source(name="Quay Times", home_url="https://quay.example/")

    event = DeskEvent.objects.get()
    assert (event.kind, event.source_name, event.is_sample) == ("source_added", "Quay Times", False)


def test_a_source_is_closed_with_its_last_feed_and_open_again_with_its_first():
    source = SourceFactory()
    feeds = [ledger.add_feed(source, f"https://quay.example/{n}.xml", now=NOON)[0] for n in range(2)]
    both = type(feeds[0]).objects.all()

    ledger.pause(both.filter(pk=feeds[0].pk), "paused", NOON)
    assert told() == []

    ledger.pause(both, "paused", NOON)
    ledger.pause(both, "paused", NOON)
    ledger.resume(both, NOON)
    ledger.resume(both, NOON)

    assert told() == [("source_closed", ""), ("source_reopened", "")]


def test_a_publisher_that_ends_its_feed_is_closed_with_that_reason():
    feed, _ = ledger.add_feed(SourceFactory(), "https://quay.example/feed.xml", now=NOON)

    ledger.retire(feed.pk, "It answered 410 twice.", NOON)

    assert told() == [("source_closed", "Its publisher says that its feed is over.")]


# Corrections ----------------------------------------------------------------------------------------------------------
def test_a_correction_changes_what_readers_see_and_keeps_what_they_saw():
    article = ArticleFactory(headline="Three dead", dek="Three people died.")

    made = corrections.correct(
        article, EditorFactory(), " It was four. ", headline="Four dead", dek="Four people died."
    )

    article.refresh_from_db()
    assert (article.display_headline, article.display_dek) == ("Four dead", "Four people died.")
    assert (made.note, made.headline_before, made.headline_after) == ("It was four.", "Three dead", "Four dead")
    assert (made.dek_before, made.dek_after) == ("Three people died.", "Four people died.")
    assert told() == [("corrected", "It was four.")]


def test_a_correction_may_be_words_alone():
    article = ArticleFactory(edited_headline="Ours")

    made = corrections.correct(article, None, "It was four.")

    article.refresh_from_db()
    assert article.display_headline == "Ours"
    assert (made.headline_before, made.headline_after, made.dek_before, made.dek_after) == ("", "", "", "")


def test_a_correction_of_what_readers_do_not_see_is_not_told():
    corrections.correct(ArticleFactory(pending=True), None, "It was four.")

    assert told() == []


def test_a_long_note_is_cut_in_the_log_at_a_word():
    corrections.correct(ArticleFactory(), None, "word " * 100)

    assert len(DeskEvent.objects.get().reason) <= 300
    assert DeskEvent.objects.get().reason.endswith("word…")
