"""The shared farm's bad feeds, as far as fetching goes: each by name, with what must become of it."""

import json
import subprocess
import sys
import time
from contextlib import closing
from socket import create_connection, create_server

import pytest

from ingest.errors import AddressRefused, BadStatus, BodyRefused, FetchError, Gone, RedirectRefused, TimedOut
from ingest.values import Fetched, Limits

pytestmark = pytest.mark.shared
LIMITS = Limits(read_seconds=2, total_seconds=4)

REFUSED = {
    "slow-headers": (TimedOut, "sent nothing"),
    "slow-body": (TimedOut, "in all"),
    "reset": (BodyRefused, "broke in the middle"),
    "short-body": (BodyRefused, "broke in the middle"),
    "gzip-bomb": (BodyRefused, "bomb"),
    "truncated-gzip": (BodyRefused, "cut off"),
    "huge-header": (BodyRefused, "bytes of headers"),
    "redirect-private": (AddressRefused, "Port 22"),
    "redirect-metadata": (AddressRefused, r"169\.254\.169\.254 is not a public address"),
    "redirect-ipv6-loopback": (AddressRefused, "::1 is not a public address"),
    "redirect-decimal-ip": (AddressRefused, "2130706433"),
    "redirect-file": (RedirectRefused, "does not start with http"),
    "redirect-loop": (RedirectRefused, "circle"),
    "redirect-endless": (RedirectRefused, "more than 5 times"),
    "redirect-nowhere": (RedirectRefused, "without saying where"),
    "redirect-chain/6": (RedirectRefused, "more than 5 times"),
    "status-401": (BadStatus, "401"),
    "status-403": (BadStatus, "403"),
    "status-404": (BadStatus, "404"),
    "status-410": (Gone, "410"),
    "status-500": (BadStatus, "500"),
    "status-304": (BadStatus, "nothing to compare"),
    "status-429": (BadStatus, "wait 2 minutes"),
    "status-429-date": (BadStatus, r"wait (2 minutes|\d+ seconds)"),
    "status-503": (BadStatus, "wait 5 minutes"),
}
FETCHED = {
    "redirect-301": 1,
    "redirect-302": 1,
    "redirect-307": 1,
    "redirect-308": 1,
    "redirect-relative": 1,
    "redirect-chain/5": 5,
    "false-gzip": 0,
    "html": 0,
    "empty": 0,
    "binary": 0,
    "wrong-type": 0,
}


@pytest.fixture(scope="module")
def farm(shared):
    with closing(create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, str(shared / "feedfarm" / "feedfarm.py"), "--feeds", "5", "--slow", "8"]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_feed_is_refused_with_its_reason(farm, fetch, name):
    kind, words = REFUSED[name]

    with pytest.raises(kind, match=words) as caught:
        fetch(f"{farm}/bad/{name}", limits=LIMITS if name.startswith("slow") else Limits())

    assert type(caught.value) is kind


@pytest.mark.parametrize("name", FETCHED)
def test_a_feed_that_is_only_odd_is_fetched(farm, fetch, name):
    got = fetch(f"{farm}/bad/{name}")

    assert isinstance(got, Fetched)
    assert len(got.hops) == FETCHED[name]
    assert not got.truncated


@pytest.mark.parametrize("name", ["big-body", "endless-body"])
def test_a_feed_without_end_keeps_its_beginning_and_says_so(farm, fetch, name):
    got = fetch(f"{farm}/bad/{name}")

    assert got.truncated
    assert len(got.body) == Limits().body_bytes
    assert got.body.startswith(b"<?xml")


def test_every_other_bad_feed_is_a_matter_for_the_parser(farm, fetch):
    names = set(json.loads(fetch(f"{farm}/_bad.json").body))
    names -= {name.partition("/")[0] for name in REFUSED | FETCHED} | {"big-body", "endless-body", "flaky"}
    failed = []

    for name in sorted(names):
        try:
            fetch(f"{farm}/bad/{name}")
        except FetchError as error:
            failed.append((name, str(error)))

    assert len(names) > 20
    assert failed == []


def test_good_feeds_are_fetched_once_and_then_not_modified(farm, fetch):
    first = [fetch(f"{farm}/feed/{number}.xml") for number in range(5)]

    second = [fetch(one.url, one.validators) for one in first]

    assert [one.status for one in first] == [200] * 5
    assert [one.status for one in second] == [304] * 5


def test_no_visit_was_ever_paid_to_a_canary(farm, fetch):
    stats = json.loads(fetch(f"{farm}/_stats.json").body)

    assert stats["canary"] == {}
