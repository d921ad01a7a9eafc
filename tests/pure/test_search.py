"""What a reader asks, read and written back; spelling, ranking and counting."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rights import Grant
from articles.search import facets, marks, ranking, spelling, typed
from articles.search.question import LONGEST, NAMES, Problem, Question, Sort, read

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)


def test_a_question_is_read_as_it_is_written():
    question = Question(
        "sea wall", "gazette", "science", dt.date(2026, 1, 1), dt.date(2026, 3, 1), "de", Sort.NEWEST, 3
    )

    assert read(dict(parse_qsl(question.asking(page=3)))) == (question, [])


def test_what_is_not_said_does_not_stand_in_the_address():
    assert Question("tide").asking() == "q=tide"
    assert Question("tide", page=4).asking() == "q=tide"
    assert Question("tide", language="de").asking(language="") == "q=tide"
    assert Question().is_empty
    assert not Question(language="de").is_empty


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"q": "x" * (LONGEST + 1)}, Problem.TOO_LONG),
        ({"source": "a b"}, Problem.SOURCE),
        ({"section": "<script>"}, Problem.SECTION),
        ({"lang": "DE!"}, Problem.LANGUAGE),
        ({"from": "yesterday"}, Problem.FROM),
        ({"from": "2026-02-30"}, Problem.FROM),
        ({"from": "0001-01-01"}, Problem.FROM),
        ({"to": "9999-12-31"}, Problem.TO),
        ({"to": "2026-1-1"}, Problem.TO),
        ({"from": "2026-02-02", "to": "2026-02-01"}, Problem.BACKWARDS),
        ({"sort": "worst"}, Problem.SORT),
        ({"page": "0"}, Problem.PAGE),
        ({"page": "9" * 30}, Problem.PAGE),
        ({"page": "٣"}, Problem.PAGE),
    ],
)
def test_what_cannot_be_meant_is_a_problem(said, problem):
    question, problems = read(said)

    assert problems == [problem]
    assert len(question.words) <= LONGEST


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text()))
def test_any_query_string_can_be_read(said):
    question, _ = read(said)

    assert read(dict(parse_qsl(question.asking(page=question.page))))[0] == question


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("sea wall", "sea wall"),
        ("“sea wall”", '"sea wall"'),
        ("„Deich“", '"Deich"'),
        ("東京", '"東 京"'),
        ("海", '"海"'),
        ("tokyo 東京 2026", 'tokyo "東 京" 2026'),
        ('"東京 湾"', '" 東 京 湾 "'),
        ("-東京", '-"東 京"'),
        ("sea - -- -wall", "sea -wall"),
        ("-" * 200, "-"),
        ("sea-wall", "sea-wall"),
    ],
)
def test_words_are_written_as_postgres_reads_them(words, asked):
    assert " ".join(typed.for_postgres(words).split()) == " ".join(asked.split())


def test_words_that_are_to_be_left_out_are_not_looked_up():
    assert typed.plain_words('harbour or tide -ferry -"sea wall" "two words"') == ["harbour", "tide", "two", "words"]


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("tide", "tide", 0), ("tide", "tied", 1), ("tide", "ride", 1), ("tide", "tid", 1), ("ca", "abc", 3)],
)
def test_edits_are_counted_with_swaps(one, other, edits):
    assert spelling.edits(one, other) == edits
    assert spelling.edits(other, one) == edits


def test_the_nearest_known_word_was_meant_and_of_two_the_more_frequent():
    assert spelling.meant("Habrour", {"harbour": 3, "labour": 90}) == "harbour"
    assert spelling.meant("barbour", {"harbour": 3, "barber": 90}) == "harbour"
    assert spelling.meant("tids", {"tide": 3, "tidy": 9}) == "tidy"
    assert spelling.meant("tide", {"tide": 3, "tidy": 9}) == ""
    assert spelling.meant("kittiwake", {"kite": 3}) == ""
    assert spelling.meant("sae", {"sea": 3}) == ""


def test_being_new_counts_and_fades():
    now, then = (ranking.score(0.5, NOON - dt.timedelta(days=days), NOON) for days in (0, 3_000))

    assert now == pytest.approx(1.5)
    assert then == pytest.approx(0.5)
    assert ranking.score(0.5, NOON + dt.timedelta(days=1), NOON) == now


def test_facets_stand_by_count_and_years_by_time():
    found = facets.count([(1, 7, "de", 2024), (2, None, "", 2026), (2, 7, "de", 2025)], 2)

    assert list(found.sources.items()) == [(2, 2), (1, 1)]
    assert found.sections == {7: 2}
    assert found.languages == {"de": 2}
    assert list(found.years) == sorted(found.years, reverse=True)
    assert facets.count([], 2).years == {}


def test_rights_say_how_much_can_be_found():
    assert [marks.words_of(Grant(mode)) for mode in ("headline", "excerpt", "full")] == [0, 60, marks.FULL]
