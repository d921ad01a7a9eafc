"""Rules: what meets a condition, what several rules add up to, and what they say of it."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rules.book import Book, Effect, Rule
from articles.rules.condition import FIELDS, OPERATORS, Condition, fault, operators_of
from articles.rules.folding import find_word, fold
from articles.rules.matching import ready
from articles.rules.pattern import READ, STATES, BadPattern, compiled
from articles.rules.subject import Subject
from articles.rules.telling import in_words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENTRY = Subject(
    source_id=1,
    section_id=10,
    headline="Café opens at the old harbour",
    dek="Łódź and Ørsted sell coffee.",
    html="<p>The <b>KÜSTE</b> is\u00a0calm.</p><p>A second paragraph, sponsored by nobody.</p>",
    authors=("Harbour desk", "Night desk"),
    tags=("Food", "Coast"),
    url="https://kilbrack.example/2026/cafe?from=feed",
    language="en-GB",
    licence=("CC BY 4.0", "https://licences.example/by"),
    origin=("", ""),
    published=NOON - timedelta(days=3),
    picture="https://kilbrack.example/cafe.jpg",
)


def meets(field, operator, value="", entry=ENTRY):
    """Tell whether the entry meets a condition that may stand in a rule."""
    condition = Condition(field, operator, value)
    assert fault(condition) == ""
    return ready(condition).is_met(entry, NOON)


def headline(text):
    return replace(ENTRY, headline=text)


def rule(number, /, **facts):
    condition = Condition("headline", "contains", "harbour")
    effect = Effect(**{name: facts.pop(name) for name in ("standing", "section_id", "tags") if name in facts})
    facts["section_id"] = facts.pop("of_section", None)
    return Rule(number, f"Rule {number}", (condition,), effect, **facts)


# Conditions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("headline", "contains", "cafe"), ("headline", "contains", "CAFÉ OPENS"), ("dek", "contains", "lodz"),
        ("dek", "word", "orsted"), ("text", "contains", "küste is calm"), ("text", "word", "kuste"),
        ("anywhere", "contains", "sponsored"), ("anywhere", "begins", "cafe opens"), ("headline", "is", "cafe opens at the OLD harbour"),
        ("headline", "begins", "CAFE"), ("headline", "matches", "^caf. opens"), ("author", "is", "night desk"),
        ("author", "is_not", "Day desk"), ("tag", "is", "food"), ("tag", "no_word", "sport"), ("url", "contains", "from=feed"),
        ("language", "is", "en"), ("language", "is", "EN-gb"), ("licence", "contains", "cc by"), ("licence", "there", ""),
        ("origin", "missing", ""), ("age", "older", "2 days"), ("age", "younger", "1 week"), ("words", "more", "5"),
        ("words", "fewer", "12"), ("picture", "there", ""), ("text", "no_match", "free (gift|offer)"), ("headline", "lacks", "advert"),
    ],
)  # fmt: skip
def test_a_condition_is_met(field, operator, value):
    assert meets(field, operator, value)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("headline", "word", "harb"), ("headline", "lacks", "CAFE"), ("headline", "is", "Café"), ("headline", "begins", "opens"),
        ("author", "is_not", "harbour desk"), ("tag", "missing", ""), ("language", "is", "e"), ("age", "older", "3 days"),
        ("age", "younger", "72 hours"), ("words", "more", "11"), ("origin", "there", ""), ("picture", "missing", ""),
        ("headline", "no_match", "harbou?r$"), ("text", "word", "is calm a"),
    ],
)  # fmt: skip
def test_a_condition_is_not_met(field, operator, value):
    assert not meets(field, operator, value)


def test_what_has_no_date_is_new_and_what_has_no_text_has_the_words_of_its_dek():
    bare = replace(ENTRY, published=None, html="", dek="four words are here")

    assert meets("age", "younger", "1 minute", bare)
    assert meets("words", "fewer", "5", bare)
    assert meets("text", "missing", "", bare)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("STRASSE", "Straße"), ("ISPARTA", "ısparta"), ("İzmir", "izmir"), ("naïve", "naive"), ("cafe\u0301", "CAFÉ"),
        ("Ёлка", "елка"), ("ΟΔΟΣ", "οδός"), ("ﬁnance", "finance"), ("Ａ１", "a1"), ("مَدرَسة", "مدرسة"), ("שָׁלוֹם", "שלום"),
        ("Anz\u00adeige", "anzeige"), ("can\u200bdle", "candle"), ("don’t", "don't"), ("Ærø", "aero"),
    ],
)  # fmt: skip
def test_texts_are_compared_as_people_write_them(text, same):
    assert fold(text) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("が", "か"), ("की", "क"), ("กา", "กี"), ("10", "1O")])
def test_other_letters_stay_others(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("word", "text", "is_there"),
    [
        ("ai", "an ai-made picture", True), ("ai", "said", False), ("ai", "生成ai技術", True), ("東京", "今日は東京都で", True),
        ("мир", "весь мир!", True), ("мир", "мировой", False), ("की", "राज्य की बात", True), ("क", "की", False),
        ("ข่าว", "อ่านข่าวใหม่", True), ("c++", "learn c++ now", True), ("art", "smart art", True), ("الميناء", "عند الميناء.", True),
    ],
)  # fmt: skip
def test_a_word_ends_where_its_script_ends_words(word, text, is_there):
    assert (find_word(fold(word), fold(text)) >= 0) is is_there


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("Die STRASSE am Meer", "straße", "STRASSE"), ("Große Straße", "strasse", "Straße"), ("In İzmir heute", "izmir", "İzmir"),
        ("Ein Cafe\u0301 am Hafen", "café", "Café"), ("An\u00adzeige: neu", "anzeige", "An\u00adzeige"), ("今日は東京都で", "東京", "東京"),
        ("An ﬁne day", "fine", "ﬁne"),
    ],
)  # fmt: skip
def test_the_words_that_matched_are_marked_as_they_were_written(text, value, words):
    hit = ready(Condition("headline", "contains", value)).hit(headline(text))

    assert hit.around(100)[1] == words
    assert "".join(hit.around(100)) == hit.text


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_asked_by_its_own_operators_only(field):
    value = {"age": "3 days", "words": "100", "picture": ""}.get(field, "x")
    refused = {
        operator
        for operator in OPERATORS
        if "cannot be asked so" in fault(Condition(field, operator, "" if operator in ("there", "missing") else value))
    }

    assert set(OPERATORS) - refused == set(operators_of(field))


@pytest.mark.parametrize(
    ("field", "operator", "value", "said"),
    [
        ("headline", "contains", "  ", "empty value would be in every text"), ("headline", "contains", "\u00ad", "nothing of this can be seen"),
        ("headline", "is", "x" * 501, "at most 500"), ("headline", "there", "x", "Leave the value empty"), ("age", "older", "soon", "3 days"),
        ("words", "more", "many", "number of words"), ("headline", "matches", "(", "never closed"), ("headline", "matches", "[", "never closed"),
        ("headline", "matches", "a(?=b)", "Look-ahead"), ("headline", "matches", "(a)\\1", "cannot refer back"), ("headline", "matches", "\\Z", "not known here"),
        ("headline", "no_match", "*x", "write \\*"), ("headline", "matches", "a++", "follow each other"), ("headline", "matches", "a{2000}", "1,000 times"),
        ("headline", "matches", "(\\pL*\\pN*){0,300}!!", "too big"), ("headline", "matches", ".*", "matches everything"), ("text", "matches", "\\bмир", "has the word"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_words_that_help(field, operator, value, said):
    assert said in fault(Condition(field, operator, value))


# Time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern", ["(x+x+)+y", "(a|a?)+$b", "(.*)(.*)(.*)(.*)=", "[ab]*a[ab]{400}c", "(?:a?){200}b{3}c"]
)
def test_no_text_makes_a_pattern_slow(pattern):
    find = compiled(pattern)
    texts = ["a" * 10_000_000, "ab" * 5_000_000, "x" * 10_000_000]

    began = time.perf_counter()
    for text in texts:
        find(text)

    assert time.perf_counter() - began < 3


def test_a_pattern_of_the_greatest_size_is_searched_in_a_bounded_part_of_a_text():
    with pytest.raises(BadPattern):
        compiled(f"[ab]*a[ab]{{{STATES}}}c")

    assert compiled("z")("a" * (READ - 1) + "zz") == (READ - 1, READ)
    assert compiled("z")("a" * READ + "z") is None


# Rules in their order -------------------------------------------------------------------------------------------------


def test_rules_add_up_and_of_two_that_differ_the_one_above_stands():
    book = Book(
        [
            rule(1, standing="hold", tags=("Harbour",)),
            rule(2, standing="publish", section_id=20, tags=("Coast", "Harbour")),
            rule(3, section_id=30),
        ]
    )

    ruling = book.rule(ENTRY, NOON)

    assert ruling.effect == Effect("hold", 20, ("Harbour", "Coast"))
    assert [one.id for one, _ in ruling.by] == [1, 2, 3]
    assert ruling.decider[0].id == 1


@pytest.mark.parametrize("first", [rule(1, standing="drop"), rule(1, tags=("x",), stops=True)])
def test_after_a_rule_that_drops_or_stops_no_other_is_asked(first):
    ruling = Book([first, rule(2, section_id=20)]).rule(ENTRY, NOON)

    assert [one.id for one, _ in ruling.by] == [1]


def test_a_rule_is_for_its_source_or_its_section_only_and_sees_what_those_above_moved():
    elsewhere = rule(1, source_id=2, standing="drop")
    before = rule(2, of_section=20, standing="drop")
    moving = rule(3, section_id=20)
    there = rule(4, of_section=20, tags=("there",))

    ruling = Book([elsewhere, before, moving, there]).rule(ENTRY, NOON)

    assert [one.id for one, _ in ruling.by] == [3, 4]


def test_all_conditions_must_be_met_or_any():
    met, not_met = Condition("headline", "contains", "harbour"), Condition("dek", "contains", "tea")

    assert not Rule(1, "", (met, not_met), Effect()).hits(ENTRY, NOON)
    assert Rule(1, "", (met, not_met), Effect(), needs_all=False).hits(ENTRY, NOON)


def test_a_rule_says_why_it_hits_and_why_it_misses():
    conditions = (
        Condition("headline", "contains", "harbour"),
        Condition("age", "older", "7 days"),
        Condition("tag", "no_word", "food"),
    )

    hit = Rule(1, "", conditions, Effect(), needs_all=False).judge(ENTRY, NOON)
    missed = Rule(1, "", conditions, Effect()).judge(ENTRY, NOON)

    assert (hit.is_hit, hit.reason) == (True, "headline contains “harbour”")
    assert (missed.is_hit, missed.reason) == (False, "3 days old, not older than 7 days and tag has the word “food”")


@pytest.mark.parametrize("operator", [name for name in OPERATORS if name in operators_of("headline")])
def test_whatever_is_asked_is_said_otherwise_where_it_is_not_so(operator):
    condition = Condition("headline", operator, "" if operator in ("there", "missing") else "harbour")
    one = Rule(1, "", (condition,), Effect())

    said = {one.judge(entry, NOON).reason for entry in (headline("harbour"), headline(""), headline("Tea"))}

    assert len(said) == 2
    assert in_words(condition) in said


# Many of them ---------------------------------------------------------------------------------------------------------

FIELDS_ASKED = ["anywhere", "headline", "dek", "tag", "language"]
ASKED = ["contains", "word", "begins", "is", "lacks", "is_not"]
VALUES = ["tide", "at the old", "Café", "ab", "C", "x y z w", "東京都", "harbour", "Straße", "en", "en-gb", "Food"]
TEXTS = ["", "Spring TIDE at the old harbour", "CAFE in 東京都, x y z w", "strasse AB c"]
CONDITIONS = st.builds(Condition, *map(st.sampled_from, (FIELDS_ASKED, ASKED, VALUES)))
RULES = st.builds(
    Rule,
    id=st.integers(),
    name=st.just(""),
    conditions=st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple),
    effect=st.just(Effect()),
    needs_all=st.booleans(),
    source_id=st.sampled_from([None, 1, 2]),
)


@given(st.lists(RULES, max_size=6), st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_the_shortlist_leaves_out_no_rule_that_hits(rules, words, dek):
    entry = replace(ENTRY, headline=words, dek=dek)

    found = [one for one, _ in Book(rules, few=0).rule(entry, NOON).by]

    assert found == [one for one in rules if one.is_for(1, 10) and one.hits(entry, NOON)]


def test_of_a_thousand_rules_only_those_are_asked_that_may_hit():
    asked = [Condition("anywhere", "word", f"{number:04}") for number in range(1_000)]
    book = Book(Rule(number, "", (one,), Effect(standing="hold")) for number, one in enumerate(asked))
    entry = replace(ENTRY, dek="Room 0007, and not 00081")

    may_hit = set(book._of_all.of(entry))

    assert may_hit == {7, 8, 81}
    assert [one.id for one, _ in book.rule(entry, NOON).by] == [7]
