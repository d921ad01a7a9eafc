"""The audit at the desk: what orders leave there, and a screen in which nothing can be edited."""

import pytest
from django.db import connection
from django.urls import reverse

from articles.models import AuditLine, Doubt, Section
from articles.stories import orders
from tests.factories import NOON, ArticleFactory, SectionFactory
from tests.stories import story_of

pytestmark = pytest.mark.django_db


def lines():
    return [(line.verb, line.model, line.before, line.after) for line in AuditLine.objects.order_by("id")]


def test_an_order_of_stories_leaves_a_line_for_each_story(admin_user):
    kept, gone = story_of(ArticleFactory()), story_of(ArticleFactory())
    moved = gone.articles.get().pk

    orders.merge(kept, gone, admin_user, NOON, "The same wall")

    assert lines() == [
        ("merged", "articles.story", {}, {"reports": [moved]}),
        ("merged", "articles.story", {"place": None, "reports": [moved]}, {"place": kept.pk}),
    ]
    assert set(AuditLine.objects.values_list("reason", "actor")) == {("The same wall", admin_user.pk)}


def test_a_headline_of_a_story_is_kept_as_it_was_and_is(admin_user):
    story = story_of()

    orders.edit(story, "Calm", "", admin_user, NOON)

    assert lines() == [("headline edited", "articles.story", {"headline": ""}, {"headline": "Calm"})]


def test_what_the_site_does_by_itself_is_no_line():
    orders.merge(story_of(), story_of(), None, NOON)

    assert lines() == []


def test_a_doubt_that_is_settled_leaves_a_line(admin_user):
    doubt = Doubt.objects.create(story=story_of(), made_at=NOON)

    orders.settle(doubt, NOON, admin_user)

    assert AuditLine.objects.get().verb == "settled"


def test_a_section_that_is_made_changed_and_deleted_leaves_three_lines(admin_client):
    form = {"name": "Sport", "slug": "sport", "position": 5, "description": "", "weight": 0}
    admin_client.post(reverse("admin:articles_section_add"), form)
    section = Section.objects.get()
    admin_client.post(reverse("admin:articles_section_change", args=[section.pk]), {**form, "weight": 1.5})
    admin_client.post(reverse("admin:articles_section_delete", args=[section.pk]), {"post": "yes"})

    made, changed, deleted = lines()
    assert (made[0], made[2], made[3]["name"]) == ("made", {}, "Sport")
    assert changed == ("changed", "articles.section", {"weight": 0.0}, {"weight": 1.5})
    assert (deleted[0], deleted[2]["name"], deleted[3]) == ("deleted", "Sport", {})


def test_sections_deleted_in_the_list_leave_a_line_each(admin_client):
    sections = SectionFactory.create_batch(2)

    admin_client.post(
        reverse("admin:articles_section_changelist"),
        {"action": "delete_selected", "_selected_action": [s.pk for s in sections], "post": "yes"},
    )

    assert [line[0] for line in lines()] == ["deleted", "deleted"]
    assert not Section.objects.exists()


def test_a_form_that_changes_nothing_leaves_no_line(admin_client):
    section = SectionFactory(name="Sport", slug="sport", position=5)

    admin_client.post(
        reverse("admin:articles_section_change", args=[section.pk]),
        {"name": "Sport", "slug": "sport", "position": 5, "description": "", "weight": 0},
    )

    assert lines() == []


def line(at=NOON, **fields):
    return AuditLine.objects.create(**{"at": at, "verb": "moved", "model": "articles.article", "row": 7, **fields})


def listed(client, **query):
    page = client.get(reverse("admin:articles_auditline_changelist"), query)
    return [row.pk for row in page.context["cl"].result_list]


def test_the_list_is_found_by_who_what_kind_and_number(admin_client, admin_user):
    mine = line(actor=admin_user, actor_name="admin")
    other = line(verb="rejected", row=8)
    source = line(model="articles.source")

    assert listed(admin_client) == [source.pk, other.pk, mine.pk]
    assert listed(admin_client, actor=admin_user.pk) == [mine.pk]
    assert listed(admin_client, verb="rejected") == [other.pk]
    assert listed(admin_client, model="articles.source") == [source.pk]
    assert listed(admin_client, q="7") == [source.pk, mine.pk]
    assert listed(admin_client, q="https://news.example/article/8-quay/") == [other.pk]
    assert listed(admin_client, q="/admin/articles/source/7/change/") == [source.pk]
    assert listed(admin_client, q="quay") == []


@pytest.mark.parametrize("query", [{"q": "9" * 30}, {"actor": "x"}, {"actor": "9" * 30}, {"verb": "%"}, {"q": "/a/9-"}])
def test_garbage_finds_nothing_or_all(admin_client, query):
    line()

    assert len(listed(admin_client, **query)) <= 1


def test_a_line_shows_before_and_after_and_hostile_words_are_words(admin_client):
    shown = line(before={"headline": "<script>a</script>"}, after={"headline": "Calm"}, reason="<b>", name="<i>")

    for page in (
        admin_client.get(reverse("admin:articles_auditline_changelist")),
        admin_client.get(reverse("admin:articles_auditline_change", args=[shown.pk])),
    ):
        text = page.content.decode()
        assert "&lt;script&gt;a&lt;/script&gt;</del>" in text
        assert "Calm</ins>" in text
        assert "<script>a" not in text


def test_nothing_in_it_can_be_added_changed_or_deleted(admin_client):
    shown = line()
    change = reverse("admin:articles_auditline_change", args=[shown.pk])
    delete = reverse("admin:articles_auditline_delete", args=[shown.pk])

    answers = [
        admin_client.get(reverse("admin:articles_auditline_add")),
        admin_client.post(change, {"verb": "x"}),
        admin_client.post(delete, {"post": "yes"}),
    ]
    admin_client.post(
        reverse("admin:articles_auditline_changelist"),
        {"action": "delete_selected", "_selected_action": [shown.pk], "post": "yes"},
    )

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert AuditLine.objects.get().verb == "moved"


def test_the_list_needs_the_same_queries_for_3_lines_and_for_30(admin_client, django_assert_max_num_queries):
    for number in range(30):
        line(row=number, actor_name="admin")

    with django_assert_max_num_queries(12):
        admin_client.get(reverse("admin:articles_auditline_changelist"))


def test_the_history_of_a_row_has_every_change_of_it(admin_client):
    section = SectionFactory(name="Sport")
    line(model="articles.section", row=section.pk, before={"weight": 0}, after={"weight": 2}, reason="Cup final.")
    line(model="articles.section", row=section.pk + 1, reason="Of another.")

    page = admin_client.get(reverse("admin:articles_section_history", args=[section.pk])).content.decode()

    assert "Cup final." in page
    assert "Of another." not in page


@pytest.mark.parametrize(
    "query",
    [{}, {"verb": "moved"}, {"model": "articles.source"}, {"actor": "1"}, {"q": "7"},
     {"at__gte": "2026-03-14 00:00:00+00:00"}],
)  # fmt: skip
def test_no_question_reads_all_lines(admin_client, query):
    line()
    found = admin_client.get(reverse("admin:articles_auditline_changelist"), query).context["cl"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    plans = [found.queryset[:50].explain(), found.queryset.order_by()[:10_001].values("pk").explain()]

    assert not any("Seq Scan on articles_auditline" in plan for plan in plans)
    assert not any("Sort" in plan for plan in plans[:1] if query != {"q": "7"})
