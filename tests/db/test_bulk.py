"""Orders for many articles: chunk by chunk, one transaction each, by whoever comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import DatabaseError, connection, connections, transaction

from articles import bulk, reversal
from articles.models import Article, AuditLine, BulkOrder, DeskEvent, Tombstone
from articles.stories import placing
from ingest import pruning
from tests.factories import NOON, ArticleFactory, EditorFactory, SectionFactory, SourceFactory

Verb = BulkOrder.Verb


@pytest.fixture
def editor():
    """Somebody who may order anything of articles."""
    user = User.objects.create_user("editor", is_staff=True)
    names = ("publish_article", "withdraw_article")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def begun(editor, articles, **what):
    order = BulkOrder(actor=editor, **what)
    bulk.store(order, [article.pk for article in articles], NOON)
    bulk.begin(order, NOON)
    return order


@pytest.fixture
def _small_chunks(monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)


@pytest.mark.django_db
@pytest.mark.usefixtures("_small_chunks")
def test_an_order_is_carried_out_chunk_by_chunk_with_lines_in_every_log(editor):
    articles = ArticleFactory.create_batch(5, status="pending")
    order = begun(editor, articles, verb=Verb.REJECT, reason="Adverts")

    sizes = [bulk.take_chunk(NOON, order.pk) for _ in range(4)]

    order.refresh_from_db()
    assert sizes == [2, 2, 1, 0]
    assert (order.taken, order.changed, order.failed, order.finished_at) == (5, 5, 0, NOON)
    assert set(Article.objects.values_list("status", "status_reason")) == {("rejected", "Adverts")}
    assert LogEntry.objects.filter(user=editor, change_message="Rejected: Adverts").count() == 5
    assert AuditLine.objects.filter(actor=editor, verb="rejected", reason="Adverts").count() == 5


@pytest.mark.django_db
def test_nothing_is_done_before_an_editor_says_yes_and_nothing_after_it_is_stopped(editor):
    order = BulkOrder(actor=editor, verb=Verb.REJECT, reason="Adverts")
    bulk.store(order, [ArticleFactory(status="pending").pk], NOON)

    before = bulk.carry_on(NOON)
    bulk.stop(order, NOON)
    began = bulk.begin(order, NOON)

    assert (before, began, bulk.carry_on(NOON)) == (0, False, 0)
    assert Article.objects.get().status == "pending"


@pytest.mark.django_db
def test_who_may_no_longer_order_it_orders_nothing(editor):
    order = begun(editor, [ArticleFactory(status="pending")], verb=Verb.PUBLISH)
    editor.user_permissions.clear()

    bulk.carry_on(NOON)

    order.refresh_from_db()
    assert (order.failed, order.said, order.finished_at) == (1, bulk.GONE, NOON)
    assert Article.objects.get().status == "pending"


@pytest.fixture
def stuck():
    """An article that Postgres lets nobody change."""
    article = ArticleFactory(status="pending")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'It is stuck.'; END $$;"
            f"CREATE TRIGGER stuck BEFORE UPDATE ON articles_article FOR EACH ROW WHEN (OLD.id = {article.pk}) EXECUTE FUNCTION stuck()"
        )
    return article


@pytest.mark.django_db
def test_one_that_cannot_be_does_not_keep_the_others_from_it(editor, stuck):
    other, same = ArticleFactory(status="pending"), ArticleFactory(status="rejected", status_reason="Adverts")
    order = begun(editor, [other, stuck, same], verb=Verb.REJECT, reason="Adverts")

    bulk.carry_on(NOON)

    order.refresh_from_db()
    assert (order.changed, order.failed, order.same) == (1, 1, 1)
    assert "It is stuck." in order.said
    other.refresh_from_db()
    assert other.status == "rejected"


@pytest.mark.django_db
def test_articles_of_any_standing_are_added_to_a_story_as_far_as_they_can_be(editor):
    lead, placed = ArticleFactory(), ArticleFactory(headline="Plums freeze", dek="Frost.", body=None)
    placing.place_waiting(NOON)
    lead.refresh_from_db()
    story, waiting = lead.story, ArticleFactory(status="pending", headline="Chess ends", dek="A draw.", body=None)
    articles = [placed, waiting, ArticleFactory(status="rejected"), ArticleFactory(status="withdrawn"), lead]
    order = begun(editor, articles, verb=Verb.JOIN, story=story)

    bulk.carry_on(NOON)
    Article.objects.filter(pk=waiting.pk).update(status="published")
    placing.place_waiting(NOON)

    order.refresh_from_db()
    assert (order.changed, order.failed, order.same) == (2, 0, 3)
    assert set(story.articles.all()) >= {placed, waiting, lead}
    assert AuditLine.objects.filter(verb="added to a story", row=placed.pk).exists()
    assert AuditLine.objects.filter(verb="to be added to a story", row=waiting.pk).exists()


@pytest.mark.django_db
def test_what_waits_and_what_is_left_out_is_told_with_its_number(editor):
    articles = [
        ArticleFactory(placed=True), ArticleFactory(status="pending"),
        *ArticleFactory.create_batch(2, status="rejected"),
    ]  # fmt: skip
    numbers = [article.pk for article in articles]

    said = {verb: bulk.remarks(BulkOrder(verb=verb), numbers) for verb in (Verb.JOIN, Verb.PUBLISH)}

    assert said == {
        Verb.JOIN: "1 wait for an editor, and join it when they are published, within 15 days from now. "
        "2 are left out: what is rejected or withdrawn is in no story.",
        Verb.PUBLISH: "",
    }


@pytest.mark.django_db
def test_every_verb_does_what_it_says(editor):
    section = SectionFactory(name="Weather")
    EditorFactory(user=editor)
    published, waiting = ArticleFactory(tags=["Tides"]), ArticleFactory(status="pending")

    for article, what in (
        (waiting, {"verb": Verb.PUBLISH}),
        (waiting, {"verb": Verb.MOVE, "section": section}),
        (published, {"verb": Verb.TAG, "tag": "Storm surge"}),
        (published, {"verb": Verb.WITHDRAW, "reason": "Wrong"}),
        (published, {"verb": Verb.LEGAL, "reason": "Order 7"}),
    ):
        begun(editor, [article], **what)
    dealt = bulk.carry_on(NOON)

    waiting.refresh_from_db()
    published.refresh_from_db()
    assert dealt == 5
    assert (waiting.status, waiting.curator.user, waiting.section) == ("published", editor, section)
    assert (published.edited_tags, published.tag_slugs) == (["Tides", "Storm surge"], ["tides", "storm-surge"])
    assert (published.status, published.legal_order, published.status_reason) == ("withdrawn", True, "Order 7")


@pytest.mark.django_db
def test_a_tag_in_another_spelling_is_not_given_again(editor):
    article = ArticleFactory(tags=["storm_surge"])

    order = begun(editor, [article], verb=Verb.TAG, tag="Storm Surge")
    bulk.carry_on(NOON)

    order.refresh_from_db()
    assert (order.changed, order.same) == (0, 1)


@pytest.mark.django_db
def test_what_is_deleted_leaves_tombstones_and_lines(editor):
    article = ArticleFactory()
    article.keys.create(source=article.source, digest=b"k" * 32)

    begun(editor, [article], verb=Verb.REMOVE, reason="Twice")
    bulk.carry_on(NOON)

    assert not Article.objects.exists()
    assert Tombstone.objects.get().reason == "Twice"
    assert LogEntry.objects.get().change_message == "Deleted: Twice"


@pytest.mark.django_db
def test_an_order_of_a_few_is_done_to_all_or_to_none(editor, stuck):
    other = ArticleFactory(status="pending")

    with pytest.raises(DatabaseError), transaction.atomic():
        bulk.carry_out(BulkOrder(verb=Verb.REJECT, reason="Adverts", actor=editor), [other.pk, stuck.pk], NOON)

    other.refresh_from_db()
    assert other.status == "pending"
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_small_chunks")
def test_two_who_carry_on_at_once_deal_with_each_article_once(editor):
    articles = ArticleFactory.create_batch(20, status="pending", source=SourceFactory())
    order = begun(editor, articles, verb=Verb.REJECT, reason="Adverts")
    start = threading.Barrier(3)

    def carry_on():
        start.wait()
        try:
            return sum(iter(lambda: bulk.take_chunk(NOON, order.pk), 0))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        dealt = [job.result() for job in [pool.submit(carry_on) for _ in range(3)]]
    bulk.carry_on(NOON)

    order.refresh_from_db()
    assert sum(dealt) <= 20
    assert (order.taken, order.changed, order.same) == (20, 20, 0)
    assert AuditLine.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_an_order_that_somebody_deals_with_is_left_to_them(editor):
    order = begun(editor, [ArticleFactory(status="pending")], verb=Verb.PUBLISH)

    def look():
        try:
            return bulk.take_chunk(NOON, order.pk)
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        BulkOrder.objects.select_for_update().get(pk=order.pk)
        meanwhile = pool.submit(look).result(timeout=20)

    assert meanwhile == 0
    assert bulk.take_chunk(NOON, order.pk) == 1


# Taking back ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_order_is_taken_back_as_it_was(editor):
    section = SectionFactory(name="Weather")
    article = ArticleFactory(status="pending", visible_from=NOON)
    rows = Article.objects.all()
    before = reversal.standing_of(rows)
    bulk.carry_out(BulkOrder(verb=Verb.PUBLISH, actor=editor), [article.pk], NOON)
    bulk.carry_out(BulkOrder(verb=Verb.MOVE, section=section, actor=editor), [article.pk], NOON)

    count = reversal.reverse(before, reversal.standing_of(rows), editor, NOON)

    assert count == 1
    assert reversal.standing_of(rows) == before
    assert AuditLine.objects.filter(verb="taken back", actor=editor).count() == 1


@pytest.mark.django_db
def test_what_was_changed_since_is_not_taken_back(editor):
    article = ArticleFactory(status="pending")
    rows = Article.objects.all()
    before = reversal.standing_of(rows)
    bulk.carry_out(BulkOrder(verb=Verb.PUBLISH, actor=editor), [article.pk], NOON)
    done = reversal.standing_of(rows)
    bulk.carry_out(BulkOrder(verb=Verb.WITHDRAW, reason="Wrong", actor=editor), [article.pk], NOON)

    count = reversal.reverse(before, done, editor, NOON)

    assert count == 0
    assert Article.objects.get().status == "withdrawn"


@pytest.mark.django_db
def test_readers_are_told_of_what_they_saw_and_see_no_longer(editor):
    article = ArticleFactory(status="pending")
    rows = Article.objects.all()
    before = reversal.standing_of(rows)
    bulk.carry_out(BulkOrder(verb=Verb.PUBLISH, actor=editor), [article.pk], NOON)

    reversal.reverse(before, reversal.standing_of(rows), editor, NOON)

    assert list(DeskEvent.objects.values_list("kind", "reason")) == [("withdrawn", "Published by mistake.")]


@pytest.mark.django_db
def test_a_chunk_asks_for_the_same_whatever_its_size(editor, django_assert_max_num_queries):
    articles = ArticleFactory.create_batch(40, status="pending", source=SourceFactory())
    order = begun(editor, articles, verb=Verb.PUBLISH)

    with django_assert_max_num_queries(40, connection=connection):
        bulk.take_chunk(NOON, order.pk)

    assert Article.objects.filter(status="published").count() == 40


# Kept for a time ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_orders_go_a_month_after_they_were_over_and_what_is_under_way_never(editor):
    month = bulk.KEPT
    moments = {
        "over": {"begun_at": NOON, "finished_at": NOON},
        "over lately": {"begun_at": NOON, "finished_at": NOON + timedelta(days=1)},
        "left alone": {"finished_at": NOON},
        "never begun": {},
        "under way": {"begun_at": NOON},
    }
    for tag, moment in moments.items():
        BulkOrder.objects.create(verb=Verb.TAG, tag=tag, actor=editor, made_at=NOON, **moment)

    pruning.prune(NOON + month + timedelta(hours=1))

    assert set(BulkOrder.objects.values_list("tag", flat=True)) == {"over lately", "under way"}
