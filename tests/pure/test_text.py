import unicodedata

import pytest
from hypothesis import given

from ingest.languages import first_language, language_tag
from ingest.text import close_frames, decode, decode_plain, fold, one_line, storable, tidy, undouble, words_of
from tests.pure.hostile import any_text, hostile_texts, is_storable, seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\ud800b\udfffc", "abc"),
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd\te"),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("e\u0301", "é"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
    ],
)
def test_tidy_keeps_text_and_drops_what_postgres_refuses(text: str, expected: str) -> None:
    assert tidy(text, 100) == expected


def test_what_must_stay_verbatim_is_not_composed() -> None:
    assert storable("e\u0301\x00", 100) == "e\u0301"


def test_more_combining_marks_than_any_script_needs_are_dropped() -> None:
    towers = [tidy("a" + mark * 500, 1_000) for mark in ("\u0316", "\U0001d165")]

    assert [len(tower) for tower in towers] == [9, 9]


def test_one_line_has_single_blanks() -> None:
    assert one_line(" a\n\t b\u3000c ", 100) == "a b c"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bread &amp;amp; butter", "Bread &amp; butter"),
        ("Bread &amp;amp;amp; butter", "Bread &amp;amp; butter"),
        ("It&amp;#8217;s", "It&#8217;s"),
        ("How to write &amp;lt;b&amp;gt;", "How to write &amp;lt;b&amp;gt;"),
        ("R&amp;D", "R&amp;D"),
    ],
)
def test_a_doubly_escaped_title_loses_one_layer_only(title: str, expected: str) -> None:
    assert undouble(title) == expected


def test_a_plain_title_that_was_escaped_is_decoded_once() -> None:
    assert decode_plain("It&#039;s &amp;amp; more") == "It's &amp; more"
    assert decode_plain("AT&T") == "AT&T"


def test_a_reference_with_thousands_of_digits_is_dropped() -> None:
    assert decode("a&#" + "9" * 5_000 + ";b &amp; c") == "ab & c"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<iframe src="x"/>after', '<iframe src="x"></iframe>after'),
        ("<IFRAME />after", "<IFRAME ></iframe>after"),
        ("<iframe src=x></iframe>", "<iframe src=x></iframe>"),
        ("<br/>", "<br/>"),
    ],
)
def test_a_self_closed_frame_is_closed_properly(html: str, expected: str) -> None:
    assert close_frames(html).lower() == expected.lower()


def test_words_are_what_a_reader_would_read() -> None:
    assert words_of("<p>One</p><p>two&nbsp;<b>th</b>ree</p> a < b &amp; c") == "One two three a < b & c"


def test_fold_makes_spellings_of_one_name_equal() -> None:
    assert fold("The Émile-Zola  Post!") == fold("the emile zola post")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("en_US", "en-US"), ("EN-us", "en-US"), ("de", "de"), ("zh-hans-cn", "zh-Hans-CN"), ("es-419", "es-419"), ("pt-br ", "pt-BR"),
        ("en-us,en", "en-US"), ("de_DE.UTF-8", "de-DE"), ("iw", "he"), ("sr-Latn", "sr-Latn"),
        ("", ""), ("English", ""), ("und", ""), ("x", ""), ("1234", ""), ("en-" + "a" * 100, ""), ("<b>", ""),
    ],
)  # fmt: skip
def test_languages_become_sane_tags(text: str, expected: str) -> None:
    assert language_tag(text) == expected


def test_the_first_language_that_is_one_counts() -> None:
    assert first_language("", "klingon!", "fr_FR", "de") == "fr-FR"


@given(text=any_text)
def test_any_text_becomes_storable_and_bounded(text: str) -> None:
    for result in (tidy(text, 50), one_line(text, 50), storable(text, 50)):
        assert len(result) <= 50
        assert is_storable(result)
    assert unicodedata.is_normalized("NFC", tidy(text, 50))
    assert tidy(tidy(text, 50), 50) == tidy(text, 50)


@given(text=any_text)
def test_no_helper_raises_on_any_text(text: str) -> None:
    for helper in (words_of, decode, undouble, decode_plain, close_frames, fold, language_tag):
        assert isinstance(helper(text), str)


@pytest.mark.parametrize(
    "helper", [lambda text: tidy(text, len(text)), words_of, decode, undouble, decode_plain, close_frames, language_tag]
)
def test_hostile_texts_cost_linear_time(helper) -> None:
    assert max(seconds(helper, text) for text in hostile_texts()) < 2
