"""A forgotten password: whom to ask, or a link by mail, without telling anybody who has an account."""

import re
import time

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.urls import reverse

from newsroom.access import attempts, forgotten

NEW = "heron tide gravel lantern"
OLD = "quay lantern herring ledger"


@pytest.fixture
def person(db, settings):
    settings.MAIL_FROM, settings.SITE_URL = "desk@example.org", "https://news.example.org"
    return User.objects.create_user("mate", "Mate@port.example", OLD, is_staff=True)


def ask(client, email, **more):
    return client.post(reverse("admin:forgotten"), {"email": email}, **more)


def path_in(letter):
    return re.search(r"https://news\.example\.org(/\S+)", letter.body)[1]


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(client, db):
    page = client.get(reverse("admin:login")).content.decode()
    answer = ask(client, "mate@port.example").content.decode()

    assert reverse("admin:forgotten") in page
    assert "Ask whoever manages people here" in answer
    assert 'name="email"' not in answer


@pytest.mark.django_db(transaction=True)
def test_a_link_comes_by_mail_to_the_address_of_the_account_whatever_host_was_asked_for(client, person, settings):
    settings.ALLOWED_HOSTS = ["*"]

    answer = ask(client, "mate@PORT.example", HTTP_HOST="evil.example")
    until = time.monotonic() + 20
    while not mail.outbox and time.monotonic() < until:
        time.sleep(0.05)

    (letter,) = mail.outbox
    assert "a link is on its way" in answer.content.decode()
    assert letter.to == ["Mate@port.example"]
    assert path_in(letter).startswith("/admin/login/new-password/")
    assert "evil" not in letter.body


@pytest.mark.parametrize(
    "change", [{"is_staff": False}, {"is_active": False}, {"password": "!"}, {"email": "other@port.example"}]
)
def test_nobody_else_is_written_to(person, change):
    User.objects.filter(pk=person.pk).update(**change)

    forgotten.write("mate@port.example")

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_the_same_for_whom_nobody_knows(client, person):
    known, unknown = (ask(client, email).content.decode() for email in ("mate@port.example", "none@port.example"))

    assert known.replace("mate@port.example", "") == unknown.replace("none@port.example", "")


def test_a_new_password_holds_ends_every_session_and_frees_the_sign_in(client, person, settings):
    elsewhere = Client()
    elsewhere.force_login(person)
    for _ in range(settings.SIGN_IN_FAILURES):
        client.post(reverse("admin:login"), {"username": "mate", "password": "wrong"})
    forgotten.write("mate@port.example")
    page = client.get(path_in(mail.outbox[0]), follow=True)

    done = client.post(page.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW}, follow=True)

    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "The new password holds" in done.content.decode()
    assert default_token_generator.make_token(person) not in page.redirect_chain[-1][0]
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("admin:login"), {"username": "mate", "password": NEW})
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_weak_password_is_refused(client, person):
    forgotten.write("mate@port.example")
    page = client.get(path_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]

    answer = client.post(page, {"new_password1": "short", "new_password2": "short"})

    person.refresh_from_db()
    assert person.check_password(OLD)
    assert "at least 12 characters" in answer.content.decode()


@pytest.mark.parametrize("spoilt", ["used", "late", "forged"])
def test_a_link_holds_once_and_for_an_hour(client, person, settings, spoilt):
    forgotten.write("mate@port.example")
    path = path_in(mail.outbox[0])
    if spoilt == "used":
        person.set_password(NEW)
        person.save()
    elif spoilt == "late":
        settings.PASSWORD_RESET_TIMEOUT = -1
    else:
        path = path[:-3] + "ab/"

    answer = client.get(path, follow=True).content.decode()

    assert "This link holds no longer" in answer
    assert 'name="new_password1"' not in answer


def test_a_link_holds_for_an_hour(settings):
    assert settings.PASSWORD_RESET_TIMEOUT == 3600


@pytest.mark.parametrize("varied", ["address", "email"])
def test_asking_is_bounded_like_signing_in(client, person, settings, monkeypatch, varied):
    monkeypatch.setattr(forgotten, "Thread", lambda **_: type("Nobody", (), {"start": lambda _: None})())
    tries = settings.SIGN_IN_FAILURES * (attempts.AN_ADDRESS_MAY if varied == "email" else 1)

    answers = [
        ask(
            client,
            f"{number if varied == 'email' else ''}none@port.example",
            REMOTE_ADDR=f"192.0.2.{number if varied == 'address' else 1}",
        )
        for number in range(tries + 1)
    ]

    assert [answer.status_code for answer in answers] == [200] * tries + [429]
    assert answers[-1].headers["Retry-After"]
