import time

import pytest

from articles.words import LONGEST, language_of, words


def stems(text, language="en"):
    return [word.stem for word in words(text, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "ferries", "ferry"),
        ("de", "Häusern", "Häuser"),
        ("fr", "écoles", "école"),
        ("es", "puertos", "puerto"),
        ("ru", "дороги", "дорога"),
        ("ar", "المدينة", "مدينة"),
    ],
)
def test_forms_of_one_word_are_one(language, one, other):
    assert stems(one, language) == stems(other, language)


def test_dotted_capitals_are_one_word_and_never_a_common_one():
    dotted, plain = words("The U.S. votes", "en"), words("tell us more", "en")

    assert [word.stem for word in dotted if not word.common] == ["us", "vote"]
    assert "us" in {word.stem for word in plain if word.common}


def test_numbers_are_told_and_thousands_have_no_marks():
    found = [(word.stem, word.ordinal) for word in words("12th of 1,250 and 4.6", "en") if word.number]

    assert found == [("12", True), ("1250", False), ("4.6", False)]


def test_a_capital_at_the_beginning_of_a_sentence_is_told_apart():
    first, second = (word for word in words("Ferry sails. Sulawesi waits", "en") if word.capital)

    assert first.opening
    assert second.opening
    assert not next(word for word in words("A ferry off Sulawesi", "en") if word.stem == "sulawesi").opening


def test_scripts_without_blanks_are_cut_into_pairs():
    assert stems("台风预警", "zh") == ["台风", "风预", "预警"]
    assert stems("ロボットが稼働", "ja") == ["ロボット", "稼働"]
    assert stems("서울에서", "ko") == ["서울", "울에", "에서"]


@pytest.mark.parametrize(
    ("tag", "text", "language"),
    [
        ("pt-BR", "", "pt"),
        ("", "港口扩建", "zh"),
        ("", "港の工事", "ja"),
        ("", "ميناء المدينة", "ar"),
        ("", "harbour", ""),
    ],
)
def test_an_untold_language_is_told_by_its_script(tag, text, language):
    assert language_of(tag, text) == language


@pytest.mark.parametrize("text", ["", "   ", "🙂" * 50, "\u202e\u200b", "12345 " * 9, "-" * 5_000, "é\u0301" * 3_000])
def test_nothing_breaks_it(text):
    for language in ("en", "zh", "ar", ""):
        assert all(word.stem for word in words(text, language))


@pytest.mark.parametrize("piece", ["tide ", "a.", "9,", "漢", "\u064b", "\ufdfa", "x" * 99 + " "])
def test_what_a_text_costs_is_bounded(piece):
    text = piece * (10_000_000 // len(piece))

    start = time.process_time()
    found = words(text, "en")

    assert len(found) <= LONGEST
    assert time.process_time() - start < 0.5
