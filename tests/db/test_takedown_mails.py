"""Mail about notices of takedown: who is told what and when, and that nobody can have us write to others."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail

from articles import takedowns
from articles.models import Takedown
from ingest import takedown_mails
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SAID = {"name": "Port of Kilbrack", "email": "port@kilbrack.example", "urls": "/article/1-x/", "right": "error",
        "statement": "Buy pills at https://pills.example/"}  # fmt: skip


@pytest.fixture(autouse=True)
def rights(settings):
    settings.MAIL_FROM, settings.OPERATORS = "desk@example.org", ["tides@example.org"]
    settings.SITE_URL, settings.SITE_NAME = "https://news.example.org", "The Quay"
    user = User.objects.create_user("rights", "rights@example.org")
    user.user_permissions.add(Permission.objects.get(codename="change_takedown"))
    return user


def sent():
    letters = [(message.to[0], message.subject, message.body) for message in mail.outbox]
    mail.outbox.clear()
    return letters


def test_the_desk_is_told_and_the_writer_gets_a_receipt_once():
    notice = takedowns.receive(SAID, NOON)

    takedown_mails.send(NOON)
    takedown_mails.send(NOON)

    (desk, _, told), (writer, _, receipt) = sent()
    assert (desk, writer) == ("rights@example.org", "port@kilbrack.example")
    assert f"/admin/articles/takedown/{notice.pk}/change/" in told
    assert f"https://news.example.org/takedown/{notice.receipt}/" in receipt
    assert "2026-03-21" in receipt


def test_nothing_that_the_writer_wrote_is_mailed():
    takedowns.receive(SAID, NOON)

    takedown_mails.send(NOON)

    assert not any("pills" in body or "Kilbrack" in body for _, _, body in sent())


def test_an_address_gets_one_receipt_a_day_however_many_notices_name_it():
    for email in (SAID["email"], SAID["email"], SAID["email"].upper()):
        takedowns.receive({**SAID, "email": email}, NOON)

    takedown_mails.send(NOON)
    takedowns.receive(SAID, NOON)
    takedown_mails.send(NOON + DAY / 2)
    receipts = [to for to, _, _ in sent() if "kilbrack" in to.lower()]

    assert len(receipts) == 1


def receipts_to(*emails, at=NOON):
    """Receive a notice from each address, send what is to be sent, and return to whom receipts went."""
    for email in emails:
        takedowns.receive({**SAID, "email": email}, at)
    takedown_mails.send(at)
    return [to for to, _, _ in sent() if to != "rights@example.org"]


def test_a_mailbox_is_one_in_whatever_spelling():
    assert receipts_to("quay@port.example", "Quay+7@port.example", "quay+8@PORT.example") == ["quay@port.example"]
    assert receipts_to("quays@port.example", at=NOON) == ["quays@port.example"]


def test_a_mailbox_gets_three_receipts_a_month():
    days = [0, 2, 4, 6, 8, 40]

    got = [len(receipts_to(SAID["email"], at=NOON + day * DAY)) for day in days]

    assert got == [1, 1, 1, 0, 0, 1]


def test_the_site_sends_so_many_a_day_and_the_rest_later(monkeypatch):
    monkeypatch.setattr(takedown_mails, "A_DAY", 2)
    addresses = [f"quay-{number}@port.example" for number in range(3)]

    first = receipts_to(*addresses)
    same_day = receipts_to(at=NOON + DAY / 2)
    later = receipts_to(at=NOON + DAY)

    assert (first, same_day, later) == (addresses[:2], [], addresses[2:])


def test_the_desk_is_reminded_once_before_the_answer_is_due():
    takedowns.receive(SAID, NOON)
    takedown_mails.send(NOON)
    sent()

    for days in (4, 6, 6.5):
        takedown_mails.send(NOON + days * DAY)

    ((to, _, _),) = sent()
    assert to == "rights@example.org"


def test_the_answer_goes_to_the_writer_once(rights):
    notice = takedowns.receive(SAID, NOON)
    takedown_mails.send(NOON)
    sent()

    takedowns.refuse(notice, takedowns.Answer("It is right: {site}", rights, NOON))
    takedown_mails.send(NOON)
    takedown_mails.send(NOON)

    ((to, _, body),) = sent()
    assert to == "port@kilbrack.example"
    assert "It is right: {site}" in body


def test_where_nobody_answers_notices_operators_are_told(rights):
    rights.delete()
    takedowns.receive(SAID, NOON)

    takedown_mails.send(NOON)

    assert sent()[0][0] == "tides@example.org"


def test_what_was_not_sent_is_tried_again_and_given_up_after_three_days(monkeypatch, settings):
    notice = takedowns.receive(SAID, NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    takedown_mails.send(NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert Takedown.objects.get().receipt_mailed_at is None
    takedown_mails.send(NOON + DAY)
    assert len(sent()) == 2

    Takedown.objects.filter(pk=notice.pk).update(receipt_mailed_at=None, desk_mailed_at=None)
    takedown_mails.send(NOON + 4 * DAY)
    assert sent() == []


def test_without_mail_nothing_is_sent_and_nothing_is_said_to_be(settings):
    settings.MAIL_FROM = ""
    takedowns.receive(SAID, NOON)

    takedown_mails.send(NOON)

    assert Takedown.objects.get().desk_mailed_at is None
