"""The public log: what is written stays as it was written, whoever tries."""

import pytest
from django.db import IntegrityError, connection, transaction

from articles.models import Article, DeskEvent
from tests.factories import NOON, ArticleFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db


def event(**fields):
    return DeskEvent.objects.create(**{"kind": "withdrawn", "at": NOON, "reason": "It was twice here.", **fields})


@pytest.mark.parametrize(
    "change",
    [{"reason": "Other"}, {"kind": "legal"}, {"source_name": "x"}, {"is_sample": True}, {"at": NOON.replace(day=1)}],
)
def test_a_line_of_the_log_cannot_be_changed(change):
    event()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        DeskEvent.objects.update(**change)


def test_a_line_cannot_be_made_to_point_elsewhere():
    event(article=ArticleFactory())
    other = ArticleFactory()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        DeskEvent.objects.update(article=other)


def test_a_line_cannot_be_deleted():
    event()

    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        DeskEvent.objects.all().delete()


def test_a_line_outlives_what_it_points_to(admin_user):
    article = ArticleFactory(placed=True)
    story = article.story
    event(article=article, story=story, other_story=tell(ArticleFactory()), source=SourceFactory(), actor=admin_user)

    Article.objects.all().delete()
    story.delete()
    admin_user.delete()

    kept = DeskEvent.objects.get()
    assert (kept.article, kept.story, kept.actor, kept.reason) == (None, None, None, "It was twice here.")


def test_a_column_that_comes_later_is_guarded_too():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_deskevent ADD COLUMN later text NOT NULL DEFAULT ''")
        event()

        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute("UPDATE articles_deskevent SET later = 'x'")


def test_lines_of_the_sample_edition_may_go():
    event(is_sample=True)

    DeskEvent.objects.all().delete()

    assert not DeskEvent.objects.exists()
