import pytest

from articles.entry import Enclosure, Entry, Origin, SafeHTML
from articles.sanitize import (
    CHARACTERS,
    VERSION,
    clean_html,
    clean_text,
    link_text,
    plain_text,
    sanitize,
)

BASE = "https://harbour.example/news/today"
REL = 'rel="nofollow ugc noopener noreferrer"'


def entry(**said) -> Entry:
    return Entry(**{"guid": "1", "url": "https://harbour.example/tides", "base_url": BASE, "headline": "Tides", **said})


@pytest.mark.parametrize(
    ("wild", "clean"),
    [
        ("", ""),
        ("  \n ", ""),
        ("<p>Spring tide</p>", "<p>Spring tide</p>"),
        ("<h1>Spring</h1>", "<h2>Spring</h2>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<section><div><p>One</p></div></section>", "<p>One</p>"),
        ("<p></p><p>&nbsp;</p><p><br></p><p>x</p>", "<p>x</p>"),
        ("<font color=red>Red</font> <span class=x>tide</span>", "Red tide"),
        ("<p id=a class=b style=c data-d=e lang=f title=g onclick=h>x</p>", "<p>x</p>"),
        ("a<script>b</script><style>c</style><svg>d</svg><title>e</title>f", "af"),
        ("a<!-- b -->c", "ac"),
        ("x\x00y&#0;z\x1b\x85\ud800", "xy\ufffdz"),
        ("a&#1;b&#31;c", "abc"),
        ("a" + "\u0301" * 9 + "b" + "&#769;" * 9, "a" + "\u0301" * 4 + "b" + "\u0301" * 4),
        ('<ol start="3" reversed type="a"><li>x</ol>', '<ol start="3" reversed=""><li>x</li></ol>'),
        ('<time datetime="2026-03-14">now</time>', '<time datetime="2026-03-14">now</time>'),
        ('<abbr title="High\u202e Water">HW</abbr>', '<abbr title="High Water">HW</abbr>'),
    ],
)
def test_markup_is_kept_where_it_is_listed_and_text_everywhere(wild, clean):
    assert clean_html(wild, BASE) == clean


def test_cells_may_span_a_few_others_and_no_more():
    cleaned = clean_html('<table><tr><td colspan=2 rowspan=9999 scope=row>x<td colspan=100 scope="x">y</table>', BASE)

    assert '<td colspan="2" scope="row">x</td><td>y</td>' in cleaned


@pytest.mark.parametrize(
    ("address", "resolved"),
    [
        ("/tables?a=1&b=2#c", "https://harbour.example/tables?a=1&amp;b=2#c"),
        ("tables", "https://harbour.example/news/tables"),
        ("//sea.example/a", "https://sea.example/a"),
        ("https:sea.example", "https://sea.example"),
        ("HTTPS://sea.example", "https://sea.example"),
        ("https:\\\\sea.example\\a", "https://sea.example/a"),
        ("#note", "https://harbour.example/news/today#note"),
        ("ht\ntps://sea\u200b.example/ a", "https://sea.example/%20a"),
        ("mailto:desk@harbour.example", "mailto:desk@harbour.example"),
    ],
)
def test_links_lead_where_a_browser_would_have_gone(address, resolved):
    assert clean_html(f'<a href="{address}">x</a>', BASE) == f'<a href="{resolved}" {REL}>x</a>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "&#1;javascript:alert(1)",
        "JAVASCRIPT:123",
        "vbscript:x",
        "data:text/html,x",
        "data:1",
        "tel:1",
        "file:///etc/passwd",
        "https://",
        "https://user@sea.example/",
        "https://user:secret@sea.example/",
        "https://[::1",
        "https://sea.example:99999/",
        "https://sea.example:x/",
        "https://sea%2eexample/",
        "https://sea.example/" + "a" * 2_050,
        "mailto:",
        "",
    ],
)
def test_links_that_may_not_stand_leave_their_text(address):
    assert clean_html(f'<a href="{address}">x</a><img src="{address}">', BASE) == "x"


def test_without_a_base_relative_addresses_go():
    assert clean_html('<a href="/x">x</a>', "") == "x"
    assert clean_html('<a href="/x">x</a>', "javascript:alert(1)") == "x"


def test_pictures_keep_their_words_and_sizes():
    cleaned = clean_html("<img src=a.png alt='The pier' width=300px height='200' srcset=b loading=lazy>", BASE)

    assert cleaned == '<img src="https://harbour.example/news/a.png" alt="The pier" width="300" height="200">'


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=a.png width=1 height=1>",
        "<img src=a.png height=0>",
        "<img src=a.png width=1px>",
        "<img>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src=https://pixel.wp.com/b.gif>",
        "<img src=https://feeds.feedburner.com/~r/tides/~4/x>",
    ],
)
def test_pictures_that_nobody_sees_go(picture):
    assert clean_html(f"<p>x</p>{picture}", BASE) == "<p>x</p>"


def test_pictures_that_a_script_would_load_are_found():
    cleaned = clean_html("<img src='data:image/gif;base64,R0' data-src=/pier.jpg>", BASE)

    assert 'src="https://harbour.example/pier.jpg"' in cleaned


@pytest.mark.parametrize(
    "embedded",
    [
        "<iframe src='https://film.example/1'></iframe>",
        "<iframe src='https://film.example/1'/>",
        "<iframe src='https://film.example/1'>",
        "<embed src='https://film.example/1'>",
        "<object data='https://film.example/1'></object>",
        "<video><source src='https://film.example/1'><source src='https://film.example/1'></video>",
    ],
)
def test_embedded_pages_become_one_link_and_swallow_nothing(embedded):
    cleaned = clean_html(f"<p>a</p>{embedded}<p>b</p>", BASE)

    assert cleaned == f'<p>a</p><p><a href="https://film.example/1" {REL}>film.example</a></p><p>b</p>'


def test_pictures_inside_their_own_address_cost_the_text_nothing():
    cleaned = clean_html(f"<p>a</p><img src='data:image/png;base64,{'A' * CHARACTERS}'><p>b <b>c</b></p>", BASE)

    assert cleaned == "<p>a</p><p>b <b>c</b></p>"


def test_what_is_too_long_becomes_plain_paragraphs():
    cleaned = clean_html("<p>Low &amp; <b>high</b></p><script>x</script><p>tide</p>" * 10_000, BASE)

    assert cleaned.startswith("<p>Low &amp; high</p><p>tide</p>")
    assert len(cleaned) <= CHARACTERS
    assert "<b>" not in cleaned
    assert "script" not in cleaned


def test_a_link_whose_host_only_the_cleaner_refuses_becomes_its_text():
    cleaned = clean_html('<p><a href="//b.example\U00019192">Tide</a> <a title="x">tables</a></p>', BASE)

    assert cleaned == "<p>Tide tables</p>"
    assert clean_html(cleaned, "") == cleaned


@pytest.mark.parametrize(
    ("wild", "plain"),
    [
        ("Low &amp; high", "Low & high"),
        ("Low &amp;amp; high", "Low &amp; high"),
        ("<p>Low</p><p>high</p>", "Low high"),
        ("<b>Lo</b>w", "Low"),
        ("1 < 2", "1 < 2"),
        ("&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("a<script>b</script>c", "ac"),
        ("  a \n\t b&nbsp;c ", "a b c"),
        ("a\u202eb\u2066c\u200bd\ufeffe", "abcde"),
        ("a\u200db", "ab"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("a" + "\u0301" * 9, "a" + "\u0301" * 4),
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
        ("a\x00&#x1;\ud800b", "ab"),
        ("<a" * 1_000, ""),
    ],
)
def test_plain_fields_are_one_line_of_text(wild, plain):
    assert plain_text(wild, 500) == plain


def test_long_plain_fields_are_cut_between_words():
    assert plain_text("The tide is high", 12) == "The tide is\u2026"
    assert len(plain_text("a" * 1_000_000, 500)) == 500


def test_text_fields_keep_what_looks_like_markup():
    assert clean_text("How <b> and &amp;\nare\x00 written", 100) == "How <b> and &amp; are written"


def test_plain_text_becomes_paragraphs_with_links():
    html = link_text("See https://tides.org/a?b=1&c=2 <now>\nnext line\n\nNew paragraph")

    assert html == (
        f'<p>See <a href="https://tides.org/a?b=1&amp;c=2" {REL}>https://tides.org/a?b=1&amp;c=2</a> &lt;now&gt;<br>'
        "next line</p><p>New paragraph</p>"
    )


def test_an_entry_is_made_clean_in_every_field():
    clean = sanitize(
        entry(
            headline="<b>High</b> &amp; low",
            dek="<p>Water <i>rises</i></p>",
            body="<p onclick=x>It rises.</p>",
            authors=("<a>Mo</a>", "Mo", "", "R. Tide"),
            tags=("sea", "<b>sea</b>", "x" * 99),
            language="en-IE",
            licence_url="javascript:x",
            origin=Origin("<i>Gazette</i>", "https://gazette.example/"),
            enclosures=(
                Enclosure("javascript:x"),
                Enclosure(
                    "https://harbour.example/a.mp3", type="AUDIO/MPEG", length=-1, medium="nonsense", title="<b>A</b>"
                ),
            ),
        )
    )

    assert (clean.headline, clean.dek, clean.body) == ("High & low", "Water rises", "<p>It rises.</p>")
    assert (clean.authors, clean.tags) == (("Mo", "R. Tide"), ("sea", "x" * 59 + "\u2026"))
    assert (clean.language, clean.licence_url, clean.origin) == (
        "en-IE",
        "",
        Origin("Gazette", "https://gazette.example/"),
    )
    assert clean.enclosures == (Enclosure("https://harbour.example/a.mp3", type="audio/mpeg", title="A"),)
    assert clean.raw_body == "<p onclick=x>It rises.</p>"
    assert clean.sanitizer_version == VERSION


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        ({"dek": "one two three four five six seven eight nine ten eleven twelve thirteen"},
         "one two three four five six seven eight nine ten eleven twelve\u2026"),
        ({"body": "<p>Only a body</p>"}, "Only a body"),
        ({"url": "https://harbour.example/2026/spring-tide_tonight.html"}, "spring tide tonight"),
        ({"url": "https://harbour.example/"}, "Untitled"),
        ({"headline": "<img src=x>", "url": ""}, "Untitled"),
    ],
)  # fmt: skip
def test_a_headline_is_never_empty(said, headline):
    assert sanitize(entry(**{"headline": "", **said})).headline == headline


def test_a_body_with_nothing_in_it_is_none():
    assert sanitize(entry(body="<p> </p><script>x</script>")).body == SafeHTML("")
    assert sanitize(entry(body="<img src=/a.jpg>")).body != SafeHTML("")


def test_what_is_kept_for_cleaning_again_is_bounded_and_cleans_to_the_same():
    clean = sanitize(entry(body="<p>tide</p>" * 40_000))

    assert len(clean.raw_body) == CHARACTERS + 1
    assert clean_html(clean.raw_body, BASE) == clean.body


def test_a_dek_of_pictures_gives_a_lead_image():
    clean = sanitize(entry(dek="<img src=/pier.jpg alt=Pier><p>Water rises</p>"))

    assert clean.dek == "Water rises"
    assert (clean.lead_image.url, clean.lead_image.alt) == ("https://harbour.example/pier.jpg", "Pier")
