"""Answering a notice at the desk: from the addresses to the articles, to the answer and its deadline."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from articles import takedowns
from articles.models import Article, AuditLine, DeskEvent, Takedown
from tests.factories import NOON, ArticleFactory

pytestmark = pytest.mark.django_db


def notice_of(*articles, now=None, **fields):
    urls = "\n".join(f"http://127.0.0.1:8000{article.get_absolute_url()}" for article in articles)
    said = {"name": "Port", "email": "port@kilbrack.example", "urls": urls, "right": "error", "statement": "Four."}
    return takedowns.receive({**said, **fields}, now or timezone.now())


def page_of(notice):
    return reverse("admin:articles_takedown_change", args=[notice.pk])


def test_the_articles_of_our_own_addresses_are_found_and_no_others():
    one, other, far = ArticleFactory.create_batch(3)

    notice = notice_of(one, urls=(
        f"http://127.0.0.1:8000/article/{one.pk}-x/\n/article/{other.pk}/ http://elsewhere.example/article/{far.pk}-x/\n"
        f"http://[bad/article/{far.pk}-x/ /article/{'9' * 40}/ /story/{far.pk}-x/"
    ))  # fmt: skip

    assert set(notice.articles.all()) == {one, other}


def test_a_notice_is_granted_and_what_it_names_is_gone_in_the_same_moment(admin_client, admin_user):
    one, kept = ArticleFactory.create_batch(2)
    notice = notice_of(one, kept)

    admin_client.post(page_of(notice), {"_grant": "1", "answer": "You are right.", "chosen": [one.pk]})

    notice.refresh_from_db()
    assert (notice.status, notice.answer) == ("granted", "You are right.")
    assert set(Article.objects.visible()) == {kept}
    assert DeskEvent.objects.get().reason == takedowns.REASON
    line = AuditLine.objects.get(model="articles.takedown")
    assert (line.actor, line.verb, line.after) == (admin_user, "granted", {"status": "granted"})


def test_more_articles_are_taken_down_by_their_addresses_and_by_legal_order(admin_client):
    article = ArticleFactory()
    notice = notice_of(urls="the piece on the quay")

    admin_client.post(
        page_of(notice), {"_grant": "1", "answer": "Done.", "more": article.get_absolute_url(), "legal": "on"}
    )

    article.refresh_from_db()
    assert (article.status, article.legal_order) == ("withdrawn", True)
    assert set(notice.articles.all()) == {article}


def test_a_notice_is_refused_with_words_and_nothing_goes(admin_client):
    article = ArticleFactory()
    notice = notice_of(article)

    missing = admin_client.post(page_of(notice), {"_refuse": "1", "answer": " "})
    assert "Say what you decided, and why." in missing.content.decode()
    admin_client.post(page_of(notice), {"_refuse": "1", "answer": "It is right."})

    notice.refresh_from_db()
    assert (notice.status, notice.answer) == ("refused", "It is right.")
    assert Article.objects.visible().count() == 1


def test_somebody_takes_it_on_and_the_steps_say_so(admin_client, admin_user):
    notice = notice_of()

    admin_client.post(page_of(notice), {"_take": "1"})

    notice.refresh_from_db()
    assert notice.taken_by == admin_user
    assert "<b>Taken on</b> by admin" in admin_client.get(page_of(notice)).content.decode()


def test_what_was_closed_meanwhile_is_not_closed_again(admin_client):
    article = ArticleFactory()
    notice = notice_of(article)
    takedowns.close(Takedown.objects.all(), Takedown.Status.REFUSED, NOON)

    for button in ("_grant", "_refuse", "_take"):
        answer = admin_client.post(page_of(notice), {button: "1", "answer": "x", "chosen": [article.pk]}, follow=True)
        assert "was closed meanwhile" in answer.content.decode()

    assert Article.objects.visible().count() == 1


def test_what_should_have_been_answered_before_is_marked(admin_client):
    late = notice_of(now=timezone.now() - dt.timedelta(days=8))
    notice_of()

    shown = admin_client.get(reverse("admin:articles_takedown_changelist"), {"state": "overdue"})

    assert list(shown.context["cl"].result_list) == [late]
    assert "Overdue" in admin_client.get(page_of(late)).content.decode()


def test_who_may_only_look_has_no_buttons_and_a_forged_answer_is_refused(client):
    user = User.objects.create_user("reader", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_takedown"))
    client.force_login(user)
    article = ArticleFactory()
    notice = notice_of(article)

    shown = client.get(page_of(notice)).content.decode()
    forged = client.post(page_of(notice), {"_grant": "1", "answer": "x", "chosen": [article.pk]})

    assert "_grant" not in shown
    assert forged.status_code == 403
    assert Article.objects.visible().count() == 1


def test_who_may_not_look_sees_nothing(client):
    client.force_login(User.objects.create_user("other", password="x", is_staff=True))

    assert client.get(page_of(notice_of())).status_code == 403


@pytest.mark.parametrize("number", ["0", "x", "9" * 40, "1 OR 1"])
def test_no_such_notice_is_not_found(admin_client, number):
    assert admin_client.get(f"/admin/articles/takedown/{number}/change/").status_code == 404


def test_hostile_words_of_a_notice_are_words(admin_client):
    notice = notice_of(name="<script>x</script>", statement="<img src=x>", urls="<b>")

    page = admin_client.get(page_of(notice)).content.decode()

    assert "<script>x" not in page
    assert "<img src=x>" not in page


def test_nobody_deletes_a_notice(admin_client):
    notice = notice_of()

    assert admin_client.post(reverse("admin:articles_takedown_delete", args=[notice.pk])).status_code == 403
