"""The command needs no database, and none of these tests may touch one."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FERRY = {
    "id": "ferry-1",
    "case": "ferry",
    "rule": "edit",
    "headline": "Ferry Marisol runs aground off Brindle Point",
    "text": "The ferry Marisol ran aground off Brindle Point with 80 passengers on board, the harbour master said.",
    "source": "Harbour Courier",
    "published": "2026-03-02T09:00:00Z",
    "language": "en",
    "story": "ferry",
}
AGAIN = {**FERRY, "id": "ferry-2", "published": "2026-03-02T09:40:00Z"}
TULIPS = {
    "id": "tulips",
    "case": "ferry",
    "rule": "edit",
    "headline": "Tulpen blühen zwei Wochen früher als sonst",
    "text": "Nach dem milden Winter blühen die Tulpen zwei Wochen früher, meldet der botanische Garten.",
    "source": "Gartenbote",
    "published": "2026-03-02T10:00:00+01:00",
    "language": "de-AT",
    "story": "tulips",
}


@pytest.fixture
def write(tmp_path):
    def written(*lines: dict[str, object] | str, name: str = "labelled.jsonl") -> str:
        file: Path = tmp_path / name
        file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
        return str(file)

    return written


def evaluate(*arguments: str) -> str:
    said = StringIO()
    call_command("evaluate_stories", *arguments, stdout=said)
    return said.getvalue()


def test_as_json_it_says_how_well_the_stories_match_the_labels(write):
    file = write(FERRY, TULIPS, AGAIN)

    facts = json.loads(evaluate(file, "--json"))

    perfect = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert facts.pop("seconds") >= 0
    assert facts == {
        "file": file,
        "articles": 3,
        "stories": 2,
        "found": 2,
        "bcubed": perfect,
        "pairs": perfect,
        "per_language": {
            "de": {"articles": 1, "stories": 1, "found": 1, "bcubed": perfect, "pairs": perfect},
            "en": {"articles": 2, "stories": 1, "found": 1, "bcubed": perfect, "pairs": perfect},
        },
        "cases": {"must_join": {"held": 1, "of": 1}, "must_not": {"held": 1, "of": 1}, "failed": []},
    }


def test_demands_that_do_not_hold_are_named(write):
    file = write(FERRY, {**AGAIN, "story": "other"}, {**TULIPS, "story": "other"})

    facts = json.loads(evaluate(file, "--json"))

    assert facts["cases"] == {
        "must_join": {"held": 0, "of": 1},
        "must_not": {"held": 0, "of": 1},
        "failed": [
            {"case": "ferry", "rule": "edit", "kind": "must not join", "ids": ["ferry-1", "ferry-2"]},
            {"case": "ferry", "rule": "edit", "kind": "must join", "ids": ["tulips", "ferry-2"]},
        ],
    }


def test_without_cases_nothing_is_said_of_them(write):
    plain = {field: value for field, value in FERRY.items() if field not in {"case", "rule"}}

    facts = json.loads(evaluate(write(plain), "--json"))

    assert "cases" not in facts


def test_people_get_a_table(write):
    file = write(FERRY, TULIPS, {**AGAIN, "story": "other"})

    said = evaluate(file).splitlines()

    assert said[0].startswith(f"{file}: ")
    assert said[1].split() == "articles stories found B³ prec. recall F1 pairs prec. recall F1".split()
    assert [line.split() for line in said[2:5]] == [
        "all 3 3 2 0.667 1.000 0.800 0.000 1.000 0.000".split(),
        "de 1 1 1 1.000 1.000 1.000 1.000 1.000 1.000".split(),
        "en 2 2 1 0.500 1.000 0.667 0.000 1.000 0.000".split(),
    ]
    assert said[5:] == [
        "Must join: 0 of 0 hold. Must not join: 2 of 3 hold.",
        "  ferry (edit) must not join: ferry-1, ferry-2",
    ]


def test_each_of_several_files_is_measured_by_itself(write):
    one, other = write(FERRY, name="one.jsonl"), write(AGAIN, TULIPS, name="other.jsonl")

    lines = evaluate(one, other, "--json").splitlines()

    assert [(json.loads(line)["file"], json.loads(line)["articles"]) for line in lines] == [(one, 1), (other, 2)]


def test_text_time_language_source_and_blank_lines_may_be_missing(write):
    bare = {"id": 7, "headline": "Ferry Marisol runs aground", "story": 3}
    file = write(bare, "", {**bare, "id": 8, "text": "", "published": "", "language": "", "source": None})

    facts = json.loads(evaluate(file, "--json"))

    assert (facts["articles"], facts["stories"], list(facts["per_language"])) == (2, 1, ["und"])


def test_an_empty_file_has_no_articles(write):
    assert json.loads(evaluate(write(), "--json"))["articles"] == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: no JSON: "),
        ("[]", "line 2: no JSON object"),
        ({**AGAIN, "id": ""}, "line 2: id: is missing"),
        ({**AGAIN, "id": 1.5}, "line 2: id: is neither text nor whole number"),
        ({**AGAIN, "id": "ferry-1"}, "line 2: id: 'ferry-1' stands in line 1 already"),
        ({**AGAIN, "story": None}, "line 2: story: is missing"),
        ({**AGAIN, "story": ["a"]}, "line 2: story: is neither text nor whole number"),
        ({**AGAIN, "headline": None}, "line 2: headline: is missing"),
        ({**AGAIN, "id": True}, "line 2: id: is neither text nor whole number"),
        ({**AGAIN, "text": 3}, "line 2: text: is no text"),
        ({**AGAIN, "text": "half a smile: \ud83d"}, "line 2: text: is no text"),
        ("[" * 100_000, "line 2: no JSON: "),
        ({**AGAIN, "published": "yesterday"}, "line 2: published: 'yesterday' is no time"),
        (
            {**AGAIN, "published": "0001-01-01T00:00:00+09:00"},
            "line 2: published: '0001-01-01T00:00:00+09:00' is no time",
        ),
        ({**AGAIN, "language": 4}, "line 2: language: is no text"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_field(write, line, message):
    file = write(FERRY, line)

    with pytest.raises(CommandError) as raised:
        evaluate(file)

    assert str(raised.value).startswith(f"{file}: {message}")


def test_a_file_that_is_not_there_or_not_utf8_is_told(tmp_path):
    (tmp_path / "latin.jsonl").write_bytes("Fähre".encode("latin-1"))

    with pytest.raises(CommandError, match=r"gone\.jsonl: .*No such file"):
        evaluate(str(tmp_path / "gone.jsonl"))
    with pytest.raises(CommandError, match=r"latin\.jsonl: .*utf-8"):
        evaluate(str(tmp_path / "latin.jsonl"))
