import time

import pytest

from articles.evaluation import Example, Score, compare, judge


def labels(text):
    """Read a partition: ``ab c`` has the stories {a, b} and {c}."""
    return {article: story for story in text.split() for article in story}


def test_the_same_partition_under_other_names_is_perfect():
    match = compare({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"})

    assert match.bcubed == match.pairs == Score(1.0, 1.0)
    assert (match.articles, match.stories, match.found) == (3, 2, 2)


def test_two_short_stories_in_one_cost_less_than_two_long_ones():
    truth = labels("12345 67 89ABC")

    with_short = compare(labels("12345 6789ABC"), truth)
    with_long = compare(labels("1234589ABC 67"), truth)

    # The textbook example of Bagga and Baldwin 1998: 16/21 against 7/12, where the links say the same of both.
    assert with_short.bcubed == pytest.approx((16 / 21, 1.0))
    assert with_long.bcubed == pytest.approx((7 / 12, 1.0))


def test_pairs_are_counted_as_they_were_by_hand():
    # Joined: ab ac bc de. Belong together: ab cd ce de. Right: ab and de.
    match = compare(labels("abc de"), labels("ab cde"))

    assert match.pairs == pytest.approx((2 / 4, 2 / 4))
    assert match.pairs.f1 == pytest.approx(0.5)
    # Each of a, b: 2/3 of their found story, all of their own; c: 1/3 and 1/3; d, e: all, and 2/3.
    assert match.bcubed == pytest.approx(((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5, (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5))


def test_everything_alone_is_precise_and_finds_no_pair():
    match = compare(labels("a b c d"), labels("abcd"))

    assert match.bcubed == Score(1.0, 0.25)
    assert match.pairs == Score(1.0, 0.0)
    assert match.bcubed.f1 == pytest.approx(0.4)
    assert match.pairs.f1 == 0.0


def test_everything_together_finds_all_and_is_not_precise():
    match = compare(labels("abcd"), labels("a b c d"))

    assert match.bcubed == Score(0.25, 1.0)
    assert match.pairs == Score(0.0, 1.0)


def test_precision_of_one_is_recall_of_the_other():
    one, other = labels("abc de f gh"), labels("a bcd ef gh")

    there, back = compare(one, other), compare(other, one)

    assert there.bcubed == pytest.approx((back.bcubed.recall, back.bcubed.precision))
    assert there.pairs == pytest.approx((back.pairs.recall, back.pairs.precision))


def test_only_labelled_articles_count():
    match = compare(labels("abz cy"), labels("ab c"))

    assert match.articles == 3
    assert match.pairs == Score(1.0, 1.0)


def test_a_labelled_article_that_was_placed_nowhere_is_an_error():
    with pytest.raises(KeyError, match="b"):
        compare({"a": 1}, {"a": "x", "b": "x"})


def test_no_articles_are_no_mistakes():
    match = compare({}, {})

    assert match.bcubed == match.pairs == Score(1.0, 1.0)


def test_a_hundred_thousand_articles_in_one_story_take_no_time():
    found = dict.fromkeys(range(100_000), 1)
    truth = {article: article % 7 for article in found}

    began = time.process_time()
    match = compare(found, truth)

    assert time.process_time() - began < 2
    assert match.bcubed == pytest.approx((1 / 7, 1.0), rel=1e-6)


def test_a_story_of_a_case_is_one_demand_however_many_articles_it_has():
    examples = [Example(article, "ferry", "edit", "f") for article in "abc"]

    together = judge(labels("abc"), examples)
    apart = judge(labels("ab c"), examples)

    assert (together.must_join.held, together.must_join.of, together.must_not.of) == (1, 1, 0)
    assert (apart.must_join.held, apart.must_join.of) == (0, 1)
    assert [(demand.case, demand.rule, demand.kind, demand.ids) for demand in apart.must_join.failed] == [
        ("ferry", "edit", "must join", ("a", "b", "c"))
    ]


def test_any_two_stories_of_a_case_must_not_share_a_found_one():
    examples = [Example(article, "storms", "other place", story) for article, story in ("ax", "by", "cz")]

    apart = judge(labels("a b c"), examples)
    mixed = judge(labels("a bc"), examples)

    assert (apart.must_not.held, apart.must_not.of, apart.must_join.of) == (3, 3, 0)
    assert (mixed.must_not.held, mixed.must_not.of) == (2, 3)
    assert [demand.ids for demand in mixed.must_not.failed] == [("b", "c")]


def test_only_those_articles_are_named_that_are_where_they_must_not_be():
    examples = [Example(article, "storms", "other place", story) for article, story in ("ax", "bx", "cy", "dy")]

    mixed = judge(labels("a bc d"), examples)

    assert [demand.ids for demand in mixed.must_not.failed] == [("b", "c")]
    assert [demand.ids for demand in mixed.must_join.failed] == [("a", "b"), ("c", "d")]


def test_stories_of_two_cases_demand_nothing_of_one_another():
    judged = judge(labels("ab"), [Example("a", "one", "edit", "x"), Example("b", "two", "edit", "y")])

    assert judged.must_join.of == judged.must_not.of == 0
