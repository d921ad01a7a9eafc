"""The project's own labelled set, ``bench/stories.jsonl``."""

import json
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from articles import grouping, labelled
from articles.evaluation import Example, judge

SET = Path(__file__).resolve().parents[2] / "bench" / "stories.jsonl"
FIELDS = ["id", "case", "rule", "headline", "text", "source", "published", "language", "story"]
JOINING = {"edit: toll", "edit: headline", "edit: shortened", "other words", "copy: other headline"}
PARTING = {
    "other number",
    "other toll elsewhere",
    "other place",
    "opposite direction",
    "other actor",
    "other date",
    "other round",
    "same company",
    "same template",
    "same name",
}
UNSPACED = {"zh", "ja"}


@pytest.fixture(scope="module")
def lines():
    return [json.loads(line) for line in SET.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def cases(lines):
    found = defaultdict(list)
    for line in lines:
        found[line["case"]].append(line)
    return found


def test_every_line_can_be_read_and_has_every_field(lines):
    articles = labelled.read(SET.read_text("utf-8").splitlines())

    assert len(articles) == len(lines)
    assert [line["id"] for line in lines if list(line) != FIELDS or not all(line.values())] == []


def test_there_are_enough_cases_in_enough_languages(cases):
    languages = Counter(case[0]["language"] for case in cases.values())

    assert len(cases) >= 150
    assert len([language for language, count in languages.items() if count >= 8]) >= 5
    assert 0.4 < languages["en"] / len(cases) < 0.6


def test_every_kind_is_there_several_times(cases):
    kinds = Counter(case[0]["rule"] for case in cases.values())

    assert set(kinds) == JOINING | PARTING
    assert min(kinds.values()) >= 5


def test_a_case_has_two_to_six_lines_of_one_rule_and_one_language(cases):
    odd = [
        name
        for name, case in cases.items()
        if not 2 <= len(case) <= 6 or len({(line["rule"], line["language"]) for line in case}) > 1
    ]

    assert odd == []


def test_cases_that_must_join_have_one_story_and_the_others_several(cases):
    stories = {name: {line["story"] for line in case} for name, case in cases.items()}

    assert [name for name, case in cases.items() if (len(stories[name]) == 1) != (case[0]["rule"] in JOINING)] == []
    assert not any(one & other for one, other in combinations(stories.values(), 2))


def test_leads_are_as_long_as_those_of_news(lines):
    lengths = {line["id"]: len(line["text"]) * (2.5 if line["language"] in UNSPACED else 1) for line in lines}

    assert [name for name, length in lengths.items() if not 150 <= length <= 460] == []


def test_no_lead_is_told_to_be_different_and_is_the_same(cases):
    same = [
        name
        for name, case in cases.items()
        for one, other in combinations(case, 2)
        if one["story"] != other["story"] and (one["text"] == other["text"] or one["headline"] == other["headline"])
    ]

    assert same == []


def test_nothing_joins_that_must_not_and_nearly_everything_that_must():
    articles = labelled.read(SET.read_text("utf-8").splitlines())
    examples = [Example(article.id, article.case, article.rule, article.story) for article in articles]

    placed = grouping.run(labelled.clues(articles))

    found = {article.id: placed[number] for number, article in enumerate(articles)}
    cases = judge(found, examples)
    assert cases.must_not.failed == ()
    assert cases.must_join.held >= 0.9 * cases.must_join.of, cases.must_join.failed
