"""Orders of when an article is shown, and the line that each order leaves: what it was before, what after, by whom and why."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import standing
from articles.models import Article, AuditLine, DeskEvent
from articles.stories.change import Refused
from tests.factories import ArticleFactory, EditorFactory, SectionFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def everything():
    return Article.objects.all()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def editor():
    return EditorFactory()


def test_what_is_published_again_after_its_end_has_none_and_an_end_to_come_stays(now, editor):
    over = ArticleFactory(visible_until=now - HOUR)
    ending = ArticleFactory(visible_from=now + HOUR, visible_until=now + 2 * HOUR)

    assert standing.publish(everything(), editor) == 2

    over.refresh_from_db()
    ending.refresh_from_db()
    assert (over.visible_from, over.visible_until) == (None, None)
    assert (ending.visible_from, ending.visible_until) == (None, now + 2 * HOUR)
    assert Article.objects.visible().count() == 2


def test_what_readers_see_already_is_not_published_again(editor):
    ArticleFactory()

    assert standing.publish(everything(), editor) == 0
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("hours", [-1, 0])
def test_nothing_is_scheduled_or_ended_in_the_past(now, editor, hours):
    ArticleFactory()

    with pytest.raises(Refused, match="still to come"):
        standing.schedule(everything(), now + hours * HOUR, editor, editor.user, now)
    with pytest.raises(Refused, match="still to come"):
        standing.expire(everything(), now + hours * HOUR, editor.user, now)


def test_nothing_ends_before_it_begins(now, editor):
    ArticleFactory(visible_from=now + 2 * HOUR)

    with pytest.raises(Refused, match="later end"):
        standing.expire(everything(), now + HOUR, editor.user, now)
    standing.expire(everything(), now + 3 * HOUR, editor.user, now)
    with pytest.raises(Refused, match="later end"):
        standing.schedule(everything(), now + 4 * HOUR, editor, editor.user, now)


def test_only_what_is_published_is_given_an_end(now, editor):
    ArticleFactory(pending=True)

    assert standing.expire(everything(), now + HOUR, editor.user, now) == 0


def test_what_was_withdrawn_and_is_scheduled_is_told_of_as_published_again(now, editor):
    ArticleFactory(withdrawn=True)

    standing.schedule(everything(), now + HOUR, editor, editor.user, now)

    assert DeskEvent.objects.get().kind == "restored"


def test_what_already_began_is_no_longer_unscheduled(now, editor):
    ArticleFactory(visible_from=now - HOUR)

    assert standing.hold(everything(), editor.user) == 0


ORDERS = {
    "published": ("pending", lambda rows, editor, now: standing.publish(rows, editor)),
    "scheduled": ("pending", lambda rows, editor, now: standing.schedule(rows, now + HOUR, editor, editor.user, now)),
    "given an end": ("published", lambda rows, editor, now: standing.expire(rows, now + HOUR, editor.user, now)),
    "rejected": ("pending", lambda rows, editor, now: standing.reject(rows, "Why.", editor.user)),
    "withdrawn": ("published", lambda rows, editor, now: standing.withdraw(rows, "Why.", editor.user)),
    "withdrawn by order": ("published", lambda rows, editor, now: standing.withdraw(rows, "Why.", editor.user, legal=True)),
    "moved": ("published", lambda rows, editor, now: standing.move(rows, SectionFactory(name="Sport"), editor.user)),
    "deleted": ("published", lambda rows, editor, now: standing.remove(rows, "Why.", now, editor.user)),
}  # fmt: skip


@pytest.mark.parametrize("verb", ORDERS)
def test_each_order_leaves_a_line_for_each_article_with_before_and_after(now, editor, verb):
    status, order = ORDERS[verb]
    articles = [ArticleFactory(status=status, headline=f"Tide {number}") for number in range(2)]

    order(everything(), editor, now)

    lines = AuditLine.objects.filter(model="articles.article").order_by("row")
    assert [(line.verb, line.actor, line.row) for line in lines] == [(verb, editor.user, a.pk) for a in articles]
    assert all(line.before and line.before != line.after for line in lines)
    assert {line.reason for line in lines} == (
        {"Why."} if verb in ("rejected", "withdrawn", "withdrawn by order", "deleted") else {""}
    )


def test_an_order_costs_as_many_queries_for_3_articles_as_for_30(editor, now):
    ArticleFactory.create_batch(3, pending=True)
    with CaptureQueriesContext(connection) as few:
        standing.publish(everything(), editor)
    ArticleFactory.create_batch(30, pending=True)

    with CaptureQueriesContext(connection) as many:
        standing.publish(everything(), editor)

    assert len(many) == len(few)
