"""The audit at the desk: what orders leave there, and a screen in which nothing can be edited."""

import pytest
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
