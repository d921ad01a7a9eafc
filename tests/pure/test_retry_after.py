"""Retry-After as servers write it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.retry_after import http_date, retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SENT = "Sun, 01 Mar 2026 09:00:00 GMT"  # This server's clock is three hours behind ours.


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Sun, 01 Mar 2026 09:02:00 GMT", 120.0),
        ("Sunday, 01-Mar-26 09:02:00 GMT", 120.0),
        ("Sun Mar  1 09:02:00 2026", 120.0),
        ("Sun, 01 Mar 2026 08:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("٣٠", None),
        ("9" * 400, None),
        ("Sun, 99 Mar 2026 09:02:00 GMT", None),
    ],
)
def test_seconds_and_dates_are_read_and_nothing_else(value, seconds):
    assert retry_after(value, SENT, NOW) == seconds


@pytest.mark.parametrize("sent", ["", "yesterday"])
def test_a_date_without_the_servers_own_date_counts_from_our_clock(sent):
    assert retry_after("Sun, 01 Mar 2026 12:02:00 GMT", sent, NOW) == 120.0


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail(text):
    moment = http_date(text)

    assert moment is None or moment.tzinfo is UTC
