"""The edition's number rises with what readers see, with nothing else, and makes no writer wait."""

import threading

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles import edition
from articles.models import (
    Article,
    Body,
    Editor,
    Picture,
    Revision,
    Section,
    Sighting,
    Source,
    Story,
    Visits,
)
from tests.factories import NOON, ArticleFactory, BodyPictureFactory, EditorFactory, SectionFactory, SourceFactory
from tests.stories import story_of

RAISE = "SELECT newsroom_raise_edition()"


def picture(article, **columns):
    whole = {"digest": "ab" * 32, "colour": "#446688", "widths": [320], "width": 320, "height": 200}
    return Picture.objects.create(
        article=article, source_url="https://x.example/1.jpg", tried_at=NOON, **{**whole, **columns}
    )


SEEN = {
    "an article comes": lambda article: ArticleFactory(source=article.source),
    "an article gets another headline": lambda article: change(article, edited_headline="Quay road open again"),
    "an article is withdrawn": lambda article: change(article, status="withdrawn"),
    "an article is scheduled": lambda article: change(article, visible_from="2100-01-01T00:00Z"),
    "an article gets into a story": story_of,
    "an article is deleted": lambda article: article.delete(),
    "a text changes": lambda article: Body.objects.filter(article=article).update(html="<p>Ebb.</p>"),
    "a picture comes": picture,
    "a picture in a text comes": lambda article: BodyPictureFactory(article=article),
    "a former version comes": lambda article: Revision.objects.create(
        article=article, number=1, replaced_at=NOON, headline="Ebb", fingerprint=b"x" * 32
    ),
    "another feed carries it": lambda article: Sighting.objects.create(
        article=article, deliverer=article.source, feed_number=9, feed_url="https://x.example/feed", first_seen_at=NOON
    ),
    "a source is renamed": lambda article: Source.objects.update(name="The Gazette"),
    "rights change": lambda article: Source.objects.update(rights_mode="headline"),
    "a section moves": lambda article: Section.objects.update(position=7),
    "a section comes": lambda article: SectionFactory(),
    "an editor's box changes": lambda article: Editor.objects.update(bio="Knows the tides."),
    "an editor leaves": lambda article: User.objects.update(is_active=False),
}
UNSEEN = {
    "an article waits": lambda article: ArticleFactory(source=article.source, status="pending"),
    "an article that waits changes": lambda article: Article.objects.filter(status="pending").update(headline="Ebb"),
    "an article that waits is rejected": lambda article: Article.objects.filter(status="pending").update(
        status="rejected"
    ),
    "a text that waits changes": lambda article: Body.objects.filter(article__status="pending").update(
        html="<p>Ebb.</p>"
    ),
    "a row is written as it was": lambda article: article.save(),
    "the raw text changes": lambda article: Body.objects.filter(article=article).update(raw="Ebb"),
    "a picture could not be had": lambda article: picture(
        article, digest="", error="404", widths=[], width=None, height=None
    ),
    "a picture in a text could not be had": lambda article: BodyPictureFactory(
        article=article, digest="", error="404", widths=[], width=None, height=None
    ),
    "the pictures of a text were tried": lambda article: Body.objects.filter(article=article).update(
        illustrated_at=NOON
    ),
    "an editor signs in": lambda article: User.objects.update(last_login=NOON),
    "somebody reads": lambda article: Visits.objects.create(article=article, day=NOON.date(), count=1),
    "a rank's time moves": lambda article: Story.objects.update(rank_until=NOON),
    "nothing matches": lambda article: Article.objects.filter(pk=0).update(headline="Ebb"),
}


def change(article, **columns):
    Article.objects.filter(pk=article.pk).update(**columns)


@pytest.fixture
def article(db):
    """A published article in a story, one that waits, and an editor."""
    EditorFactory()
    waiting = ArticleFactory(status="pending")
    story_of(ArticleFactory(source=waiting.source), ArticleFactory(source=waiting.source))
    return ArticleFactory(source=waiting.source)


@pytest.mark.parametrize("what", SEEN)
def test_it_rises_when(article, what):
    before = edition.read().number

    SEEN[what](article)

    assert edition.read().number == before + 1


@pytest.mark.parametrize("what", UNSEEN)
def test_it_stays_when(article, what):
    before = edition.read().number

    UNSEEN[what](article)

    assert edition.read().number == before


def test_it_rises_once_in_a_transaction(db):
    before = edition.read().number

    SourceFactory()
    SourceFactory()

    assert edition.read().number == before + 1


def test_a_savepoint_that_is_taken_back_leaves_the_next_change_counted(db):
    before = edition.read().number

    with transaction.atomic():
        SourceFactory()
        transaction.set_rollback(True)
    SourceFactory()

    assert edition.read().number == before + 1


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_one_another_and_none_is_lost():
    before = edition.read().number
    with writer() as one, writer() as two, writer() as three:
        for each in (one, two, three):
            each.execute("SET lock_timeout = '1ms'")
            each.execute(RAISE)
        while_they_write = edition.read().number
        two.commit()
        after_one_commit = edition.read().number
        one.commit()
        three.rollback()

    assert while_they_write == before
    assert after_one_commit == before + 1
    assert edition.read().number == before + 2


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_are_all_counted():
    before = edition.read().number

    def write():
        with writer() as own:
            for _ in range(20):
                own.execute(RAISE)
                own.commit()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert edition.read().number == before + 120
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_edition")
        assert cursor.fetchone()[0] <= 10


def test_a_process_asks_again_only_after_a_while(db, settings, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(edition.Memory, "until", 0.0)
    settings.EDITION_SECONDS = 60.0
    known = edition.read().number

    SourceFactory()
    with django_assert_num_queries(0):
        soon = edition.current().number
    edition.Memory.until = 0.0

    assert soon == known
    assert edition.current().number == known + 1


def writer():
    """Return a connection of its own."""
    return psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor})
