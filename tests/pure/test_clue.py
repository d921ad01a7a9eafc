import json

import pytest

from articles.clue import MOST_TERMS, as_facts, from_facts, without_source
from tests.pure.clues import read


@pytest.mark.parametrize(
    ("headline", "source", "left"),
    [
        ("Ferry runs aground - The Coast Post", "coastpost.example", "Ferry runs aground"),
        ("Ferry runs aground off the cape | Tide Desk", "Tide Desk", "Ferry runs aground off the cape"),
        ("Tide Desk: Ferry runs aground", "Tide Desk", "Ferry runs aground"),
        ("Ferry runs aground - captain held", "Tide Desk", "Ferry runs aground - captain held"),
        ("Well-being of seals", "Tide Desk", "Well-being of seals"),
    ],
)
def test_the_publisher_is_cut_from_a_headline(headline, source, left):
    assert without_source(headline, source) == left


def test_a_clue_comes_back_from_json_as_it_went_in():
    clue = read(7, "Ferry runs aground off Sulawesi", "Sixty people were on the ferry Teluk.", body="a b c " * 80)

    assert from_facts(json.loads(json.dumps(as_facts(clue)))) == clue


def test_terms_of_the_headline_come_first_and_are_counted_apart():
    clue = read(1, "Ferry aground", "The ferry was full. A second ferry came.")

    assert clue.terms[:2] == ("ferri", "aground")
    assert (clue.headline[0], clue.lead[0]) == (1, 2)
    assert clue.surfaces[0] == "Ferry"


def test_names_are_words_written_large_inside_a_sentence():
    clue = read(1, "Ferry sinks off Sulawesi", "Rescuers from Kendari came. Nobody in Kendari slept.")

    assert set(clue.names) == {"sulawesi", "kendari"}


def test_a_headline_in_title_case_names_nothing_by_itself():
    assert read(1, "Ferry Sinks In Heavy Storm Near Cape").names == ()


def test_a_hundred_thousand_different_words_are_cut():
    clue = read(1, " ".join(f"word{n}" for n in range(100_000)), " ".join(f"other{n}" for n in range(100_000)))

    assert len(clue.terms) <= MOST_TERMS
