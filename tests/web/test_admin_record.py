"""What the desk does that readers learn of: corrections, legal orders, notices of takedown, and the log of it all."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles import corrections
from articles.models import Article, Correction, DeskEvent, Source
from tests.factories import ArticleFactory, EditorFactory, SourceFactory

pytestmark = pytest.mark.django_db


def act(client, name, rows, **more):
    data = {"action": name, "_selected_action": [row.pk for row in rows], **more}
    model = rows[0]._meta
    return client.post(reverse(f"admin:{model.app_label}_{model.model_name}_changelist"), data, follow=True)


def save(client, article, **fields):
    url = reverse("admin:articles_article_change", args=[article.pk])
    facts = {
        "edited_headline": "",
        "edited_dek": "",
        "correction": "",
        "section": article.section_id,
        "status_reason": "",
    }
    return client.post(url, {**facts, **fields}, follow=True)


def person_with(*names):
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_a_correction_is_made_where_the_words_are_changed(admin_client, admin_user):
    editor = EditorFactory(user=admin_user)
    article = ArticleFactory(headline="Three dead")

    save(admin_client, article, edited_headline="Four dead", correction="It was four.")

    article.refresh_from_db()
    made = Correction.objects.get()
    assert article.display_headline == "Four dead"
    assert (made.note, made.editor, made.headline_before, made.headline_after) == (
        "It was four.", editor, "Three dead", "Four dead",
    )  # fmt: skip
    assert DeskEvent.objects.get().actor == admin_user


def test_a_better_headline_alone_is_no_correction(admin_client):
    article = ArticleFactory()

    save(admin_client, article, edited_headline="Calm")

    assert not Correction.objects.exists()
    assert not DeskEvent.objects.exists()


def test_the_form_shows_what_was_corrected(admin_client):
    article = ArticleFactory()
    corrections.correct(article, None, "It was <four>.")

    page = admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    assert "It was &lt;four&gt;." in page


def test_who_may_only_look_sees_the_article_and_no_field_for_corrections(client):
    client.force_login(person_with("view_article"))

    page = client.get(reverse("admin:articles_article_change", args=[ArticleFactory().pk]))

    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()


def test_a_legal_order_is_carried_out_from_the_list_and_from_the_form(admin_client, admin_user):
    one, other = ArticleFactory.create_batch(2)

    act(admin_client, "withdraw_by_order", [one], reason="The court of Kilbrack ordered it.")
    save(admin_client, other, status_reason="The port authority ordered it.", _order="Withdraw by legal order")

    assert set(Article.objects.values_list("status", "legal_order")) == {("withdrawn", True)}
    assert set(DeskEvent.objects.values_list("kind", "actor", "reason")) == {
        ("legal", admin_user.pk, "The court of Kilbrack ordered it."),
        ("legal", admin_user.pk, "The port authority ordered it."),
    }


def test_a_legal_order_needs_its_reason(admin_client):
    article = ArticleFactory()

    act(admin_client, "withdraw_by_order", [article])

    article.refresh_from_db()
    assert article.status == "published"


def test_sources_that_are_made_and_deleted_by_hand_are_told(admin_client, admin_user):
    source = SourceFactory(name="Quay Times")

    admin_client.post(reverse("admin:articles_source_delete", args=[source.pk]), {"post": "yes"})

    event = DeskEvent.objects.get()
    assert not Source.objects.exists()
    assert (event.kind, event.source_name, event.source, event.actor) == (
        "source_closed",
        "Quay Times",
        None,
        admin_user,
    )


def test_deleting_an_article_takes_its_corrections_along_and_leaves_the_log(admin_client):
    article = ArticleFactory()
    corrections.correct(article, None, "It was four.")

    admin_client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})

    assert not Correction.objects.exists()
    assert sorted(DeskEvent.objects.values_list("kind", flat=True)) == ["corrected", "removed"]


@pytest.mark.parametrize("name", ["correction", "deskevent"])
def test_the_record_is_to_be_read_and_not_to_be_written(admin_client, name):
    corrections.correct(ArticleFactory(), None, "It was four.")
    row = {"correction": Correction, "deskevent": DeskEvent}[name].objects.get()

    answers = [
        admin_client.post(reverse(f"admin:articles_{name}_{what}", args=args), {"post": "yes"}).status_code
        for what, args in (("add", []), ("change", [row.pk]), ("delete", [row.pk]))
    ]

    assert answers == [403, 403, 403]
    assert admin_client.get(reverse(f"admin:articles_{name}_change", args=[row.pk])).status_code == 200
