"""Most of what feeds hold is plain, and takes a short way: it must lead where the long way leads."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from articles import html_bounds, safe_url
from articles.characters import without_controls
from ingest import dates, encoding, links, teasers, text

URLS = st.one_of(
    st.from_regex(safe_url._PLAIN, fullmatch=True),
    st.from_regex(links._PLAIN, fullmatch=True),
    st.from_regex(r"https?://[a-z0-9.:-]{1,20}(/[a-zA-Z0-9./;?#%&'=@:~-]{0,30})?", fullmatch=True),
)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", '<a href="/x">', "</a>", "<svg>", "<script>", "</script>", "<li/>", "a < b", "words"]
)
DAYS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31))  # noqa: DTZ001  The zone is written beside it.


@given(URLS)
@example("https://a.example/?")
@example("http://a.example:80/b;")
@example("https://a.example/b#")
@settings(max_examples=500, deadline=None)
def test_an_address_is_judged_as_the_long_way_judges_it(url):
    judged = safe_url.judge(url, "https://base.example/c/d")

    assert judged == safe_url._judged(url, "https://base.example/c/d", False)


@given(URLS)
@example("http://a.example")
@example("https://a.example/b?c=d&amp;e=f")
@example("https://a.example/b%20")
@settings(max_examples=500, deadline=None)
def test_a_link_is_absolute_as_the_long_way_makes_it(url):
    scrubbed = links._scrubbed(url)
    long_way = links._judged(scrubbed) if scrubbed and not links._is_foreign(scrubbed) else ""

    assert links.absolute(url) == long_way


@given(st.lists(TAGS, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_markup_that_looks_small_stays_within_bounds(html):
    assume(html_bounds._is_small(html))

    assert html_bounds._is_followed(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * (html_bounds.DEPTH + 1),
        f'<p title="{"x" * html_bounds.TAG_CHARACTERS}">',
        f'<b title="{"x" * 4_000}">' * 100,
        '<a title="<p>">',
        "<p title='a>b'>",
        "<![CDATA[x]]>",
    ],
)
def test_markup_that_might_break_a_bound_is_followed(html):
    assert not html_bounds._is_small(html)


@given(DAYS, st.sampled_from(["GMT", "UTC", "+0000", "-0430", "+1345"]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_date_of_mail_is_read_as_the_long_way_reads_it(day, zone, has_weekday):
    written = day.strftime("%a, %d %b %Y %H:%M:%S ").removeprefix("" if has_weekday else f"{day:%a}, ") + zone

    assert dates._read_plain(written) == dates._read(written).astimezone(UTC)


@given(DAYS, st.sampled_from(["Z", "+00:00", "-04:30", "+13:45"]))
@settings(max_examples=200, deadline=None)
def test_a_date_of_the_web_is_read_as_the_long_way_reads_it(day, zone):
    written = day.strftime("%Y-%m-%dT%H:%M:%S") + zone

    assert dates._read_plain(written) == dates._read(written).astimezone(UTC)


@pytest.mark.parametrize(
    "written", ["Mon, 31 Feb 2025 10:00:00 GMT", "2025-02-30T10:00:00Z", "Tue, 01 Mai 2025 10:00:00 GMT"]
)
def test_a_date_that_is_not_plain_goes_the_long_way(written):
    assert dates._read_plain(written) is None


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_text_that_can_be_printed_holds_nothing_to_take_out(written):
    plain = "".join(filter(str.isprintable, written))

    assert without_controls(plain) == plain
    assert text.storable(plain, len(plain)) == plain


@given(
    st.text(alphabet=" .…»&gt;raquo<p>/readmo"),
    st.sampled_from(["", "Read more", "Weiterlesen", "Devamını oku", "DEVAMI"]),
)
@settings(max_examples=500, deadline=None)
def test_an_invitation_is_looked_for_wherever_there_is_one(end, words):
    summary = f"It rained. {words}{end}"

    assert teasers._points_on(summary) or not teasers._PLAIN_INVITATION.search(summary)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\t\n\r\x00\x1f\x7f\ud800\ufffe\uffff"))))
@settings(max_examples=500, deadline=None)
def test_what_is_clean_at_a_glance_is_clean_at_a_search(written):
    unwanted = encoding.UNWANTED.search(written) or encoding.SURROGATE.search(written)

    assert encoding._is_clean(written) == (unwanted is None)
