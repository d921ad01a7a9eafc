"""Notices of takedown: taken in under a receipt, answered once, forgotten in time."""

import datetime as dt
import re

import pytest

from articles import takedowns
from articles.models import Takedown
from tests.factories import NOON

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Port of Kilbrack",
    "email": "port@kilbrack.example",
    "urls": "/article/1-x/",
    "right": "error",
    "statement": "No.",
}


def everything():
    return Takedown.objects.all()


def test_each_notice_has_a_receipt_of_its_own_that_can_be_read_aloud():
    receipts = {takedowns.receive(SAID, NOON).receipt for _ in range(20)}

    assert len(receipts) == 20
    assert all(re.fullmatch(r"(?:[2-9A-HJKMNP-TV-Z]{4}-?){3}", receipt) for receipt in receipts)


def test_a_flood_is_not_kept():
    for _ in range(takedowns.MOST_AN_HOUR):
        takedowns.receive(SAID, NOON)

    assert takedowns.receive(SAID, NOON + dt.timedelta(minutes=59)) is None
    assert takedowns.receive(SAID, NOON + dt.timedelta(minutes=61)) is not None


def test_a_notice_is_closed_once():
    takedowns.receive(SAID, NOON)

    assert takedowns.close(everything(), Takedown.Status.GRANTED, NOON) == 1
    assert takedowns.close(everything(), Takedown.Status.REFUSED, NOON) == 0
    assert Takedown.objects.get().status == "granted"


def test_a_year_after_the_answer_it_is_forgotten_who_asked():
    takedowns.receive(SAID, NOON)
    still_open = takedowns.receive(SAID, NOON)
    takedowns.close(everything().exclude(pk=still_open.pk), Takedown.Status.REFUSED, NOON)

    assert takedowns.forget(NOON + dt.timedelta(days=365)) == 0
    assert takedowns.forget(NOON + dt.timedelta(days=366)) == 1
    assert takedowns.forget(NOON + dt.timedelta(days=367)) == 0

    closed = Takedown.objects.get(status="refused")
    assert (closed.name, closed.email, closed.statement, closed.urls) == ("", "", "", "/article/1-x/")
    still_open.refresh_from_db()
    assert still_open.name == "Port of Kilbrack"


def test_haste_is_told_by_a_stamp_that_nobody_else_can_make():
    stamp = takedowns.stamp(NOON)

    assert takedowns.is_hasty(stamp, NOON + dt.timedelta(seconds=2))
    assert not takedowns.is_hasty(stamp, NOON + dt.timedelta(seconds=4))
    assert takedowns.is_hasty(f"1{stamp}", NOON + dt.timedelta(seconds=4))
    assert takedowns.is_hasty("", NOON)
