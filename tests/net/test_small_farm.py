"""The small farm keeps the promises of ``bench/README.md``: whoever counts by it must be able to believe it."""

import re
import urllib.error
import urllib.request

import pytest

from bench.farm import OURS, Farm


@pytest.fixture(scope="module")
def farm():
    with Farm(OURS, feeds=4, items=5, hosts=2) as farm:
        yield farm


def get(farm, path, **headers):
    number = int(re.sub(r"\D", "", path)) % 2
    request = urllib.request.Request(f"http://127.0.0.{number + 2}:{farm.port}{path}", headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers["ETag"], answer.read().decode()


def test_it_lists_its_feeds_on_its_hosts(farm):
    listed = farm.opml().decode()

    assert len(re.findall(r'xmlUrl="http://127\.0\.0\.[23]:\d+/feed/\d\.xml"', listed)) == 4


def test_it_answers_304_to_its_own_etag_alone(farm):
    etag, _ = get(farm, "/feed/0.xml")

    with pytest.raises(urllib.error.HTTPError) as not_modified:
        get(farm, "/feed/0.xml", **{"If-None-Match": etag})
    not_modified.value.close()
    other, _ = get(farm, "/feed/0.xml", **{"If-None-Match": '"other"'})

    assert not_modified.value.code == 304
    assert other == etag


def test_a_tick_brings_new_items_and_revises_old_ones(farm):
    _, before = get(farm, "/feed/1.xml")

    farm.tick(2, 1)
    _, after = get(farm, "/feed/1.xml")

    guids = [set(re.findall(r"2026:1-\d+", document)) for document in (before, after)]
    assert [len(some) for some in guids] == [5, 5]
    assert len(guids[1] - guids[0]) == 2
    assert "came again" in after
    assert "came again" not in before


def test_it_counts_questions_and_those_that_should_have_been_conditional(farm):
    farm.forget()

    get(farm, "/feed/2.xml")
    get(farm, "/feed/2.xml")
    get(farm, "/feed/2.xml", **{"If-None-Match": '"' + "0" * 16 + '"'})

    assert farm.asked() == {"/feed/2.xml": {"requests": 3, "violations": {"unconditional_after_validators": 1}}}
