"""parse: what feeds say, verbatim, and nothing that feedparser guesses."""

import pytest

from ingest.errors import NotAFeed
from ingest.parse import parse
from ingest.values import Limits, ParsedMedia

NAMESPACES = """xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:cc="http://backend.userland.com/creativeCommonsRssModule"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" """
LARGER = "larger than the size limit: what was whole was kept (entries: {}), the rest was left out"


def read(document, content_type="application/xml", **options):
    body = document if isinstance(document, bytes) else document.encode()
    return parse(body, content_type, options.pop("limits", Limits()), **options)


def rss(inside, channel=""):
    return f'<?xml version="1.0"?>\n<rss version="2.0" {NAMESPACES}><channel><title>Quay</title>{channel}{inside}</channel></rss>'


def item(inside):
    return read(rss(f"<item>{inside}</item>")).entries[0]


def atom(inside, attributes=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Quay</title>{inside}</feed>'


def entry(inside, attributes=""):
    return read(atom(f"<entry>{inside}</entry>", attributes)).entries[0]


# Versions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "version"),
    [
        (rss("<item><title>x</title></item>"), "rss20"),
        ('<rss version="0.91"><channel><item><title>x</title></item></channel></rss>', "rss091u"),
        ('<rss version="0.92"><channel><item><title>x</title></item></channel></rss>', "rss092"),
        (
            (
                '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
                '<rss version="0.91"><channel><item><title>x</title></item></channel></rss>'
            ),
            "rss091n",
        ),
        (
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
                '<item rdf:about="http://quay.example/1"><title>x</title></item></rdf:RDF>'
            ),
            "rss10",
        ),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>x</title></entry></feed>', "atom03"),
        (atom("<entry><title>x</title></entry>"), "atom10"),
    ],
)
def test_each_family_of_feeds_is_known_by_its_version(document, version):
    feed = read(document)

    assert feed.version == version
    assert [entry.title for entry in feed.entries] == ["x"]


def test_the_feed_tells_about_itself():
    channel = """<link>https://quay.example/</link><description>From the quay</description><language>en-IE</language>
      <copyright>CC BY</copyright><cc:license>https://licence.example/</cc:license>
      <atom:link rel="self" href="https://quay.example/feed"/><managingEditor>desk@quay.example (The desk)</managingEditor>
      <image><url>https://quay.example/logo.png</url><title>Logo</title><link>https://other.example/</link></image>"""

    feed = read(rss("", channel))

    assert (feed.title, feed.home_url, feed.description) == ("Quay", "https://quay.example/", "From the quay")
    assert (feed.language, feed.rights, feed.licence_url) == ("en-IE", "CC BY", "https://licence.example/")
    assert (feed.image_url, feed.authors) == ("https://quay.example/logo.png", ("The desk",))


# Identity and links ---------------------------------------------------------------------------------------------------


def test_a_guid_is_verbatim_even_under_an_xml_base():
    read_entry = entry("<id>  Relative/ID?x=[1  </id>", 'xml:base="https://quay.example/"')

    assert read_entry.guid == "Relative/ID?x=[1"
    assert read_entry.link == ""


def test_the_alternate_link_comes_first_whatever_stands_around_it():
    read_entry = entry(
        """<id>tag:quay.example,2026:1</id><link rel="enclosure" type="image/png" href="https://quay.example/1.png"/>
        <link rel="self" href="https://quay.example/self"/><link rel="related" href="https://quay.example/related"/>
        <link rel="alternate" type="application/json" href="https://quay.example/1.json"/>
        <link href="https://quay.example/1"/><link rel="alternate" href="https://quay.example/amp"/>"""
    )

    assert read_entry.link == "https://quay.example/1"


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<guid>https://quay.example/1</guid>", "https://quay.example/1"),
        ("<guid>/1</guid>", "/1"),
        ("<guid>abc-1</guid>", ""),
        ('<guid isPermaLink="false">https://quay.example/1</guid>', ""),
        (
            "<link>https://quay.example/?a=1&amp;b=2</link><guid>https://quay.example/1</guid>",
            "https://quay.example/?a=1&b=2",
        ),
        (
            "<link>https://proxy.example/1</link><feedburner:origLink>https://quay.example/1</feedburner:origLink>",
            "https://quay.example/1",
        ),
    ],
)
def test_the_guid_is_a_link_only_where_there_is_no_other_and_it_is_an_address(inside, link):
    assert item(inside).link == link


def test_the_base_in_force_is_handed_on_and_nothing_is_resolved():
    read_entry = entry(
        '<link href="one"/><title>x</title><content type="html" xml:base="deep/">&lt;img src="a.png"></content>',
        'xml:base="https://quay.example/blog/"',
    )

    assert read_entry.link == "one"
    assert read_entry.content == '<img src="a.png">'
    assert read_entry.base == "https://quay.example/blog/deep/"


# Texts ----------------------------------------------------------------------------------------------------------------


def test_content_is_the_article_and_a_caption_never_takes_its_place():
    read_entry = item(
        """<media:content url="https://quay.example/1.jpg"><media:description>A ferry.</media:description></media:content>
        <description>Short.</description><media:description>Another caption, longer than the article.</media:description>
        <itunes:summary>Spoken.</itunes:summary><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>"""
    )

    assert (read_entry.content, read_entry.summary) == ("<p>Long.</p>", "Short.")


def test_a_second_summary_is_no_content():
    read_entry = item(
        "<description>Short.</description><dc:description>Other.</dc:description><itunes:summary>x</itunes:summary>"
    )

    assert (read_entry.summary, read_entry.content) == ("Short.", "")


def test_content_alone_is_no_summary():
    read_entry = item("<content:encoded>Long.</content:encoded>")

    assert (read_entry.summary, read_entry.content) == ("", "Long.")


def test_a_caption_is_better_than_no_text_at_all():
    assert (
        item("<media:group><media:description>All there is.</media:description></media:group>").summary
        == "All there is."
    )


@pytest.mark.parametrize(
    ("inside", "content", "kind"),
    [
        ('<content type="html">&lt;b&gt;x&lt;/b&gt;</content>', "<b>x</b>", "html"),
        ('<content type="text">1 &lt; 2</content>', "1 < 2", "text"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>x</b></div></content>',
            "<b>x</b>",
            "html",
        ),
        ('<content type="image/png">AAAA</content>', "", "html"),
    ],
)
def test_content_has_the_kind_that_atom_says(inside, content, kind):
    read_entry = entry(inside)

    assert (read_entry.content, read_entry.content_kind) == (content, kind)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Fish &amp; chips", "Fish & chips", "text"),
        ("1 &lt; 2", "1 < 2", "text"),
        ("&lt;b&gt;Bold&lt;/b&gt; news", "<b>Bold</b> news", "html"),
        ("Two&lt;br&gt;lines", "Two<br>lines", "html"),
        ("Fish &amp;amp; chips", "Fish &amp; chips", "html"),
    ],
)
def test_the_title_says_whether_it_is_html(title, text, kind):
    read_entry = item(f"<title>{title}</title>")

    assert (read_entry.title, read_entry.title_kind) == (text, kind)


def test_a_picture_has_its_own_title():
    read_entry = item(
        '<media:content url="https://a.example/"><media:title>Bow</media:title></media:content><title>Ferry</title>'
    )

    assert (read_entry.title, read_entry.media[0].title) == ("Ferry", "Bow")


# People, dates, tags, rights ------------------------------------------------------------------------------------------


def test_every_author_is_kept():
    read_entry = item(
        "<author>j@quay.example (J. Visser)</author><dc:creator>A. Smit</dc:creator><dc:creator>A. Smit</dc:creator>"
        "<itunes:author>O. Berg</itunes:author>"
    )

    assert read_entry.authors == ("J. Visser", "A. Smit", "O. Berg")
    assert entry("<author><name>A</name></author><author><name>B</name></author>").authors == ("A", "B")


@pytest.mark.parametrize("date", ["1700000000", "morgen um acht", "Sat, 14 Mar 2026 12:00:00 +0530", "2026-03-14"])
def test_dates_are_handed_on_as_they_are_written(date):
    assert item(f"<pubDate>{date}</pubDate>").published == date
    assert item(f"<dc:date>{date}</dc:date>").published == date
    assert entry(f"<updated>{date}</updated>").updated == date
    assert entry(f"<updated>{date}</updated>").published == ""


def test_tags_are_labels_for_people():
    read_entry = entry(
        '<category term="t1" label="Ferries"/><category term="ports"/><category term="ports"/>'
        '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>'
    )

    assert read_entry.tags == ("Ferries", "ports")
    assert item("<category>a</category><media:keywords>b, c</media:keywords>").tags == ("a", "b", "c")


def test_an_entry_keeps_its_language_whoever_says_it():
    assert entry("<title>x</title>", 'xml:lang="nl"').language == "nl"
    assert entry('<title xml:lang="fr">x</title>', 'xml:lang="nl"').language == "fr"
    assert item("<dc:language>de</dc:language><title>x</title>").language == "de"


def test_the_origin_is_kept_from_either_kind_of_source():
    from_rss = item('<source url="https://origin.example/feed">The Origin</source>')
    from_atom = entry(
        '<source><title>The Origin</title><link href="https://origin.example/"/><rights>theirs</rights></source><title>x</title>'
    )

    assert (from_rss.source_name, from_rss.source_url) == ("The Origin", "https://origin.example/feed")
    assert (from_atom.source_name, from_atom.source_url) == ("The Origin", "https://origin.example/")
    assert (from_atom.title, from_atom.rights) == ("x", "")


def test_rights_and_licence_are_kept():
    by_module = item("<dc:rights>Share alike</dc:rights><cc:license>https://licence.example/by-sa</cc:license>")
    by_link = entry('<rights>Share</rights><link rel="license" href="https://licence.example/by"/>')
    by_media = item('<media:license href="https://licence.example/nc">NC</media:license>')

    assert (by_module.rights, by_module.licence_url) == ("Share alike", "https://licence.example/by-sa")
    assert (by_link.rights, by_link.licence_url, by_link.link) == ("Share", "https://licence.example/by", "")
    assert by_media.licence_url == "https://licence.example/nc"


# Files ----------------------------------------------------------------------------------------------------------------


def test_every_file_is_kept_once_with_what_is_said_of_it():
    media = item(
        """<enclosure url="https://quay.example/1.mp3" type="audio/mpeg" length="42"/>
        <media:group><media:content url="https://quay.example/1.jpg" type="image/jpeg" medium="image" width="800" height="600"
          fileSize="9"><media:credit>O. Berg</media:credit></media:content>
          <media:content url="https://quay.example/2.jpg"/><media:credit>J. Visser</media:credit></media:group>
        <media:thumbnail url="https://quay.example/t.jpg" width="80"/><itunes:image href="https://quay.example/i.png"/>
        <atom:link rel="enclosure" href="https://quay.example/3.pdf" type="application/pdf" title="Timetable"/>
        <enclosure url="https://quay.example/2.jpg" type="image/jpeg"/><enclosure url="  "/>"""
    ).media

    assert media == (
        ParsedMedia(url="https://quay.example/1.mp3", type="audio/mpeg", length="42", credit="J. Visser"),
        ParsedMedia(
            url="https://quay.example/1.jpg",
            type="image/jpeg",
            length="9",
            medium="image",
            width="800",
            height="600",
            credit="O. Berg",
        ),
        ParsedMedia(url="https://quay.example/2.jpg", type="image/jpeg", credit="J. Visser"),
        ParsedMedia(url="https://quay.example/t.jpg", medium="image", width="80", is_thumbnail=True),
        ParsedMedia(url="https://quay.example/i.png", medium="image"),
        ParsedMedia(url="https://quay.example/3.pdf", type="application/pdf", title="Timetable"),
    )


def test_a_picture_in_an_rss_item_is_a_file():
    assert item("<image><url>https://quay.example/1.jpg</url></image>").media[0].url == "https://quay.example/1.jpg"


# Flaws ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before", ["\n\n", "<!-- made by hand -->\n", "\ufeff\n", "Notice: x on line 1\n", "<br />\n<b>Warning</b>: x\n"]
)
def test_what_stands_before_the_declaration_changes_nothing(before):
    document = rss("<item><title>x</title><description>a\n\n<![CDATA[<p>b</p>]]></description></item>")

    assert read(before + document) == read(document)


def test_what_stands_behind_the_root_changes_nothing():
    document = rss("<item><title>x</title><description>&lt;p&gt;b &amp;amp; c</description></item>")

    assert read(document + "\n<!-- 0.2 s --> & <script>") == read(document)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("fish &nbsp;&eacute;", "fish \xa0é"),
        ("&harbour; master", "&harbour; master"),
        ("AT&T", "AT&T"),
        ("a&#xD800;b&#0;c&#1;d&#55296;", "a\ufffdbcd\ufffd"),
        ("x &#99999999; y", "x \ufffd y"),
        ("a\x00b\x0bc", "abc"),
        ("stray < sign", "stray < sign"),
    ],
)
def test_flaws_in_a_text_cost_at_most_themselves(written, text):
    feed = read(rss(f"<item><title>{written}</title><guid>1</guid></item><item><title>next</title></item>"))

    assert [entry.title for entry in feed.entries] == [text, "next"]


def test_prefixes_bound_to_nothing_are_read_by_the_second_opinion():
    feed = read("<a:feed><a:title>Quay</a:title><a:entry><a:title>fish &amp; chips</a:title></a:entry></a:feed>")

    assert (feed.title, [entry.title for entry in feed.entries]) == ("Quay", ["fish & chips"])


def test_a_document_that_breaks_off_loses_only_its_half_entry():
    document = rss("<item><title>a</title></item><item><title>b</title></item><item><title>c</title><description>half")

    feed = read(document.rpartition("half")[0] + "half", truncated=True)

    assert [entry.title for entry in feed.entries] == ["a", "b"]
    assert (feed.dropped, feed.notes) == (1, (LARGER.format(2),))


def test_a_document_that_was_sent_half_says_that_it_breaks_off():
    document = rss("<item><title>a</title></item><item><title>half")

    feed = read(document.rpartition("half")[0] + "half")

    assert [entry.title for entry in feed.entries] == ["a"]
    assert (feed.dropped, feed.notes) == (1, ("breaks off: the half entry at the end was left out",))


def test_an_item_that_is_never_closed_in_a_whole_document_is_kept():
    feed = read('<rss version="2.0"><channel><item><title>a</title><item><title>b</title></channel></rss>')

    assert [entry.title for entry in feed.entries] == ["a", "b"]


def test_the_first_entries_are_kept_and_it_says_so():
    feed = read(rss("".join(f"<item><guid>{n}</guid></item>" for n in range(9))), limits=Limits(entries=4))

    assert [entry.guid for entry in feed.entries] == ["0", "1", "2", "3"]
    assert feed.notes == ("more than 4 entries: the first 4 were kept",)


def test_a_feed_without_entries_is_a_feed():
    assert read(rss("")).entries == ()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "empty"),
        (b"\0" * 1000, "empty"),
        (b"<!doctype html><title>Sign in</title><p>Hello", "HTML page"),
        (b"<html><body><rss-like>x</rss-like></body></html>", "HTML page"),
        (b'<html><img src="data:image/png;base64,' + b"A" * 30_000 + b'"/></html>', "HTML page"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG picture"),
        (bytes(range(256)) * 40, "binary data"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"Service unavailable", "plain text"),
        (b"<urlset><url/></urlset>", "sitemap"),
        (b'<opml version="2.0"><body/></opml>', "import_opml"),
        (b"<inventory><thing/></inventory>", "<inventory>"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name(body, message):
    with pytest.raises(NotAFeed, match=message):
        read(body)


def test_a_picture_inside_its_own_address_costs_an_entry_that_picture_only():
    picture = "data:image/png;base64," + "A" * 30_000
    content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Tide<img src="{picture}"/></p></div></content>'

    feed = read(atom(f"<entry><id>1</id>{content}</entry><entry><id>2</id></entry>"))

    assert [entry.guid for entry in feed.entries] == ["1", "2"]
    assert feed.entries[0].content.startswith('<p>Tide<img src=""')


def test_the_base_of_one_entry_is_not_that_of_the_next() -> None:
    entry = '<entry><id>{0}</id><title>{0}</title><content type="html" xml:base="/{0}/">text</content></entry>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry.format("ebb")}{entry.format("tide")}</feed>'

    feed = parse(document.encode(), "", Limits())

    assert [found.base for found in feed.entries] == ["/ebb/", "/tide/"]
