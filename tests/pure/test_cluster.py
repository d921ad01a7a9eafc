import json
import random
import subprocess
import sys
import time

import pytest

from articles.clue import as_facts, from_facts
from articles.cluster import merge_close, place
from articles.comparing import likely
from articles.grouping import run
from articles.links import NO_LINKS, Links
from articles.shelf import NEWEST, Shelf
from tests.pure.clues import numbers, read

WRECK = [
    "Ferry Teluk sinks off Sulawesi with sixty aboard",
    "Sixty aboard as ferry Teluk sinks near Sulawesi",
    "Sulawesi ferry Teluk sinks, rescuers search",
]
OPERA = ["Cologne opens its restored opera", "Restored opera opens in Cologne after years"]
OTHERS = ["Beetroot prices double", "Chess league adds a round", "New mayor plants an oak", "Museum lends its clock"]
BODY = " ".join(f"On pier {n} the crew counted {n * 3} crates of squid and {n * 5} of mackerel." for n in range(20))


def clues(headlines, first=1, **kwargs):
    return [read(number, headline, **kwargs) for number, headline in enumerate(headlines, first)]


def stories(found):
    groups = {}
    for article, story in found.items():
        groups.setdefault(story, set()).add(article)
    return sorted(groups.values(), key=min)


def test_reports_of_one_event_share_a_story_and_others_stand_alone():
    found = stories(run(clues([*WRECK, *OPERA, *OTHERS])))

    assert found == [{1, 2, 3}, {4, 5}, {6}, {7}, {8}, {9}]


def test_a_placement_says_why():
    shelf, ids = Shelf(), numbers()
    first, second = clues(WRECK[:2])

    alone, joined = place(shelf, first, NO_LINKS, ids), place(shelf, second, NO_LINKS, ids)

    assert (alone.method, alone.is_new, alone.score) == ("alone", True, 0.0)
    assert (joined.method, joined.is_new, joined.story) == ("terms", False, alone.story)
    assert 0.5 <= joined.score < 1
    assert {"Teluk", "Sulawesi"} <= set(joined.shared)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Fähre Teluk sinkt vor Sulawesi", "Vor Sulawesi sinkt die Fähre Teluk"),
        ("ar", "غرق العبارة تيلوك قرب سولاويسي", "قرب سولاويسي غرق العبارة تيلوك"),
        ("zh", "渡轮在苏拉威西附近沉没", "苏拉威西附近渡轮沉没"),
        ("ja", "スラウェシ沖で旅客船が沈没", "旅客船がスラウェシ沖で沈没"),
    ],
)
def test_it_groups_in_every_script(language, one, other):
    assert stories(run(clues([one, other], language=language))) == [{1, 2}]


def test_two_languages_are_never_joined_by_their_words():
    found = run([read(1, WRECK[0]), read(2, WRECK[0], language="nl")])

    assert found[1] != found[2]


def test_what_contradicts_is_suggested_and_not_joined():
    shelf, ids = Shelf(), numbers()
    one, other = clues(["Yellow warning of wind for Orkney", "Yellow warning of wind for Devon"])

    place(shelf, one, NO_LINKS, ids)
    placed = place(shelf, other, NO_LINKS, ids)

    assert placed.is_new
    assert [suggestion.why_not for suggestion in placed.suggestions] == ["Devon, not Orkney"]


def test_a_copy_joins_its_original_whatever_it_is_called():
    found = [read(1, OTHERS[0], body=BODY), read(2, "Quite another line", body=BODY, language="fr")]
    shelf, ids = Shelf(), numbers()

    original, copy = (place(shelf, clue, NO_LINKS, ids) for clue in found)

    assert (copy.method, copy.copy_of, copy.story) == ("copy", 1, original.story)


def test_what_is_older_than_three_days_is_not_joined():
    first, second = read(1, WRECK[0]), read(2, WRECK[0], hours=73)

    found = run([first, second])

    assert found[1] != found[2]


def test_no_story_grows_for_more_than_five_days():
    found = run([read(number, WRECK[0], hours=number * 24, source=f"desk {number}", body=BODY) for number in range(8)])

    assert found[0] == found[5]
    assert found[0] != found[6]


def test_stories_that_grew_towards_each_other_are_merged_into_the_older_one():
    shelf, ids = Shelf(), numbers()
    for clue in clues([*WRECK, *OTHERS]):
        place(shelf, clue, NO_LINKS, ids)
    shelf.move([2, 3], 90)

    done = merge_close(shelf, NO_LINKS, {90})

    assert [(merge.kept, merge.gone) for merge in done.merged] == [(shelf.story_of[1], 90)]
    assert shelf.story_of[1] == shelf.story_of[2] == shelf.story_of[3]
    assert 90 not in shelf.stories


def test_must_and_cannot_links_hold_in_placing_and_merging():
    links = Links.of(must=[(1, 6)], cannot=[(3, 1), (2, 3)])

    found = run(clues([*WRECK, *OPERA, *OTHERS]), links)

    assert found[1] == found[6]
    assert found[3] not in {found[1], found[2]}


@pytest.mark.parametrize("seed", range(6))
def test_cannot_links_hold_however_they_are_drawn(seed):
    chance = random.Random(seed)  # noqa: S311  Chance for a test, not for a secret.
    told = clues([chance.choice([*WRECK, *OPERA]) for _ in range(24)])
    pairs = [tuple(chance.sample(range(1, 25), 2)) for _ in range(20)]
    links = Links.of(must=pairs[:10], cannot=pairs[10:])

    found = run(told, links)

    assert not [pair for pair in links.cannot if found[pair[0]] == found[pair[1]]]


def test_a_replay_from_stored_clues_gives_the_same_stories():
    told = clues([*WRECK, *OPERA, *OTHERS], lead="The harbour office of Kendari wrote it in its book on Monday.")
    stored = [from_facts(json.loads(json.dumps(as_facts(clue)))) for clue in told]

    assert run(told) == run(stored)


def test_it_does_not_depend_on_the_order_of_sets():
    program = (
        "from articles.grouping import run\nfrom tests.pure.test_cluster import *\n"
        "print(sorted(run(clues([*WRECK, *OPERA, *OTHERS] * 4)).items()))"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1


def test_a_story_that_lost_an_article_is_as_if_it_had_never_had_it():
    shelf, plain = Shelf(), Shelf()
    told = clues([*WRECK, *OTHERS])
    for each in (shelf, plain):
        ids = numbers()
        for clue in told:
            place(each, clue, NO_LINKS, ids)

    shelf.move([5], shelf.story_of[1])
    shelf.move([5], 99)

    assert shelf.stories[1] == plain.stories[1]


def test_under_a_key_only_the_newest_are_found():
    shelf, ids = Shelf(), numbers()
    for clue in clues(["Teluk"] * (NEWEST + 30)):
        place(shelf, clue, NO_LINKS, ids)

    assert len(shelf.under("en:teluk")) == NEWEST
    assert likely(shelf, ["en:teluk"])


def test_what_can_be_joined_no_more_is_forgotten():
    shelf, ids = Shelf(), numbers()
    old, new = read(1, WRECK[0]), read(2, WRECK[1], hours=200)
    for clue in (old, new):
        place(shelf, clue, NO_LINKS, ids)

    shelf.forget(new.seen)

    assert set(shelf.clues) == {2}
    assert len(shelf.stories) == 1
    assert all(article == 2 for found in shelf.postings.values() for article in found)


@pytest.mark.parametrize("text", ["", "7 " * 4_000, "🙂" * 4_000, "\u202e" + "سفينة " * 900, "a" * 1_000_000])
def test_strange_articles_are_placed_in_bounded_time(text):
    shelf, ids = Shelf(), numbers()
    start = time.process_time()

    for number in range(20):
        place(shelf, read(number, text, text, body=text), NO_LINKS, ids)

    assert time.process_time() - start < 5
    assert len(shelf.story_of) == 20
