"""hosts: the key of our manners, and the pause between two requests."""

from datetime import timedelta

import pytest

from ingest.hosts import feeds_at_once, host_key, is_strangers, spacing

STRANGERS = ("example.org", "93.184.215.14", "[2606:4700:4700::1111]", "10.example.org")
OURS = (
    "example.org:8080", "localhost", "intranet", "news.internal", "127.0.0.1", "10.1.2.3", "192.168.0.7", "[::1]",
    "[fd00::1]", "93.184.215.14:8000",
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://quay.example/feed", "quay.example"),
        ("https://quay.example/other?x=1#y", "quay.example"),
        ("http://www.quay.example/", "quay.example"),
        ("http://QUAY.example./", "quay.example"),
        ("http://quay.example:80/", "quay.example"),
        ("https://quay.example:443/", "quay.example"),
        ("http://quay.example:8080/", "quay.example:8080"),
        ("http://news.quay.example/", "news.quay.example"),
        ("http://user:secret@quay.example/", "quay.example"),
        ("http://[2606:4700::1]/feed", "[2606:4700::1]"),
        ("http://[::1]:8900/feed", "[::1]:8900"),
        ("http://127.0.0.2:8900/feed", "127.0.0.2:8900"),
    ],
)
def test_one_server_has_one_key(url, key):
    assert host_key(url) == key


@pytest.mark.parametrize("key", STRANGERS)
def test_a_stranger_is_left_alone_for_two_seconds_after_each_request(key):
    assert is_strangers(key)
    assert spacing(key) == timedelta(seconds=2)
    assert feeds_at_once(key) == 1


@pytest.mark.parametrize("key", OURS)
def test_a_host_of_our_own_and_an_odd_port_are_asked_up_to_eight_things_in_a_row(key):
    assert not is_strangers(key)
    assert spacing(key) == timedelta(0)
    assert feeds_at_once(key) == 8
