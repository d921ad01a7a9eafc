"""The audit: what an order writes, and that nobody changes it afterwards."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from articles import audit
from articles.audit import Change
from articles.models import Article, AuditLine, Section
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db


def line(**fields):
    return AuditLine.objects.create(**{"at": NOON, "verb": "moved", "model": "articles.article", "row": 7, **fields})


def recorded(row: Model, before, after, **more):
    audit.record("edited", [Change(row, before, after)], **{"actor": None, "now": NOON, **more})
    return AuditLine.objects.get()


def test_a_line_says_who_changed_which_columns_of_which_row_when_and_why(admin_user):
    section = SectionFactory(name="World")

    told = recorded(
        section, {"name": "World", "weight": 0.0}, {"name": "World", "weight": 1.5}, actor=admin_user, reason="Busy."
    )

    assert (told.at, told.actor, told.actor_name, told.verb) == (NOON, admin_user, "admin", "edited")
    assert (told.model, told.row, told.name) == ("articles.section", section.pk, "World")
    assert (told.before, told.after, told.reason) == ({"weight": 0.0}, {"weight": 1.5}, "Busy.")


def test_what_stays_as_it_was_leaves_no_line():
    audit.record("edited", [Change(SectionFactory(), {"weight": 1}, {"weight": 1})], actor=None, now=NOON)

    assert not AuditLine.objects.exists()


def test_rows_are_kept_by_name_and_moments_as_iso():
    section = SectionFactory(name="World")

    told = recorded(ArticleFactory(), {"section": None, "until": None}, {"section": section, "until": NOON})

    assert told.after == {"section": f"World ({section.pk})", "until": NOON.isoformat().replace("+00:00", "Z")}


def test_of_a_long_text_the_beginning_the_length_and_a_digest_are_kept():
    one, other = "a" * 5_000 + "b", "a" * 5_000 + "c"

    told = recorded(ArticleFactory(), {"dek": one}, {"dek": other})

    assert len(told.before["dek"]) < 700
    assert "5001 characters" in told.before["dek"]
    assert told.before["dek"] != told.after["dek"]


def test_many_lines_cost_as_many_queries_as_one():
    articles = list(Article.objects.filter(pk__in=[a.pk for a in ArticleFactory.create_batch(20, body=None)]))

    with CaptureQueriesContext(connection) as queries:
        audit.record("rejected", [Change(a, {"status": "pending"}, {"status": "rejected"}) for a in articles],
                     actor=None, now=NOON)  # fmt: skip

    assert AuditLine.objects.count() == 20
    assert len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 2


def test_the_history_of_a_row_is_its_own_and_the_newest_first():
    section, other = SectionFactory.create_batch(2)
    for minute, row in enumerate([section, other, section]):
        now = NOON + dt.timedelta(minutes=minute)
        audit.record("edited", [Change(row, {"weight": minute}, {"weight": 9})], actor=None, now=now)

    history = audit.history(section)

    assert [told.before["weight"] for told in history] == [2, 0]


def test_lines_of_the_sample_edition_are_known_by_publisher_article_and_story():
    source = SourceFactory(is_sample=True)
    article = ArticleFactory(source=source)
    own = ArticleFactory()

    for row in (source, article, tell(article), own, own.source, tell(own), SectionFactory()):
        audit.record("edited", [Change(row, {}, {"x": 1})], actor=None, now=NOON)

    assert set(AuditLine.objects.filter(is_sample=True).values_list("model", flat=True)) == {
        "articles.source", "articles.article", "articles.story",
    }  # fmt: skip
    assert AuditLine.objects.filter(is_sample=True).count() == 3


@pytest.mark.parametrize(
    "change",
    [{"reason": "Other"}, {"verb": "kept"}, {"after": {"x": 1}}, {"actor_name": "x"}, {"is_sample": True},
     {"at": NOON.replace(day=1)}, {"row": 8}],
)  # fmt: skip
def test_a_line_cannot_be_changed(change):
    line()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditLine.objects.update(**change)


def test_a_line_cannot_be_given_to_somebody_else(admin_user, django_user_model):
    line(actor=admin_user)
    other = django_user_model.objects.create_user("other")

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditLine.objects.update(actor=other)


def test_a_line_of_nobody_cannot_be_given_to_somebody(admin_user):
    line()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditLine.objects.update(actor=admin_user)


def test_a_line_cannot_be_deleted():
    line()

    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        AuditLine.objects.all().delete()


def test_the_table_cannot_be_emptied():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_auditline ENABLE TRIGGER articles_auditline_is_not_emptied")
        with pytest.raises(IntegrityError, match="never emptied"), transaction.atomic():
            cursor.execute("TRUNCATE articles_auditline")


def test_a_column_that_comes_later_is_guarded_too():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_auditline ADD COLUMN later text NOT NULL DEFAULT ''")
        line()

        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute("UPDATE articles_auditline SET later = 'x'")


def test_a_line_outlives_the_account_and_the_row(admin_user):
    section = SectionFactory(name="World")
    recorded(section, {"weight": 1}, {"weight": 2}, actor=admin_user)

    Section.objects.all().delete()
    admin_user.delete()

    kept = AuditLine.objects.get()
    assert (kept.actor, kept.actor_name, kept.name) == (None, "admin", "World")


def test_lines_of_the_sample_edition_may_go():
    line(is_sample=True)

    AuditLine.objects.all().delete()

    assert not AuditLine.objects.exists()
