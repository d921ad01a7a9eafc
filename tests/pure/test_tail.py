import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.entry import Origin
from ingest.provenance import Deliverer, origin_of_tail
from ingest.tail import Tail, take_tail
from ingest.tailwords import PLUGIN_SENTENCES, sentences
from ingest.teasers import without_teaser
from ingest.values import FeedContext, ParsedFeed
from tests.pure.hostile import RUNS, any_text, hostile_texts, seconds
from tests.pure.test_dates import NOW

TITLE = "Harbour bridge opens"
PIECE = "https://first.example/bridge"
HOME = "https://first.example"
BODY = "<p>The bridge opened on Monday.</p>"
TITLE_LINK = f'<a rel="nofollow" href="{PIECE}">{TITLE}</a>'
NAME_LINK = f'<a rel="nofollow" href="{HOME}">First Paper</a>'

SENTENCES = PLUGIN_SENTENCES.strip().splitlines()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_tail_of_plug_ins_is_read_in_every_language(sentence: str) -> None:
    markup = sentence.replace("{t}", TITLE_LINK).replace("{n}", NAME_LINK)

    body, tail = take_tail(f"{BODY}\n<p>{markup}.</p>\n", TITLE)

    assert body == BODY
    assert tail
    assert (tail.name, tail.piece, tail.home) == ("First Paper", PIECE, HOME)


@pytest.mark.parametrize("sentence", [line for line in SENTENCES if not line.startswith("{t}")])
def test_the_tail_is_read_without_links_at_the_end_of_a_plain_summary(sentence: str) -> None:
    words = sentence.replace("{t}", TITLE).replace("{n}", "First Paper")

    dek, tail = take_tail(f"The bridge opened on Monday. [&#8230;] {words}.", TITLE)

    assert dek == "The bridge opened on Monday. [&#8230;]"
    assert tail
    assert tail.name == "First Paper"


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<p><em>This article was originally published on <a href='https://first.example/bridge'>First Paper</a>.</em></p>", "First Paper"),
        ("<p>Originally published at First Paper.</p>", "First Paper"),
        ("<p>This story first appeared in First Paper and is republished here with permission.</p>", "First Paper"),
        ("<hr /><p>Republished from First Paper under a Creative Commons licence.</p>", "First Paper"),
        ("<p>(This post originally appeared on First Paper.)</p>", "First Paper"),
        ("<p>Source: <a href='https://first.example/bridge'>First Paper</a></p>", "First Paper"),
        ("<p>Quelle: First Paper</p>", "First Paper"),
        ("<p>Dieser Artikel erschien zuerst bei First Paper.</p>", "First Paper"),
        ("<p>Cet article a été publié initialement sur First Paper.</p>", "First Paper"),
        ("<p>Este artículo fue publicado originalmente en First Paper.</p>", "First Paper"),
        ("<p>Este artigo foi publicado originalmente em First Paper.</p>", "First Paper"),
        ("<p>Questo articolo è stato pubblicato originariamente su First Paper.</p>", "First Paper"),
        ("<p>Dit artikel verscheen eerder op First Paper.</p>", "First Paper"),
        ("<br/><br/>The post Harbour bridge opens appeared first on First Paper.", "First Paper"),
        ('<p>The post <a href="https://first.example/bridge">Harbour bridge&nbsp;opens</a> appeared first on First Paper.</p><img src="/p.gif" width="1" height="1">', "First Paper"),
    ],
)  # fmt: skip
def test_kin_of_the_tail_are_read(markup: str, name: str) -> None:
    body, tail = take_tail(f"{BODY}{markup}", TITLE)

    assert body == BODY
    assert tail
    assert tail.name == name


def test_the_footer_of_a_republished_piece_gives_the_link_to_the_original() -> None:
    footer = (
        "<p>This article is republished from <a href='https://first.example'>First Paper</a> under a Creative Commons"
        " license. Read the <a href='https://first.example/bridge'>original article</a>.</p>"
    )

    body, tail = take_tail(BODY + footer, TITLE)

    assert body == BODY
    assert tail is not None
    assert (tail.name, tail.piece, tail.home) == ("First Paper", PIECE, HOME)


def test_a_note_of_origin_at_the_beginning_is_taken_off_too() -> None:
    body, tail = take_tail(f"<p><i>This article was originally published on {NAME_LINK}.</i></p>{BODY}", TITLE)

    assert body == BODY
    assert tail is not None
    assert tail.name == "First Paper"


def test_a_title_with_sentences_of_its_own_is_not_cut_in_two() -> None:
    title = "It is open. The post office too"

    body, tail = take_tail(f"Prose. The post {title} appeared first on First Paper.", title)

    assert body == "Prose."
    assert tail is not None


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "",
        "<p>The novel first appeared on shelves in 1990.</p><p>It was good.</p>",
        "<p>The post she held was important. It appeared first on nobody's list, then on all. The end came soon.</p>",
        "<p>This article was originally published on March 3, 2020.</p>",
        f"<p>The post {TITLE} appeared first on First Paper.</p>"
        + "<p>There is more to say about that bridge.</p>" * 3,
        "<p>Prose.</p><p>Source: a very long list of things that no publisher is called by anybody</p>",
        "<p>They asked for the source: nobody would say. It was late.</p>",
        "<ul><li>Source: First Paper",
    ],
)
def test_a_text_without_a_tail_stays_as_it_is(text: str) -> None:
    assert take_tail(text, TITLE) == (text, None)


def deliverer(title: str = "Second Paper", home: str = "https://second.example/") -> Deliverer:
    context = FeedContext("https://feeds.example/second", "https://feeds.example/second", "Second", "", NOW)
    return Deliverer.of(ParsedFeed("rss20", title=title, home_url=home), context)


def test_the_origin_is_the_piece_at_another_publisher() -> None:
    assert origin_of_tail(Tail("First Paper", PIECE, HOME, ""), deliverer()) == Origin("First Paper", PIECE)


def test_the_origin_is_the_home_of_the_publisher_where_the_piece_is_our_deliverers() -> None:
    tail = Tail("First Paper", "https://second.example/bridge", HOME, "")

    assert origin_of_tail(tail, deliverer()) == Origin("First Paper", "https://first.example/")


@pytest.mark.parametrize(
    "tail",
    [
        Tail("SECOND PAPER!", "", "", ""),
        Tail("second.example", "", "", ""),
        Tail("Another name", "", "https://www.second.example/blog", ""),
        Tail("Another name", "https://first.example/x", "https://blog.second.example", ""),
    ],
)
def test_a_publisher_that_names_itself_is_no_origin(tail: Tail) -> None:
    assert origin_of_tail(tail, deliverer()) == Origin()


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("The bridge opened [&#8230;]", "The bridge opened…"),
        ("<p>The bridge opened [...]</p>", "<p>The bridge opened…"),
        ("The bridge opened ...", "The bridge opened…"),
        ('The bridge opened. <a href="/x">Read more</a>', "The bridge opened. "),
        (
            '<p>The bridge opened&hellip; <a class="m" href="/x">Continue reading <span>Bridge</span> &rarr;</a></p>',
            "<p>The bridge opened…",
        ),
        ('Die Brücke ist offen. <a href="/x">Weiterlesen</a>', "Die Brücke ist offen. "),
        ('Le pont est ouvert. <a href="/x">Lire la suite »</a>', "Le pont est ouvert. "),
        ('橋が開いた。<a href="/x">続きを読む</a>', "橋が開いた。"),
        ("The bridge opened. Read more »", "The bridge opened. "),
        ('See <a href="/x">the map of the bridge</a>', 'See <a href="/x">the map of the bridge</a>'),
        ("You should read more", "You should read more"),
        ("", ""),
    ],
)
def test_an_invitation_to_read_on_is_taken_off_a_summary(summary: str, expected: str) -> None:
    assert without_teaser(summary) == expected


@given(
    text=any_text
    | st.lists(st.sampled_from([*RUNS, TITLE_LINK, NAME_LINK, "The post ", " appeared first on "])).map("".join),
    title=any_text,
)
def test_any_text_keeps_what_is_not_its_tail(text: str, title: str) -> None:
    kept, tail = take_tail(text, title)

    assert len(kept) <= len(text)
    assert tail is None or (tail.name and kept in text)
    assert len(without_teaser(text)) <= len(text) + 1


def test_hostile_texts_cost_linear_time() -> None:
    sentences()

    worst = max(seconds(lambda text: (take_tail(text, text), without_teaser(text)), text) for text in hostile_texts())

    assert worst < 2
