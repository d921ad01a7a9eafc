"""Headers and validators, byte for byte."""

import pytest

from ingest.headers import conditions, kept_headers, refreshed, validators_in
from ingest.values import Validators


def test_names_become_lower_case_lists_are_joined_and_cookies_are_dropped():
    raw = [(b"Vary", b"Accept"), (b"VARY", b"Origin"), (b"Set-Cookie", b"a=b"), (b"X-Name", b" Z\xc3\xbcrich ")]

    headers = kept_headers(raw)

    assert headers == {"vary": "Accept, Origin", "x-name": "Zürich"}


def test_of_a_field_that_may_stand_once_the_first_counts():
    raw = [(b"Content-Type", b"text/xml"), (b"Content-Type", b"text/html"), (b"ETag", b'"1"'), (b"ETag", b'"2"')]

    headers, validators = kept_headers(raw), validators_in(raw)

    assert headers == {"content-type": "text/xml", "etag": '"1"'}
    assert validators.etag == '"1"'


def test_bytes_that_are_no_utf8_are_still_readable_and_storable():
    raw = [(b"Server", b"caf\xe9\x00")]

    assert kept_headers(raw) == {"server": "café"}


@pytest.mark.parametrize(
    "etag", [b'"abc"', b'W/"abc"', b"abc", b'""', b'"a,b"', b'"caf\xc3\xa9"', b'"a\\"b"', b'"x--gzip"']
)
def test_an_etag_is_echoed_as_it_came(etag):
    validators = validators_in([(b"ETag", etag)])

    assert conditions(validators) == {"If-None-Match": etag.decode()}
    assert conditions(validators)["If-None-Match"].encode() == etag


@pytest.mark.parametrize("etag", [b'"caf\xe9"', b'"a\x00b"'])
def test_an_etag_that_could_not_be_echoed_is_not_kept(etag):
    assert validators_in([(b"ETag", etag)]) == Validators()


def test_a_stored_validator_cannot_break_out_of_its_header():
    stored = Validators('"a"\r\nHost: evil.example.org', "Sun, 01 Mar 2026 09:00:00 GMT")

    assert conditions(stored) == {"If-Modified-Since": "Sun, 01 Mar 2026 09:00:00 GMT"}


def test_a_304_refreshes_what_it_names_and_keeps_the_rest():
    old = Validators('"1"', "Sun, 01 Mar 2026 09:00:00 GMT")

    assert refreshed(old, [(b"ETag", b'"2"')]) == Validators('"2"', "Sun, 01 Mar 2026 09:00:00 GMT")
    assert refreshed(old, []) == old
