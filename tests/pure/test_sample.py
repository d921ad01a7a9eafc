"""The sample edition as data: whole, varied, in five languages, and every document a feed that others can read."""

import datetime as dt
import io
import re
from collections import Counter, defaultdict
from html import unescape

import feedparser
import pytest
from PIL import Image

from articles import clue, grouping
from ingest.parse import parse
from ingest.values import Limits
from newsroom.sample import body, edition, weekdays
from newsroom.sample.draw.canvas import Canvas
from newsroom.sample.edition import AGENCIES, PICTURES, SECTIONS
from newsroom.sample.readers import readers
from newsroom.sample.render import documents, feeds
from newsroom.sample.world import World

NOON = dt.datetime(2026, 3, 17, 12, tzinfo=dt.UTC)
PUBLISHERS = edition.load()
PIECES = [piece for publisher in PUBLISHERS for piece in publisher.pieces]
WORLD = World(
    PUBLISHERS,
    dict.fromkeys([*(p.slug for p in PUBLISHERS), *AGENCIES.values()], "http://127.0.0.11:8790"),
    NOON,
)
FEEDS = {path: (p, doc) for p in PUBLISHERS for path, doc in feeds(WORLD, p).items()}


def words(piece):
    return len(piece.body.split())


def test_fifteen_publishers_in_five_languages_fill_every_section():
    assert len(PUBLISHERS) == 15
    assert {p.language for p in PUBLISHERS} == {"en", "de", "fr", "es", "ar"}
    assert [p.language for p in PUBLISHERS if p.is_rtl] == ["ar", "ar"]
    assert {p.format for p in PUBLISHERS} == {"rss-full", "rss-summary", "wordpress", "rdf", "atom-full", "json"}
    assert {p.rights for p in PUBLISHERS} == {"full", "excerpt", "headline"}
    assert {piece.section for piece in PIECES} == set(SECTIONS)
    assert len(PIECES) >= 190


def test_pieces_are_short_and_long_and_every_one_has_what_a_front_page_needs():
    assert all(piece.headline and piece.dek and piece.body and piece.byline and piece.tags for piece in PIECES)
    assert all(len(piece.headline) <= 110 for piece in PIECES)
    assert sum(words(piece) >= 200 for piece in PIECES) >= 10
    assert sum(words(piece) <= 100 for piece in PIECES) >= 20
    assert {mark for piece in PIECES for mark in re.findall(r"^(?:## |> |- |\| )", piece.body, re.MULTILINE)} == {
        "## ",
        "> ",
        "- ",
        "| ",
    }


def test_twelve_and_more_events_are_told_by_two_to_six_publishers_and_many_across_languages():
    tellers = defaultdict(set)
    for piece in PIECES:
        if piece.story:
            tellers[piece.story].add(piece.publisher)
    languages = {p.slug: p.language for p in PUBLISHERS}

    shared = {story: slugs for story, slugs in tellers.items() if len(slugs) > 1}

    assert len(shared) >= 12
    assert sum(len({languages[slug] for slug in slugs}) > 1 for slugs in shared.values()) >= 10


def test_what_publishers_tell_is_grouped_into_stories_of_several_and_a_second_tremor_stays_apart():
    order = sorted(PIECES, key=lambda piece: -piece.age)
    stories = defaultdict(list)
    for number, story in grouping.run(clue_of(number, piece) for number, piece in enumerate(order)).items():
        stories[story].append(order[number])

    told = [(pieces, {piece.publisher for piece in pieces}) for pieces in stories.values()]
    languages = Counter(WORLD.publisher(pieces[0].publisher).language for pieces, tellers in told if len(tellers) > 1)

    assert languages["en"] >= 20
    assert all(languages[language] >= 2 for language in ("de", "fr", "es", "ar"))
    assert sum(len(tellers) >= 3 for _, tellers in told) >= 12
    assert sum(len(tellers) >= 5 for _, tellers in told) >= 1
    assert not any({"quake", "aftershock"} <= {piece.story for piece in pieces} for pieces, _ in told)
    assert sum(len(pieces) for pieces, tellers in told if len(tellers) > 1) > len(PIECES) / 2


def clue_of(number, piece):
    """Return what grouping reads of a piece, its markup left out as the site leaves it out."""
    publisher = WORLD.publisher(piece.publisher)
    is_summary = publisher.format in {"rss-summary", "rdf"}
    html = re.sub(r"<figure>.*?</figure>", " ", "" if is_summary else WORLD.html(piece))
    text = unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))
    return clue.read(
        number,
        WORLD.headline(piece),
        f"{WORLD.dek(piece)}\n{text}",
        language=publisher.language,
        family=piece.publisher,
        source_name=publisher.name,
        seen=WORLD.published(piece),
        body=text,
    )


def test_some_texts_are_copies_and_say_whose_they_are():
    copies = [piece for piece in PIECES if piece.copied_from]
    wired = [piece for piece in PIECES if piece.agency]

    assert len(copies) == 2
    assert all(WORLD.original(piece).body == piece.body for piece in copies)
    assert [piece.agency for piece in wired] == ["Coast Press Agency"] * 4
    assert len({piece.body for piece in wired}) == 3, "two papers print one report as it came"
    assert "312" in {word for piece in wired for word in piece.headline.split()}, "one has not printed the correction"


def test_the_newest_piece_is_minutes_old_and_the_oldest_a_month():
    ages = sorted(piece.age for piece in PIECES)

    assert ages[0] < 15
    assert 28 * 24 * 60 < ages[-1] <= 30 * 24 * 60
    assert len({age // (24 * 60) for age in ages}) >= 18, "the archive has many days"
    assert len(set(ages)) == len(ages), "no two at the same minute: their order would be chance"


def test_no_two_pieces_of_a_publisher_share_an_address():
    assert Counter((piece.publisher, piece.slug) for piece in PIECES).most_common(1)[0][1] == 1


@pytest.mark.parametrize(("path", "publisher", "document"), [(k, *v) for k, v in FEEDS.items()], ids=list(FEEDS))
def test_every_feed_gives_all_its_entries_to_our_parser(path, publisher, document):
    section = next(s for s in publisher.sections() if path.endswith(f"/{s.lower()}.json") or f"/{s.lower()}." in path)

    parsed = parse(document.body, document.content_type, Limits())

    assert parsed.language == publisher.language
    assert [entry.title for entry in parsed.entries] == [WORLD.headline(p) for p in publisher.in_section(section)]
    assert [entry.link for entry in parsed.entries] == [WORLD.url(p) for p in publisher.in_section(section)]
    assert (parsed.dropped, parsed.notes) == (0, ())
    assert all(bool(entry.content) == (publisher.format not in {"rss-summary", "rdf"}) for entry in parsed.entries)
    assert all(entry.published and entry.authors for entry in parsed.entries)


@pytest.mark.parametrize(
    ("path", "publisher", "document"),
    [(k, *v) for k, v in FEEDS.items() if k.endswith(".xml")],
    ids=[k for k in FEEDS if k.endswith(".xml")],
)
def test_every_xml_feed_is_well_formed_to_a_parser_of_others(path, publisher, document):
    parsed = feedparser.parse(io.BytesIO(document.body), response_headers={"content-type": document.content_type})

    assert not parsed.bozo
    assert parsed.entries
    assert parsed.version in {"rss20", "rss10", "atom10"}


def test_some_pieces_were_changed_and_each_version_says_something_else():
    changed = [piece for piece in PIECES if piece.former]

    assert edition.printings(PUBLISHERS) == 3
    for piece in changed:
        versions = [*piece.former, piece]
        assert len({(version.headline, version.body) for version in versions}) == len(versions)
        assert len({WORLD.url(version) for version in versions}) == 1
        assert [WORLD.updated(version) for version in versions] == sorted(map(WORLD.updated, versions))
    assert len(changed) >= 4


def test_a_printing_has_every_piece_as_it_stood_then():
    first, last = (edition.printed(PUBLISHERS, number) for number in (0, edition.printings(PUBLISHERS) - 1))

    assert last == PUBLISHERS
    assert [piece.slug for p in first for piece in p.pieces] == [piece.slug for piece in PIECES]
    assert (
        sum(old != new for p, q in zip(first, last, strict=True) for old, new in zip(p.pieces, q.pieces, strict=True))
        >= 4
    )


def test_pictures_stand_inside_texts_too():
    inside = [(piece, picture) for piece in PIECES for picture in piece.inside]

    assert len(inside) >= 4
    assert all(f"/{picture.name}.jpg" in WORLD.html(piece) and picture.caption for piece, picture in inside)


def test_readers_are_the_same_every_time_and_fewer_by_the_day():
    three_days_ago = NOON - dt.timedelta(days=3)

    counted = readers("a piece", three_days_ago, NOON, 1)

    assert counted == readers("a piece", three_days_ago, NOON, 1)
    assert min(counted) == three_days_ago.date()
    assert counted[three_days_ago.date()] > counted.get(NOON.date(), 0)
    assert sum(readers("a piece", three_days_ago, NOON, 4).values()) > sum(counted.values())


def test_pictures_are_there_in_their_size_and_within_the_budget():
    used = {picture.name: picture for piece in PIECES for picture in piece.pictures()}
    files = {file.stem: file for file in PICTURES.glob("*.jpg")}

    assert set(used) == set(files), "a picture that nobody shows, or that nobody drew"
    assert len(files) >= 35
    assert sum(file.stat().st_size for file in files.values()) < 3_300_000
    for name, picture in used.items():
        with Image.open(files[name]) as image:
            assert image.size == (picture.width, picture.height)
        assert picture.caption


def test_no_picture_stands_beside_two_pieces():
    names = Counter(piece.picture.name for piece in PIECES if piece.picture)

    assert names.most_common(1)[0][1] == 1


def test_a_picture_is_drawn_the_same_every_time():
    def draw():
        canvas = Canvas("one", 300)
        canvas.wash("#204060", "#e0c090")
        canvas.ridge(200, 60, "#405060", "#304050")
        return canvas.finish().tobytes()

    assert draw() == draw()


def test_every_link_of_the_edition_leads_to_a_document_of_its_own():
    found = documents(WORLD)

    for document in found.values():
        if document.content_type.startswith("text/html"):
            links = re.findall(r'(?:href|src)="http://127\.0\.0\.11:8790([^"]+)"', document.body.decode())
            assert [link for link in links if link not in found] == []


def test_weekdays_follow_the_day_of_loading():
    assert weekdays.named("{day-1} and {day} and {day+2}", "en", NOON) == "Monday and Tuesday and Thursday"
    assert weekdays.named("bis {day+4}", "de", NOON) == "bis Samstag"
    assert not any("{day" in WORLD.html(p) + WORLD.headline(p) + WORLD.dek(p) + WORLD.caption(p) for p in PIECES)


def test_the_small_markup_becomes_html_and_everything_else_is_text():
    markup = (
        "## A *b*\n\nOne <two>\nthree & **four**\n\n> said\n\n- x\n- y\n\n| a | b |\n|---|---|\n| 1 | |\n\n!map A map."
    )

    assert body.to_html(markup, lambda name, caption: f"[{name}: {caption}]") == (
        "<h2>A <em>b</em></h2>\n<p>One &lt;two&gt; three &amp; <strong>four</strong></p>\n"
        "<blockquote><p>said</p></blockquote>\n<ul><li>x</li><li>y</li></ul>\n"
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>\n"
        "[map: A map.]"
    )
