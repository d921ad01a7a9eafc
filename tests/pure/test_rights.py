"""What may be shown of an article, decided by values alone."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.entry import SafeHTML
from articles.excerpt import WORD, cut, opening
from articles.rights import CARD_WORDS, FALLBACK_WORDS, Grant, card_dek, in_force, narrowed, needs_body, showing

TODAY = date(2026, 3, 14)
YESTERDAY = TODAY - timedelta(days=1)
BODY = SafeHTML("<p>The ferry left at noon. It was full of sheep.</p>")


def shown(grant, dek="A ferry left.", body=BODY):
    return showing(grant, headline="Ferry", dek=dek, body=body, today=TODAY)


def count(text):
    return len(WORD.findall(text.removesuffix("…")))


def test_headline_shows_neither_dek_nor_body():
    result = shown(Grant(mode="headline"))

    assert (result.headline, result.dek, result.body) == ("Ferry", "", "")


def test_excerpt_shows_the_dek_and_no_body():
    result = shown(Grant(mode="excerpt"))

    assert (result.dek, result.body) == ("A ferry left.", "")


@pytest.mark.parametrize(("mode", "left"), [("full", "excerpt"), ("excerpt", "excerpt"), ("headline", "headline")])
def test_an_article_of_which_we_show_an_excerpt_is_never_shown_in_more_than_its_grant(mode, left):
    grant = Grant(mode=mode, words=9, images=True)

    assert narrowed(grant, excerpt_only=True) == Grant(mode=left, words=9, images=True)
    assert narrowed(grant, excerpt_only=False) == grant


def test_excerpt_without_dek_begins_where_the_body_begins():
    result = shown(Grant(mode="excerpt", words=5), dek="")

    assert (result.dek, result.body) == ("The ferry left at noon…", "")


def test_excerpt_is_cut_at_the_end_of_a_word():
    result = shown(Grant(mode="excerpt", words=5), dek="One, two, three, four, five, six, seven.")

    assert result.dek == "One, two, three, four, five…"


def test_full_shows_dek_and_body_whole():
    dek = "word " * 500

    result = shown(Grant(mode="full", words=5), dek=dek)

    assert (result.dek, result.body) == (dek, BODY)


@pytest.mark.parametrize("allowed", [True, False])
def test_pictures_index_and_licence_are_the_grants(allowed):
    grant = Grant(images=allowed, index=allowed, ai_reserved=allowed, licence_name="CC BY", licence_url="https://l/")

    result = shown(grant)

    assert (result.pictures, result.index, result.ai_reserved) == (allowed, allowed, allowed)
    assert (result.licence_name, result.licence_url) == ("CC BY", "https://l/")


def test_a_grant_holds_on_its_last_day():
    assert shown(Grant(mode="full", until=TODAY)).body == BODY


def test_after_its_last_day_a_full_grant_is_an_excerpt_without_pictures_index_and_licence():
    grant = Grant("full", 300, images=True, index=True, ai_reserved=False, licence_name="CC BY", until=YESTERDAY)

    result = shown(grant, dek="word " * 100)

    assert (result.mode, result.body, count(result.dek)) == ("excerpt", "", FALLBACK_WORDS)
    assert (result.pictures, result.index, result.ai_reserved, result.licence_name) == (False, False, True, "")


def test_an_expired_grant_never_shows_more_than_it_did():
    modes, words = ["headline", "excerpt", "full"], [5, 60, 300]

    for mode, number in itertools.product(modes, words):
        before = Grant(mode, number)
        after = in_force(Grant(mode, number, until=YESTERDAY), TODAY)
        assert modes.index(after.mode) <= modes.index(before.mode)
        assert after.words <= before.words


def test_a_card_of_a_full_grant_is_still_only_a_card():
    assert count(card_dek(Grant("full"), "word " * 500, TODAY)) == CARD_WORDS


def test_a_card_shows_no_more_than_the_page():
    dek = "word " * 500

    assert card_dek(Grant("headline"), dek, TODAY) == ""
    assert count(card_dek(Grant("excerpt", 7), dek, TODAY)) == 7
    assert count(card_dek(Grant("full", 7, until=YESTERDAY), dek, TODAY)) == 7


@pytest.mark.parametrize("mode", ["headline", "excerpt", "full"])
@pytest.mark.parametrize("dek", ["", "A dek."])
@pytest.mark.parametrize("until", [None, YESTERDAY])
def test_a_body_is_needed_exactly_where_it_changes_what_is_shown(mode, dek, until):
    grant = Grant(mode, until=until)

    differs = shown(grant, dek=dek) != shown(grant, dek=dek, body=SafeHTML(""))

    assert needs_body(grant, dek, TODAY) == differs


@given(st.text(max_size=400), st.integers(1, 30))
def test_an_excerpt_never_has_more_words_than_granted(text, words):
    result = cut(text, words)

    assert count(result) <= words
    assert " ".join(text.split()).startswith(result.removesuffix("…"))


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=5), max_size=30), st.integers(1, 30))
def test_an_ellipsis_says_that_something_was_left_out(words, limit):
    result = cut(" ".join(words), limit)

    assert result.endswith("…") == (len(words) > limit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京の新しい駅が開業した", "東京の新しい駅…"),
        ("ท่าเรือเปิดใหม่ในเช้าวันจันทร์ที่ผ่านมานี้", "ท่าเรือเปิดใหม่ในเช้าวันจันทร์…"),
        ("x" * 1000, "x" * 350 + "…"),
    ],
)
def test_scripts_without_blanks_do_not_pass_as_a_single_word(text, expected):
    assert cut(text, 7).startswith(expected[:6])
    assert len(cut(text, 7)) <= len(expected)


def test_paragraphs_part_words_and_inline_markup_does_not():
    assert opening("<p>A <b>fer</b>ry</p><p>left</p><ul><li>on</li><li>time</li></ul>", 9) == "A ferry left on time"


def test_captions_and_pictures_are_no_part_of_an_excerpt():
    html = '<figure><img src="x" alt="A ship"><figcaption>Photo: me</figcaption></figure><p>A &amp; B &lt;b&gt;</p>'

    assert opening(html, 9) == "A & B <b>"


def test_an_opening_turns_no_words_around_it():
    assert opening("<p>The \u202eyrref\u202c \u2067left&#x202e;</p>", 9) == "The yrref left"


def test_an_opening_reads_no_further_than_it_must():
    html = "<p>one two three four</p>" * 10_000

    assert len(opening(html, 60)) < 10_000
    assert cut(opening(html, 60), 60).endswith("…")


def test_a_body_of_exactly_so_many_words_is_not_marked_as_cut():
    assert shown(Grant("excerpt", 5), dek="", body=SafeHTML("<p>One two three four five</p>")).dek == (
        "One two three four five"
    )
