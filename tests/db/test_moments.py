"""Moments that Postgres has and Python has not: they are read as the first or the last that can be shown anywhere."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.postgres.moments import FIRST, LAST

pytestmark = pytest.mark.django_db


def read(text, kind="timestamptz"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}", [text])
        (moment,) = cursor.fetchone()
    return moment


@pytest.mark.parametrize("text", ["infinity", "10000-01-01", "294276-12-31", "9999-12-31 23:59:59+00"])
def test_what_lies_too_far_ahead_is_the_last_moment(text):
    assert read(text) == LAST.replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["-infinity", "0044-03-15 BC", "0001-01-01 00:00:00+00"])
def test_what_lies_too_far_back_is_the_first_moment(text):
    assert read(text) == FIRST.replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", [dt.timedelta(hours=14), dt.timedelta(hours=-12)])
def test_both_can_be_shown_in_any_zone(zone):
    for text in ("infinity", "-infinity"):
        assert timezone.localtime(read(text), dt.timezone(zone))


def test_all_others_are_as_they_were_written():
    assert read("2026-03-14 09:26:53.589793+02") == dt.datetime(2026, 3, 14, 7, 26, 53, 589793, dt.UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("infinity", LAST.date()),
        ("20000-01-01", LAST.date()),
        ("0044-03-15 BC", FIRST.date()),
        ("2026-03-14", dt.date(2026, 3, 14)),
    ],
)
def test_days_are_bounded_in_the_same_way(text, day):
    assert read(text, "date") == day
