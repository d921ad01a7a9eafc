import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.bylines import LONGEST, MOST, bylines
from tests.pure.hostile import any_text, hostile_texts, is_storable, seconds


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ida Example", "Ida Example"),
        ("ida@paper.example (Ida Example)", "Ida Example"),
        ("Ida Example <ida@paper.example>", "Ida Example"),
        ("Ida Example &lt;ida@paper.example&gt;", "Ida Example"),
        ("ida@paper.example Ida Example", "Ida Example"),
        ("(Ida Example)", "Ida Example"),
        ("By Ida Example", "Ida Example"),
        ("by: Ida Example,", "Ida Example"),
        ("<a href='https://paper.example/ida'>Ida  Example</a>", "Ida Example"),
        ("Ida Example https://paper.example/ida", "Ida Example"),
        ("Byron Example", "Byron Example"),
        ("Ida Example (Paris)", "Ida Example (Paris)"),
        ("Zoë &amp; Søren", "Zoë & Søren"),
    ],
)
def test_a_name_is_found_in_what_feeds_write(author: str, name: str) -> None:
    assert bylines([author]) == (name,)


@pytest.mark.parametrize(
    "author",
    ["admin", "Administrator", "ADMIN2", "editor", "root", "no-reply", "noreply@paper.example", "webmaster@paper.example", "Web Master",
     "feed", "(author unknown)", "Anonymous", "", " ", "-", "12", "ida@paper.example", "https://paper.example/ida", "nobody@paper.example (admin)",
     "The Example Paper", "the example paper!", "paper.example"],
)  # fmt: skip
def test_nobody_stands_behind_these(author: str) -> None:
    assert bylines([author], "The Example Paper", "paper.example") == ()


def test_several_authors_are_kept_each_once_and_in_order() -> None:
    authors = ["Ida Example", "admin", "Otto Sample; Ida Example", "IDA EXAMPLE", "otto@paper.example (Otto Sample)"]

    assert bylines(authors) == ("Ida Example", "Otto Sample")


@given(authors=st.lists(any_text, max_size=30), own=any_text)
def test_any_authors_give_bounded_names(authors: list[str], own: str) -> None:
    names = bylines(authors, own)

    assert len(names) <= MOST
    assert all(name and len(name) <= LONGEST and is_storable(name) for name in names)


def test_hostile_authors_cost_linear_time() -> None:
    assert max(seconds(lambda text: bylines([text], text), text) for text in hostile_texts()) < 1
