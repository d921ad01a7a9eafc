"""What only one publisher mentions: names and numbers, and nothing that merely looks like one."""

import pytest

from articles.only_in import MOST, only_in


def test_what_several_publishers_mention_is_left_out():
    texts = {
        "A": ["Towns share the cost", "The quay of Kilbrack is 1,180 metres long, said Orla Wren."],
        "B": ["Kilbrack signs", "The wall is 1180 metres long and stands for 40 years."],
    }

    assert only_in(texts, "en") == {"A": ["Orla Wren"], "B": ["40 years"]}


def test_a_publisher_alone_has_nothing_that_others_lack():
    assert only_in({"A": ["A wall of 40 metres in Kilbrack"]}, "en") == {}


def test_a_capital_at_the_beginning_of_a_sentence_tells_nothing():
    texts = {"A": ["Walls rise", "“Nobody asked,” he said. Tides come. Then: Silence in Kilbrack"], "B": ["A wall"]}

    assert only_in(texts, "en") == {"A": ["Kilbrack"]}


def test_a_headline_in_capitals_throughout_names_nobody():
    texts = {"A": ["Harbour Towns Agree To Share Costly New Wall"], "B": ["A wall"]}

    assert only_in(texts, "en") == {}


@pytest.mark.parametrize(
    ("language", "found"), [("de", ["12 Meter"]), ("de-AT", ["12 Meter"]), ("da", ["Mauer", "12 Meter"])]
)
def test_where_every_noun_has_a_capital_only_numbers_count(language, found):
    texts = {"A": ["Bald kommt die Mauer mit 12 Meter"], "B": ["Sie kommt bald"]}

    assert only_in(texts, language) == {"A": found}


def test_known_names_are_no_news():
    texts = {"A": ["The mayor told the Tide Post", "and also Orla Wren"], "B": ["A wall"]}

    assert only_in(texts, "en", known=["Tide Post"]) == {"A": ["Orla Wren"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Students built Petrel here", "They saw Petrel's first picture"),
        ("Ils ont vu Orne hier", "La crue de l’Orne monte"),
        ("They waited for the Guillemots", "It is the Guillemots' harbour"),
    ],
)
def test_a_name_with_something_hanging_on_it_is_the_same_name(one, other):
    assert only_in({"Saltline": [one], "Tide": [other]}, "en") == {}


def test_each_is_told_once_and_never_more_than_a_few():
    names = "asked about Wren, about Wren, about Orla Wren, about Heron, about Tern, about Plover, about Curlew"

    assert only_in({"A": [names], "B": ["a wall"]}, "en") == {"A": ["Wren", "Heron", "Tern", "Plover"]}
    assert MOST == 4


def test_scripts_without_capitals_are_compared_by_their_numbers():
    assert only_in({"A": ["海堤长1180米"], "B": ["海堤动工"]}, "zh") == {"A": ["1180"]}


@pytest.mark.parametrize("text", ["", "   ", "…", "1", "A", "İ", "ß" * 5_000, "9" * 5_000, "'’-" * 1_000])
def test_any_text_is_read(text):
    only_in({"A": [text], "B": [text[:2]]}, "en")
