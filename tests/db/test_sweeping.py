"""Rules applied to what is here: step by step, one transaction each, by whoever comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connections

from articles import sweeping
from articles.models import Article, AuditLine, Ruling, Sweep
from ingest import pipeline, pruning, watching
from tests.factories import NOON, ArticleFactory, RuleFactory, SourceFactory


@pytest.fixture
def editor():
    """Somebody who may write rules and apply them."""
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("change_rule", "publish_article")))
    return user


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch):
    monkeypatch.setattr(sweeping, "LOOKED_AT_ONCE", 4)
    monkeypatch.setattr(sweeping, "CHANGED_AT_ONCE", 3)


def planned(editor, articles=10, **rule):
    """Store a rule that says drop, articles that it would drop, and a sweep that has looked at none yet."""
    ArticleFactory.create_batch(articles, source=SourceFactory())
    return sweeping.plan(RuleFactory(**{"standing": "drop", **rule}), 500, actor=editor, now=NOON)


@pytest.mark.django_db
def test_nobody_need_look_while_it_counts_nor_while_it_changes(editor):
    sweep = planned(editor)

    counting = sweeping.carry_on(NOON)
    sweep.refresh_from_db()
    waiting = sweeping.carry_on(NOON)
    sweeping.begin(sweep, editor, NOON)
    changing = sweeping.carry_on(NOON)

    sweep.refresh_from_db()
    assert (counting, waiting, changing) == (3, 0, 4)
    assert (sweep.total, sweep.taken, sweep.changed, sweep.finished_at) == (10, 10, 10, NOON)
    assert Article.objects.filter(status="rejected").count() == 10


@pytest.mark.django_db
def test_a_watch_takes_it_up(editor):
    sweep = planned(editor)

    for duty in watching.duties(pipeline.Settings.from_django(), NOON):
        if duty.work is sweeping.carry_on:
            duty.do_if_due(NOON)

    sweep.refresh_from_db()
    assert sweep.counted_at == NOON


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["permission", "account"])
def test_it_ends_where_who_said_yes_may_not_any_more(editor, loss):
    sweep = planned(editor)
    sweeping.carry_on(NOON)
    sweeping.begin(sweep, editor, NOON)
    if loss == "permission":
        editor.user_permissions.clear()
    else:
        editor.delete()

    sweeping.carry_on(NOON)

    sweep.refresh_from_db()
    assert (sweep.changed, sweep.finished_at) == (0, NOON)
    assert not Article.objects.filter(status="rejected").exists()


@pytest.mark.django_db
def test_it_is_done_in_the_name_of_who_said_yes(editor):
    sweep = planned(None, articles=1)
    sweeping.carry_on(NOON)

    sweeping.begin(sweep, editor, NOON)
    sweeping.carry_on(NOON)

    assert set(AuditLine.objects.values_list("verb", "actor")) == {("rejected", editor.pk)}


@pytest.mark.django_db(transaction=True)
def test_several_who_carry_on_at_once_change_each_article_once(editor):
    sweep = planned(editor, articles=20)
    sweeping.carry_on(NOON)
    sweeping.begin(sweep, editor, NOON)
    start = threading.Barrier(3)

    def carry_on():
        start.wait()
        try:
            return sweeping.carry_on(NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        steps = [job.result() for job in [pool.submit(carry_on) for _ in range(3)]]
    left = sweeping.carry_on(NOON)

    sweep.refresh_from_db()
    assert sum(steps) + left == 7
    assert (sweep.taken, sweep.changed) == (20, 20)
    assert Ruling.objects.count() == AuditLine.objects.count() == 20


@pytest.mark.django_db
def test_sweeps_go_a_month_after_they_were_over_and_what_is_under_way_never(editor):
    rule = RuleFactory()
    moments = {
        1: {"counted_at": NOON, "begun_at": NOON, "finished_at": NOON},
        2: {"counted_at": NOON, "begun_at": NOON, "finished_at": NOON + timedelta(days=1)},
        3: {"counted_at": NOON},
        4: {"counted_at": NOON, "begun_at": NOON},
    }
    for most, moment in moments.items():
        Sweep.objects.create(rule=rule, most=most, actor=editor, made_at=NOON, **moment)

    pruning.prune(NOON + sweeping.KEPT + timedelta(hours=1))

    assert set(Sweep.objects.values_list("most", flat=True)) == {2, 4}
