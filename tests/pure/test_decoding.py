"""Bodies as servers send them: well, badly, cut short, and as bombs."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding import Body
from ingest.errors import BodyRefused

TEXT = b"<rss>" + bytes(range(256)) * 40 + b"</rss>"
ZLIB = zlib.compress(TEXT)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def read(wire: bytes, encoding: str, limit: int = 100_000, chunk: int = 1_000) -> Body:
    body = Body(encoding, limit, 100)
    for start in range(0, len(wire), chunk):
        body.feed(wire[start : start + chunk])
    return body


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP ", gzip.compress(TEXT)),
        ("deflate", ZLIB),
        ("deflate", raw_deflate(TEXT)),
        ("gzip", TEXT),  # Says gzip, is plain.
        ("", gzip.compress(TEXT)),  # Says nothing, is gzip.
        ("gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:])),  # Two members (RFC 1952 section 2.2).
        ("gzip", gzip.compress(TEXT) + bytes(500)),  # Padded.
        ("gzip", gzip.compress(TEXT) + b"x"),
    ],
)
def test_every_honest_encoding_gives_the_text(encoding, wire, chunk):
    body = read(wire, encoding, chunk=chunk)

    assert body.finish() == TEXT
    assert body.wire_bytes == len(wire)
    assert not body.truncated


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
@pytest.mark.parametrize("wire", [b"", b"x"])
def test_a_body_of_nothing_or_next_to_nothing_is_no_error(encoding, wire):
    body = read(wire, encoding)

    assert body.finish() == wire


@pytest.mark.parametrize(
    ("encoding", "wire"), [("gzip", gzip.compress(TEXT)), ("deflate", ZLIB), ("deflate", raw_deflate(TEXT))]
)
@pytest.mark.parametrize("cut", [1, 8, 200])
def test_a_compressed_body_that_was_cut_short_is_refused(encoding, wire, cut):
    body = read(wire[:-cut], encoding)

    with pytest.raises(BodyRefused, match="cut off"):
        body.finish()


def test_a_compressed_body_that_is_broken_is_refused():
    wire = bytearray(gzip.compress(TEXT))
    wire[40:60] = bytes(20)

    with pytest.raises(BodyRefused, match="broken"):
        read(bytes(wire), "gzip").finish()


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br"])
def test_an_encoding_that_we_did_not_ask_for_is_refused(encoding):
    with pytest.raises(BodyRefused, match="gzip or deflate only"):
        Body(encoding, 100, 100)


@pytest.mark.parametrize(("encoding", "wire"), [("", TEXT), ("gzip", gzip.compress(TEXT))])
def test_a_body_beyond_the_limit_is_cut_and_says_so(encoding, wire):
    body = read(wire, encoding, limit=500)

    assert body.finish() == TEXT[:500]
    assert body.truncated


@pytest.mark.parametrize("wire", [TEXT, gzip.compress(TEXT)])
def test_a_body_of_just_the_limit_is_whole(wire):
    body = read(wire, "gzip", limit=len(TEXT))

    assert body.finish() == TEXT
    assert not body.truncated


@pytest.mark.parametrize("chunk", [100, 1_000_000])
def test_a_compression_bomb_is_refused_early(chunk):
    bomb = gzip.compress(bytes(50_000_000))

    with pytest.raises(BodyRefused, match=r"bomb: \d{4} bytes already gave more than 1\d{6} bytes"):
        read(bomb, "gzip", limit=10_000_000, chunk=chunk)


def test_much_repetition_below_a_megabyte_is_no_bomb():
    wire = gzip.compress(bytes(900_000))

    body = read(wire, "gzip", limit=10_000_000)

    assert len(body.finish()) == 900_000


def test_a_large_body_in_bounds_keeps_its_first_part_only_at_the_limit():
    text = b"".join(b"<item>%d</item>" % number for number in range(200_000))

    body = read(gzip.compress(text), "gzip", limit=2_000_000, chunk=16_384)

    assert body.finish() == text[:2_000_000]
    assert body.truncated


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 50))
def test_any_bytes_at_all_give_a_body_or_a_refusal(wire, encoding, chunk):
    try:
        decoded = read(wire, encoding, limit=1_000, chunk=chunk).finish()
    except BodyRefused:
        return

    assert len(decoded) <= 1_000
