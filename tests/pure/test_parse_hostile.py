"""parse against attacks: each is refused or read in a moment, and nothing outside the process is touched."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DocumentError, DocumentRefused
from ingest.parse import parse
from ingest.values import Limits

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10.0


def rss(inside, doctype=""):
    return (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'.encode()
    )


def item(inside, doctype=""):
    return rss(f"<item><title>x</title><guid>1</guid>{inside}</item>", doctype)


def atom(inside):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{inside}</entry></feed>'.encode()


def declare(*entities):
    return f"<!DOCTYPE rss [{''.join(f'<!ENTITY {entity}>' for entity in entities)}]>"


# Entities -------------------------------------------------------------------------------------------------------------


def test_short_entities_of_plain_text_are_kept():
    doctype = declare("masthead 'The Quay &#8212; daily'", 'copy2 "(C)"')

    feed = parse(item("<description>&masthead; &copy2; &copy;</description>", doctype), "", Limits())

    assert feed.entries[0].summary == "The Quay — daily (C) ©"


@pytest.mark.parametrize(
    "entity",
    [
        'x SYSTEM "file:///etc/passwd"',
        'x PUBLIC "-//x//" "http://127.0.0.1:9/"',
        '% x SYSTEM "http://127.0.0.1:9/evil.dtd"> %x; <!ENTITY y "z"',
        f'x "{"A" * 1_001}"',
        'x "&y;&y;"',
        'x "&#60;script&#62;"',
        "x '<b>'",
    ],
)
def test_no_other_entity_means_anything(entity):
    feed = parse(item("<description>[&x;]</description>", declare(entity)), "", Limits())

    assert feed.entries[0].summary == "[&x;]"


def test_entities_that_grow_beyond_all_bounds_are_refused():
    document = item(f"<description>{'&x;' * 10_000}</description>", declare(f'x "{"A" * 900}"'))

    with pytest.raises(DocumentRefused, match="entities"):
        parse(document, "", Limits())


def test_a_billion_laughs_are_none():
    doctype = declare('a0 "lol"', *(f'a{n} "{f"&a{n - 1};" * 10}"' for n in range(1, 11)))

    feed = parse(item("<description>&a10;</description>", doctype), "", Limits())

    assert feed.entries[0].summary == "&a10;"


# Shapes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        item("<x>" * 100_000),
        item("<x " + " ".join(f'a{n}="v"' for n in range(100_000)) + "/>"),
        item(f'<x {"a" * 20_001}="v"/>'),
        item("<x " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(10_000)) + "/>"),
        item("<" * 1_000_000),
        item("& </x" * 1_000_000),
        item(f'& <x {"a" * 20_001}="v"/>'),
    ],
    ids=["nesting", "attributes", "giant tag", "namespaces", "angles", "end tags", "giant tag in no XML"],
)
def test_what_no_feed_needs_is_refused_at_once(document):
    begun = time.process_time()

    with pytest.raises(DocumentRefused):
        parse(document, "", Limits())

    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "document",
    [
        rss("".join(f"<item><guid>{n}</guid></item>" for n in range(100_000))),
        item("<category>c</category>" * 100_000),
        item("<enclosure url='https://quay.example/a.mp3'/>" * 50_000),
        item("<keywords>" + "a," * 1_000_000 + "</keywords>"),
        item('<k:keywords xmlns:k="http://search.yahoo.com/mrss/">' + "a," * 1_000_000 + "</k:keywords>"),
        item("<author>" + "a." * 500_000 + "</author>"),
        item("<author>a@" + "a." * 499 + "</author>" + f"<author>{'a.' * 499}</author>" * 5_000),
        item("<a/>" * 1_000_000),
        item("<source url='x'/>" * 100_000),
        atom('<content type="html">x</content>' * 50_000),
        atom(
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            + "\n<![CDATA[\n]]>" * 300_000
            + "</div></content>"
        ),
        item('& <a "' * 100_000),
        item("& <!--" * 200_000),
        item("<![CDATA[" * 200_000),
        item("<description>" + "&#1234;" * 300_000 + "</description>"),
        item("<description>" + "".join(f"&n{n};" for n in range(100_000)) + "</description>"),
        item("", "<!DOCTYPE rss [" + "<!ENTITY a '" * 100_000),
        b"<!--" * 1_000_000 + item(""),
        item("<x " + " ".join(f'a{n}="{"v" * 20_000}"' for n in range(200)) + "/>"),
        item("& <x " + " ".join(f'a{n}="{"v" * 20_000}"' for n in range(200)) + "/>"),
        item("&#x" + "0" * 1_000_000),
    ],
)
def test_what_grows_is_bounded(document):
    begun = time.process_time()

    try:
        feed = parse(document, "", Limits())
    except DocumentError:
        feed = None

    assert time.process_time() - begun < SECONDS
    assert feed is None or len(feed.entries) <= 500


def test_lists_within_an_entry_are_bounded():
    entry = parse(
        item(
            "".join(
                f"<category>c{n}</category><author>a{n}</author><enclosure url='https://quay.example/{n}'/>"
                for n in range(1_000)
            )
        ),
        "",
        Limits(),
    ).entries[0]

    assert (len(entry.tags), len(entry.authors), len(entry.media)) == (100, 50, 100)


def test_elements_named_like_feedparsers_own_keys_break_nothing():
    names = [
        "links",
        "tags",
        "authors",
        "content",
        "title_detail",
        "source",
        "media_content",
        "media_license",
        "id",
        "link",
    ]
    inside = "".join(f'<{name} a="b">x<{name}/></{name}>' for name in names)

    feed = parse(
        item(inside + "<guid>last</guid><category>c</category><link>https://quay.example/</link>"), "", Limits()
    )

    assert len(feed.entries) == 1


@given(st.binary(max_size=400))
def test_any_bytes_give_a_feed_or_one_of_our_errors(noise):
    for body in (noise, item("").replace(b"</item>", noise + b"</item>"), noise + item("") + noise):
        try:
            parse(body, "text/xml", Limits())
        except DocumentError:
            continue


WORDS = [
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "&",
    "&amp;",
    "<a b='",
    "'>",
    "<!--",
    "-->",
    "x",
    "<entry>",
]
WORDS += [
    "<content type='xhtml'>",
    "</content>",
    "<source>",
    "</source>",
    "<link href='x'/>",
    "<image>",
    "</image>",
    "&#55296",
    "<?x",
    "]",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_soup_of_markup_gives_a_feed_or_one_of_our_errors(words):
    for body in (rss("".join(words)), atom("".join(words)), "".join(words).encode()):
        try:
            parse(body, "text/xml", Limits())
        except DocumentError:
            continue


# The outside ----------------------------------------------------------------------------------------------------------

WATCHED = """
import sys
from ingest.parse import parse
from ingest.errors import DocumentError
from ingest.values import Limits

bodies = [line.encode().decode("unicode_escape").encode("latin-1") for line in sys.stdin.read().splitlines()]
for round in ("warm", "watched"):
    for body in bodies:
        try:
            parse(body, "application/xml; charset=idna", Limits())
        except DocumentError:
            pass
    if round == "warm":
        touched = []
        outside = ("open", "socket.", "subprocess.", "os.exec", "urllib.", "ctypes.", "import")
        sys.addaudithook(lambda event, arguments: event.startswith(outside) and touched.append((event, arguments)))
print(touched)
"""


def test_no_file_and_no_socket_is_opened():
    bodies = [
        b"/etc/passwd",
        b"http://127.0.0.1:9/",
        item("<description>&x;</description>", declare('x SYSTEM "file:///etc/passwd"')),
        item("", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'),
        item('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        b"<a:rss><a:channel><a:item>&x;</a:item></a:channel></a:rss>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "file:///etc/passwd"}]}',
    ]

    found = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input="\n".join(body.decode("latin-1").encode("unicode_escape").decode() for body in bodies),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )

    assert found.stdout.strip() == "[]"


SURVIVE = """
import resource, sys
from pathlib import Path
from ingest.parse import parse
from ingest.errors import DocumentError
from ingest.values import Limits

resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, resource.RLIM_INFINITY))
for path in sorted(Path(sys.argv[1]).glob("*.*")):
    if path.suffix not in {".rss", ".atom", ".json"}:
        continue
    print(path.name, flush=True)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 11, resource.RLIM_INFINITY))
    body = path.read_bytes()
    try:
        parse(body[:10_000_000], "", Limits(), len(body) > 10_000_000)
    except DocumentError:
        pass
"""


@pytest.mark.shared
def test_every_bomb_of_the_arsenal_is_survived_within_ten_seconds_and_a_gigabyte(shared, tmp_path):
    maker = (shared / "attacks" / "make_bombs.py").read_text("utf-8")
    for compressed in ("<<30", "range(1024)", "range(100)"):  # Those are for fetch, and take minutes to make.
        maker = maker.replace(compressed, "<<20" if "<<" in compressed else "range(1)")
    subprocess.run([sys.executable, "-c", maker, tmp_path], check=True, capture_output=True)

    survived = subprocess.run(
        [sys.executable, "-c", SURVIVE, tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert survived.returncode == 0, f"died at {survived.stdout.split()[-1]}"
    assert len(survived.stdout.split()) > 90
