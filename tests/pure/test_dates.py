import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import judge_dates, parse_date
from ingest.datewords import MONTHS
from tests.pure.hostile import any_text, hostile_texts, seconds

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 03 Jun 2003 09:39:21 GMT", utc(2003, 6, 3, 9, 39, 21)),
        ("Tue, 3 Jun 2003 09:39 +0000", utc(2003, 6, 3, 9, 39)),
        ("03 Jun 03 09:39:21 EST", utc(2003, 6, 3, 14, 39, 21)),
        ("Fri, 17 May 2019 23:21:44 BST", utc(2019, 5, 17, 22, 21, 44)),
        ("Fri, 17 May 2019 23:21:44 CEST", utc(2019, 5, 17, 21, 21, 44)),
        ("Fri, 17 May 2019 23:21:44 CET", utc(2019, 5, 17, 22, 21, 44)),
        ("Fri, 17 May 2019 23:21:44 JST", utc(2019, 5, 17, 14, 21, 44)),
        ("Fri, 17 May 2019 23:21:44 PDT", utc(2019, 5, 18, 6, 21, 44)),
        ("Fri, 17 May 2019 12:00:00 IST", utc(2019, 5, 17, 6, 30)),
        ("Fri, 17 May 2019 12:00:00 +0530", utc(2019, 5, 17, 6, 30)),
        ("Fri, 17 May 2019 12:00:00 + 0200", utc(2019, 5, 17, 10)),
        ("Fri, 17 May 2019 12:00:00 GMT-07:00", utc(2019, 5, 17, 19)),
        ("Fri, 17 May 2019 12:00:00 Europe/Brussels", utc(2019, 5, 17, 10)),
        ("Fri, 17 May 2019 12:00:00 Europe/Atlantis", utc(2019, 5, 17, 12)),
        ("Fri, 17 May 2019 12:00:00 +9900", utc(2019, 5, 17, 12)),
        ("Mon Oct 03 18:45:39 UTC 2011", utc(2011, 10, 3, 18, 45, 39)),
        ("Mon Oct 03 10:32:56 +0200 2011", utc(2011, 10, 3, 8, 32, 56)),
        ("Sun, 17 Dec 2017 1:55 PM EST", utc(2017, 12, 17, 18, 55)),
        ("Nov. 16, 2020, 12:05 a.m.", utc(2020, 11, 16, 0, 5)),
        ("Friday, December 22, 2017 - 3:09pm", utc(2017, 12, 22, 15, 9)),
        ("Monday, October 6, 2023 - 16:29", utc(2023, 10, 6, 16, 29)),
        ("Lundi, 16. Novembre 2020 - 15:54", utc(2020, 11, 16, 15, 54)),
        ("Mon, 16th Nov 2020 13:16:28 GMT", utc(2020, 11, 16, 13, 16, 28)),
        ("16(th) Feb(ruary) 2006 01:39 +0000 (some (nested) words)", utc(2006, 2, 16, 1, 39)),
        ("03 Apr 02 1500 GMT", utc(2002, 4, 3, 15)),
        ("26 Sep 2022 GMT", utc(2022, 9, 26)),
        ("Nov. 2020", utc(2020, 11, 1)),
        ("Sat, 31 Jun 2006 10:00:00 GMT", utc(2006, 6, 30, 10)),
    ],
)
def test_dates_of_rss_are_read(text: str, expected: datetime) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-12-22T22:09:49Z", utc(2017, 12, 22, 22, 9, 49)),
        ("2017-12-22t22:09:49.25z", utc(2017, 12, 22, 22, 9, 49, 250000)),
        ("2017-12-22T22:09:49+05:30", utc(2017, 12, 22, 16, 39, 49)),
        ("2017-12-22T22:09:49-0500", utc(2017, 12, 23, 3, 9, 49)),
        ("2017-12-22T22:09", utc(2017, 12, 22, 22, 9)),
        ("2017-12-22 22:09:49 GMT", utc(2017, 12, 22, 22, 9, 49)),
        ("2017-12-22 T 22:09:49Z", utc(2017, 12, 22, 22, 9, 49)),
        ("2006-01-17T12:35:9+01:00", utc(2006, 1, 17, 11, 35, 9)),
        ("2020-11-08T16:20:00-05:00Z", utc(2020, 11, 8, 21, 20)),
        ("2017-12-22T24:00:00Z", utc(2017, 12, 23)),
        ("2016-12-31T23:59:60Z", utc(2016, 12, 31, 23, 59, 59)),
        ("2017-12-22T25:61:00Z", utc(2017, 12, 22)),
        ("20-04-10T05:00:00+00:00", utc(2020, 4, 10, 5)),
        ("2017-12", utc(2017, 12, 1)),
        ("2017", utc(2017, 1, 1)),
        ("20171222", utc(2017, 12, 22)),
        ("20171222T220949Z", utc(2017, 12, 22, 22, 9, 49)),
        ("20171222220949", utc(2017, 12, 22, 22, 9, 49)),
        ("2017-W51-5", utc(2017, 12, 22)),
        ("2020/1/10 14:33:00", utc(2020, 1, 10, 14, 33)),
        (">2015-02-06T13:05:22-05:00", utc(2015, 2, 6, 18, 5, 22)),
        ('<time datetime="2019-05-03T19:21:28Z">Fri, 05/03/2019 - 15:21</time>', utc(2019, 5, 3, 19, 21, 28)),
        ("1520932969", utc(2018, 3, 13, 9, 22, 49)),
        ("1520932969.5", utc(2018, 3, 13, 9, 22, 49)),
        ("1520932969000", utc(2018, 3, 13, 9, 22, 49)),
        ("/Date(1520932969000+0000)/", utc(2018, 3, 13, 9, 22, 49)),
    ],
)
def test_dates_of_atom_and_numbers_are_read(text: str, expected: datetime) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22.11.2022 12:16", utc(2022, 11, 22, 12, 16)),
        ("30.10.23", utc(2023, 10, 30)),
        ("28-05-2010", utc(2010, 5, 28)),
        ("19:27, 3.Oct.11", utc(2011, 10, 3, 19, 27)),
        ("10/30/23 21:55:58", utc(2023, 10, 30, 21, 55, 58)),
        ("Fri, 26/06/2020", utc(2020, 6, 26)),
        ("Mon, 05/10/2020", utc(2020, 10, 5)),
        ("05/10/2020", utc(2020, 5, 10)),
        ("2020-13-05", utc(2020, 5, 13)),
        ("01 Jan 104 10:00:00 GMT", utc(2004, 1, 1, 10)),
    ],
)
def test_the_order_of_numbers_is_told_by_their_separators(text: str, expected: datetime) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do, 29 Mär 2018 00:00:00 +0200", utc(2018, 3, 28, 22)),
        ("mar., 01 déc. 2020 16:11:02 +0000", utc(2020, 12, 1, 16, 11, 2)),
        ("1er août 2020", utc(2020, 8, 1)),
        ("5 août 2020 à 15h09", utc(2020, 8, 5, 15, 9)),
        ("lunes, 3 de enero de 2022 10:00", utc(2022, 1, 3, 10)),
        ("3 gennaio 2022", utc(2022, 1, 3)),
        ("3 de março de 2022", utc(2022, 3, 3)),
        ("3 mei 2022", utc(2022, 5, 3)),
        ("Pn, 03 paź 2011 18:09:00 GMT", utc(2011, 10, 3, 18, 9)),
        ("3 września 2022", utc(2022, 9, 3)),
        ("Пн, 03 окт 2022 10:00:00 +0300", utc(2022, 10, 3, 7)),
        ("3 сентября 2022", utc(2022, 9, 3)),
        ("3 серпня 2022", utc(2022, 8, 3)),
        ("3 Ağustos 2022", utc(2022, 8, 3)),
        ("3. června 2022", utc(2022, 6, 3)),
        ("2022. március 3. 10:15", utc(2022, 3, 3, 10, 15)),
        ("3. helmikuuta 2022 klo 12.30", utc(2022, 2, 3, 12, 30)),
        ("3 maj 2022", utc(2022, 5, 3)),
        ("Τρι, 29 Ιούν 2004 12:53:00 GMT", utc(2004, 6, 29, 12, 53)),
        ("3 ianuarie 2022", utc(2022, 1, 3)),
        ("2020年1月10日(金) 14時33分20秒", utc(2020, 1, 10, 14, 33, 20)),
        ("2020年1月10日 下午3:05", utc(2020, 1, 10, 15, 5)),
        ("2020년 1월 10일 금요일 오후 3시 5분", utc(2020, 1, 10, 15, 5)),
        ("２０２０年１月１０日", utc(2020, 1, 10)),
        ("10 يناير 2020 14:05", utc(2020, 1, 10, 14, 5)),
        ("10 كانون الثاني 2020", utc(2020, 1, 10)),
        ("١٠ يناير ٢٠٢٠", utc(2020, 1, 10)),
        ("10 בינואר 2020", utc(2020, 1, 10)),
        ("10 ינואר 2020", utc(2020, 1, 10)),
        ("10 มกราคม 2563", utc(2020, 1, 10)),
        ("10 Januari 2020", utc(2020, 1, 10)),
        ("10 जनवरी 2020", utc(2020, 1, 10)),
    ],
)
def test_dates_in_many_languages_are_read(text: str, expected: datetime) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "somedate", "not a date", "Tomorrow", "12 o'clock", "3 Oct", "07-01T01:55:07-05:00", "2024-13-45 99:99:99", "0000-01-01",
     "10000-01-01T00:00:00Z", "infinity", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "99999999999999999999"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_no_name_of_a_month_is_a_number() -> None:
    assert len(MONTHS) > 500
    assert set(MONTHS.values()) == set(range(1, 13))
    assert not [name for name in MONTHS if not name or any(map(str.isdigit, name))]


def test_a_future_within_a_day_is_now_and_a_farther_one_is_suspect() -> None:
    soon, far = NOW + timedelta(hours=20), NOW + timedelta(hours=25)

    assert judge_dates(soon, None, NOW) == (NOW, None, False)
    assert judge_dates(far, None, NOW) == (None, None, True)
    assert judge_dates(utc(1989, 12, 31), None, NOW) == (None, None, True)


def test_the_date_of_an_update_serves_where_no_other_is_given() -> None:
    assert judge_dates(None, utc(2020, 1, 1), NOW) == (utc(2020, 1, 1), utc(2020, 1, 1), False)
    assert judge_dates(None, None, NOW) == (None, None, False)


def test_a_bad_update_does_not_spoil_a_good_date_but_is_told() -> None:
    assert judge_dates(utc(2020, 1, 1), utc(3013, 1, 1), NOW) == (utc(2020, 1, 1), None, True)


@given(text=any_text | st.text(st.sampled_from(list("0123456789 :-+./,TZ janfebmarsundaypmgmt年月日")), max_size=60))
def test_any_text_gives_an_aware_date_or_none(text: str) -> None:
    moment = parse_date(text)

    assert moment is None or moment.utcoffset() == timedelta(0)


@given(moment=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001  The zone is set below.
def test_a_date_that_is_written_is_read_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC, microsecond=0)

    for layout in (
        "%a, %d %b %Y %H:%M:%S +0000",
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%Y %H:%M:%S",
        "%B %d, %Y %I:%M:%S %p UTC",
        "%Y%m%d%H%M%S",
    ):
        assert parse_date(aware.strftime(layout)) == aware


def test_hostile_dates_cost_linear_time() -> None:
    assert max(seconds(parse_date, text) for text in hostile_texts()) < 0.2


DATE_TAG = re.compile(
    rb"<((?:[\w.-]+:)?(?:pubDate|date|published|updated|issued|modified|created|lastBuildDate))\b[^>]*>([^<]{1,200})</\1\s*>",
    re.IGNORECASE,
)


def raw_dates(folder: Path) -> list[str]:
    found = [text for path in folder.rglob("*") if path.is_file() for _, text in DATE_TAG.findall(path.read_bytes())]
    return [html.unescape(text.decode("utf-8", "replace")).strip() for text in found if text.strip()]


@pytest.mark.shared
def test_the_dates_of_real_feeds_are_read(shared) -> None:
    dates = raw_dates(shared / "corpus/real")

    unread = {text for text in dates if parse_date(text) is None}

    assert len(dates) > 10_000
    assert unread <= {"somedate"}
