import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.worddiff import MARKS, Part, diff, fold, is_changed, shortened

WORDS = st.lists(
    st.sampled_from(["quay", "tide", "Tide", "water", "a", "the", ",", ".", "水", "港", "é", "\n\n"]), max_size=40
)
TEXTS = st.one_of(st.text(max_size=200), WORDS.map(" ".join))


def side(parts, kind):
    """Join what is the same with what came or went."""
    return "".join(part.text for part in parts if part.kind in ("same", kind))


def shown(old, new):
    marks = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(marks[part.kind].format(part.text) for part in diff(old, new))


@given(TEXTS, TEXTS)
def test_same_and_added_are_the_new_text_and_same_and_removed_the_old(old, new):
    parts = diff(old, new)

    assert side(parts, "added") == new
    assert side(parts, "removed") == old


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert diff(text, text) == ([Part("same", text)] if text else [])


@given(TEXTS, TEXTS)
def test_no_part_is_empty_and_no_two_of_a_kind_stand_side_by_side(old, new):
    parts = diff(old, new)

    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Three dead in flood", "Four dead in flood", "[-Three][+Four] dead in flood"),
        ("The tide is high", "The tide is very high", "The tide is [+very ]high"),
        ("The tide is very high", "The tide is high", "The tide is [-very ]high"),
        ("Water rises", "Water rises, then falls", "Water rises[+, then falls]"),
        ("Water rises", "At noon water rises", "[-Water][+At noon water] rises"),
        ("", "New", "[+New]"),
        ("Old", "", "[-Old]"),
        ("水位上升", "水位下降", "水位[-上升][+下降]"),
        ("It was 4.2 m", "It was 4.3 m", "It was [-4.2][+4.3] m"),
        ("a b c d", "d a b c", "[+d ]a b c[- d]"),
    ],
)
def test_a_diff_reads_as_an_editor_would_mark_it(old, new, marked):
    assert shown(old, new) == marked


@given(WORDS, st.integers(0, 40))
def test_one_word_more_is_one_word_added(words, place):
    old = " ".join(words)
    new = " ".join([*words[:place], "Zanzibar", *words[place:]])

    added = [part.text.strip() for part in diff(old, new) if part.kind == "added" and part.text.strip()]

    assert added == ["Zanzibar"]


@pytest.mark.parametrize(
    "pair",
    [
        (["word"] * 12_000, ["word"] * 11_000 + ["other"] * 1_000),
        ([f"w{n % 97}" for n in range(12_000)], [f"w{n % 89}" for n in range(12_000)]),
        ([f"w{n}" for n in range(12_000)], [f"w{n}" for n in reversed(range(12_000))]),
        (["a", "b"] * 6_000, ["b", "b", "a"] * 4_000),
        ([f"w{n // 2}" for n in range(12_000)], [f"w{(n * 7919) % 6_000}" for n in range(12_000)]),
    ],
    ids=["one word", "two rhythms", "backwards", "two words", "shuffled"],
)
def test_hostile_texts_take_no_longer_than_others(pair):
    old, new = (" ".join(words) for words in pair)
    begun = time.process_time()

    parts = diff(old, new)

    assert time.process_time() - begun < 2.0
    assert side(parts, "added") == new


def test_what_is_far_from_a_change_is_folded():
    words = [f"w{n}" for n in range(100)]
    old, new = " ".join(words), " ".join([*words[:50], "here", *words[50:]])

    parts = fold(diff(old, new), context=3)

    assert [(part.kind, part.text, part.words) for part in parts] == [
        ("folded", "", 47),
        ("same", "w47 w48 w49 ", 0),
        ("added", "here ", 0),
        ("same", "w50 w51 w52", 0),
        ("folded", "", 47),
    ]


def test_a_short_stretch_stays_whole_between_two_changes():
    parts = diff("a one two three four five b", "x one two three four five y")

    assert fold(parts, context=3) == parts


def test_what_is_too_long_is_cut_and_says_so():
    parts = [Part("same", "one two "), Part("added", "three four")]

    assert shortened(parts, 13 + MARKS) == ([Part("same", "one two "), Part("added", "three…")], 0)
    assert shortened(parts, 20 + MARKS) == (parts, 2)
    assert shortened(parts, 3) == ([Part("same", "one…")], 0)


def test_many_small_changes_are_cut_as_a_long_one_is():
    parts = [Part("added", "a"), Part("removed", "b")] * 100

    assert len(shortened(parts, 1_000)[0]) <= 1_000 / MARKS + 1


def test_blanks_alone_are_no_change():
    assert not is_changed(diff("a  b", "a b"))
    assert is_changed(diff("a b", "a c"))
