"""opml: lists as they are found, with their flaws told; rights in and out without loss."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import grants
from ingest.errors import DocumentError, DocumentRefused, NotAFeed
from ingest.opml import LIST_BYTES, OUTLINES, OpmlList, Outline, read, write

RIGHTS = {
    "description": "News & tides",
    "country": "IE",
    "publishing": "review",
    "rights": "full",
    "excerptWords": "80",
    "images": "yes",
    "index": "no",
    "ai": "free",
    "licence": "CC BY 4.0",
    "licenceUrl": "https://licence.example/by",
    "evidence": "letter of 2026-03-14",
    "rightsUntil": "2027-12-31",
}


def opml(inside, head="<title>My list</title>"):
    return f'<?xml version="1.0"?>\n<opml version="2.0" xmlns:newsroom="urn:newsroom:opml:1"><head>{head}</head><body>{inside}</body></opml>'.encode()


def feed(name="a", more=""):
    return f'<outline type="rss" text="{name}" xmlUrl="https://{name}.example/feed" {more}/>'


def test_feeds_are_read_with_their_folders_in_the_order_of_the_list():
    listed = read(
        opml(
            f'<outline text="World"><outline text="Europe">{feed("a")}</outline>{feed("b")}</outline>'
            '<outline title="C" type="rss" xmlurl=" https://c.example/feed " htmlUrl="https://c.example/" language="nl"/>'
        )
    )

    assert listed == OpmlList(
        title="My list",
        outlines=(
            Outline("https://a.example/feed", "a", folders=("World", "Europe")),
            Outline("https://b.example/feed", "b", folders=("World",)),
            Outline("https://c.example/feed", "C", home_url="https://c.example/", language="nl"),
        ),
    )


def test_a_category_is_a_folder_where_there_is_none():
    nested = feed("b", 'category="/Y"')

    listed = read(opml(feed("a", 'category="/World/Europe,/Ports"') + f'<outline text="X">{nested}</outline>'))

    assert [outline.folders for outline in listed.outlines] == [("World", "Europe"), ("X",)]


def test_our_own_attributes_carry_the_rights():
    said = " ".join(f'newsroom:{name}="{value.replace("&", "&amp;")}"' for name, value in RIGHTS.items())

    listed = read(opml(feed("a", said)))

    assert listed.outlines[0].rights == RIGHTS
    assert listed.problems == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rights", "everything"),
        ("excerptWords", "many"),
        ("excerptWords", "4"),
        ("excerptWords", "٦٠"),
        ("images", "true"),
        ("ai", "maybe"),
        ("licenceUrl", "javascript:alert(1)"),
        ("licence", "x" * 121),
        ("rightsUntil", "soon"),
        ("publishing", "never"),
        ("country", "Ireland"),
        ("description", "x" * 501),
    ],
)
def test_a_wrong_value_is_a_problem_that_names_the_outline_and_costs_only_itself(name, value):
    flawed = feed("a", f'newsroom:{name}="{value}" newsroom:index="yes"')

    listed = read(opml(f'<outline text="World">{flawed}</outline>'))

    assert listed.outlines[0].rights == {"index": "yes"}
    assert len(listed.problems) == 1
    assert listed.problems[0].startswith(f'World / a: newsroom:{name}="{value[:60]}" is ')


def test_bare_ampersands_are_mended_and_told():
    listed = read(opml('<outline text="Fish & chips &amp; peas" xmlUrl="https://a.example/?x=1&y=2&amp;z=3"/>'))

    assert listed.outlines == (Outline("https://a.example/?x=1&y=2&z=3", "Fish & chips & peas"),)
    assert listed.problems == ("The list is not well-formed: it has bare ampersands.",)


def test_bare_quotes_and_markup_in_attributes_are_mended_and_told():
    listed = read(
        opml(
            '<outline text="The "Quay"" description="By <a href="https://x.example/" rel="y">x</a> & co." '
            'xmlUrl="https://a.example/feed" />' + feed("b")
        )
    )

    assert [(outline.title, outline.url) for outline in listed.outlines] == [
        ('The "Quay"', "https://a.example/feed"),
        ("b", "https://b.example/feed"),
    ]
    assert listed.problems == ("The list is not well-formed: its attributes hold bare quotes or markup.",)


def test_a_list_that_breaks_off_is_read_as_far_as_possible():
    listed = read(opml(feed("a") + '<outline text="b" xmlUrl="https://b.exa').partition(b"</body>")[0])

    assert [outline.url for outline in listed.outlines][:1] == ["https://a.example/feed"]
    assert "as far as possible" in listed.problems[0]


def test_junk_is_reported_and_the_rest_is_read():
    listed = read(
        opml(
            '<outline text="No feed"/><outline type="link" text="Page" url="https://page.example/"/>'
            '<outline text="Script" xmlUrl="javascript:alert(1)"/><outline text="File" xmlUrl="file:///etc/passwd"/>'
            '<outline text="Port" xmlUrl="http://x.example:port/"/><outline text="Blank" xmlUrl="http://x example/"/>'
            f"<!-- a note --><other>{feed('lost')}</other>" + feed("a") + feed("a")
        )
    )

    assert [outline.title for outline in listed.outlines] == ["a"]
    assert listed.problems == (
        "No feed: has no feed address (xmlUrl).",
        "Page: has no feed address (xmlUrl).",
        "Script: 'javascript:alert(1)' is not an http(s) address.",
        "File: 'file:///etc/passwd' is not an http(s) address.",
        "Port: 'http://x.example:port/' is not an http(s) address.",
        "Blank: 'http://x example/' is not an http(s) address.",
        "a: https://a.example/feed is listed twice.",
    )


def test_all_spellings_of_an_address_are_one():
    spellings = (
        "HTTP://A.example:80/feed?x=\u00e4#top",
        "http://a.example/feed?x=%C3%A4",
        "http://a.EXAMPLE./feed?x=\u00e4",
    )

    listed = read(opml("".join(f'<outline text="A" xmlUrl="{url}" htmlUrl="HTTP://A.example"/>' for url in spellings)))

    (outline,) = listed.outlines
    assert (outline.url, outline.home_url) == ("http://a.example/feed?x=%C3%A4", "http://a.example/")
    assert [problem.partition(" is ")[2] for problem in listed.problems] == ["listed twice."] * 2


def test_a_language_that_is_none_is_left_out():
    listed = read(opml(feed("a", 'language="English (all of it)"') + feed("b", 'language="pt_br"')))

    assert [outline.language for outline in listed.outlines] == ["", "pt-BR"]


@pytest.mark.parametrize("url", ["feed://a.example/feed", "feed:http://a.example/feed", "feed:a.example/feed"])
def test_the_feed_scheme_is_spelt_out(url):
    assert read(opml(f'<outline text="a" xmlUrl="{url}"/>')).outlines[0].url == "http://a.example/feed"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", NotAFeed),
        (b"<html><body>x</body></html>", NotAFeed),
        (b'{"opml": 1}', NotAFeed),
        (b'<!DOCTYPE opml SYSTEM "x"><opml><body/></opml>', DocumentRefused),
        (b'<opml><!ENTITY x "y"><body/></opml>', DocumentRefused),
        pytest.param(b"<opml>" + b" " * LIST_BYTES + b"</opml>", DocumentRefused, id="too large"),
    ],
)
def test_what_is_no_list_or_could_be_an_attack_is_refused(body, error):
    with pytest.raises(error):
        read(body)


def test_only_so_many_outlines_are_read_and_it_says_so():
    listed = read(opml("".join(feed(f"f{n}") for n in range(OUTLINES + 5))))

    assert len(listed.outlines) == OUTLINES
    assert listed.problems == ("The list has more than 20,000 outlines; the rest was not read.",)


@pytest.mark.parametrize(
    ("start", "again"),
    [
        *(
            ("", "<outline>"),
            ("", '<outline text="'),
            ("", "&"),
            ("", "<"),
        ),
        *(
            ("", "<outline/>"),
            ("", "<opml "),
            ('<outline text="a"', " "),
            ('<outline x="', "</outline"),
            ("", "<outline "),
        ),
    ],
)
def test_lists_built_to_exhaust_us_are_read_in_a_moment(start, again):
    body = opml(start + again * ((LIST_BYTES - 1_000) // len(again)))
    began = time.process_time()

    listed = read(body)

    assert time.process_time() - began < 10
    assert listed.outlines == ()
    assert len(listed.problems) <= OUTLINES + 2


def test_thousands_of_outlines_as_programs_write_them_are_not_too_many():
    more = 'title="The Harbour Post" htmlUrl="https://www.harbour-post.example/news/" version="RSS" description="Tides"'
    folders = ("".join(feed(f"post-{folder}-{n}", more) for n in range(50)) for folder in range(200))

    listed = read(
        opml("".join(f'<outline text="Desk"><outline text="Inner">{each}</outline></outline>' for each in folders))
    )

    assert len(listed.outlines) == 10_000
    assert listed.problems == ()


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(" ".join(f'a{number}="1"' for number in range(60_000)), id="plain"),
        pytest.param(" ".join(f'a{number}="<"' for number in range(60_000)), id="with markup inside, which is mended"),
        pytest.param('a="b" ' * 60_000, id="all alike"),
        pytest.param('a="' * 60_000, id="without an end"),
    ],
)
def test_a_list_with_very_many_attributes_is_refused_at_once(more):
    with pytest.raises(DocumentRefused, match="more than 1,000 attributes"):
        read(opml(f"<outline {more}/>"))


OUTLINE = st.builds(
    Outline,
    url=st.integers(0, 10**9).map("https://quay.example/{}?a=1&b=<".format).map(lambda url: url.replace("<", "")),
    title=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20),
    home_url=st.sampled_from(["", "https://quay.example/"]),
    folders=st.lists(st.sampled_from(["World", "Ports & tides", "<Arts>", "Été"]), max_size=3).map(tuple),
    language=st.sampled_from(["", "en", "pt-BR"]),
    rights=st.sampled_from([{}, RIGHTS, {"rights": "headline"}]),
)


@given(st.lists(OUTLINE, max_size=8, unique_by=lambda outline: outline.url))
def test_what_is_written_reads_back_the_same(outlines):
    listed = read(write(outlines, "Our list"))

    assert sorted(listed.outlines, key=lambda outline: outline.url) == sorted(outlines, key=lambda outline: outline.url)
    assert (listed.title, listed.problems) == ("Our list", ())


@given(st.binary(max_size=200))
def test_any_bytes_give_a_list_or_one_of_our_errors(noise):
    for body in (noise, opml("").replace(b"<body>", b"<body>" + noise)):
        try:
            read(body)
        except DocumentError:
            continue


def test_grants_read_what_they_write():
    fields = grants.as_fields(RIGHTS)

    assert {name: grants.GRANTS[name].write(fields[grants.GRANTS[name].field]) for name in RIGHTS} == RIGHTS


@pytest.mark.shared
def test_every_public_list_is_read_or_refused(shared):
    lists = feeds = 0

    for path in sorted((shared / "corpus" / "opml").rglob("*")):
        if path.is_file():
            try:
                listed = read(path.read_bytes())
            except DocumentError:
                continue
            lists += 1
            feeds += len(listed.outlines)
            assert len(read(write(listed.outlines, listed.title)).outlines) == len(listed.outlines)

    assert (lists, feeds) >= (201, 6_165)  # Two of them stand twice in a list, once with a slash behind the host.
