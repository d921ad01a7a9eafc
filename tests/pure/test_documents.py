"""How a document waits to be read: whole, a large one as gzip, never twice, and told from others all the while."""

import gzip
import pickle

import pytest

from ingest import documents, jobs
from ingest.decoding import Body
from ingest.holding import LARGE_BYTES
from ingest.values import FeedContext, Fetched, Limits, NotModified, Validators
from tests.factories import NOON

URL = "https://harbour.example/feed"
ITEMS = "".join(f"<item><title>Ferry {n}</title><link>{URL}/{n}</link></item>" for n in range(5_000))
TEXT = f'<rss version="2.0"><channel><title>Harbour</title>{ITEMS}</channel></rss>'.encode()
SMALL = TEXT[:LARGE_BYTES]


def answer(body: bytes, packed: bytes = b"", *, truncated: bool = False) -> Fetched:
    return Fetched(URL, 200, {}, body, Validators(), packed=packed, truncated=truncated)


def came(wire: bytes, limit: int = 10_000_000, *, packs: bool = True) -> Fetched:
    """Return the answer with a document that came in chunks, as ``fetch`` makes it."""
    body = Body("", limit, 100, packs=packs)
    for start in range(0, len(wire), 60_000):
        body.feed(wire[start : start + 60_000])
    said = {"truncated": body.truncated, "digest": body.decoded.digest(), "size": body.decoded.size}
    return Fetched(URL, 200, {}, body.finish(), Validators(), packed=body.packed, **said)


def handed_over(fetched: Fetched) -> Fetched:
    """Return what a reading process gets of it."""
    return documents.unpacked(pickle.loads(pickle.dumps(documents.single(fetched))))  # noqa: S301  Our own.


WIRES = {
    "plain": TEXT,
    "gzip": gzip.compress(TEXT),
    "gzip in two members, padded": gzip.compress(TEXT[:300_000]) + gzip.compress(TEXT[300_000:]) + b"\0" * 7,
    "gzip with garbage behind it": gzip.compress(TEXT) + b"garbage",
}


@pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)
def test_a_large_document_waits_as_gzip_and_is_read_as_it_came(wire):
    waiting = came(wire)

    assert (waiting.body, gzip.decompress(waiting.packed)) == (b"", TEXT)
    assert documents.size_of(waiting) == len(TEXT)
    assert handed_over(waiting).body == TEXT
    assert len(pickle.dumps(documents.single(waiting))) < len(TEXT) / 4


@pytest.mark.parametrize("wire", [TEXT, gzip.compress(TEXT)], ids=["plain", "gzip"])
def test_one_that_is_cut_waits_as_far_as_it_is_kept(wire):
    waiting = came(wire, limit=300_001)

    assert waiting.truncated
    assert handed_over(waiting).body == TEXT[:300_001]


@pytest.mark.parametrize("wire", [SMALL, gzip.compress(SMALL)], ids=["plain", "gzip"])
def test_a_small_one_stays_as_it_is_and_is_handed_over_once(wire):
    waiting = came(wire)

    assert (waiting.body, waiting.packed) == (SMALL, b"" if wire is SMALL else wire)
    assert documents.single(waiting).packed == b""
    assert handed_over(waiting).body == SMALL


def test_where_nobody_asked_for_it_none_is_packed():
    assert came(TEXT, packs=False).body == TEXT


def test_a_document_is_told_from_others_however_it_is_held():
    held = [
        came(TEXT),
        came(gzip.compress(TEXT)),
        came(TEXT, packs=False),
        answer(TEXT),
        documents.unpacked(came(TEXT)),
    ]

    assert len({documents.digest_of(one) for one in held}) == 1
    others = [answer(TEXT + b" "), answer(TEXT, truncated=True), came(TEXT, limit=len(TEXT) - 1)]
    assert documents.digest_of(held[0]) not in {documents.digest_of(one) for one in others}


def test_a_reading_process_reads_both_alike():
    context = FeedContext(URL, URL, "Harbour", "en", NOON)

    read = [jobs.read(one, context, Limits()) for one in (answer(TEXT), came(TEXT))]

    assert read[0] == read[1]
    assert len(read[0].entries) == Limits().entries


def test_of_an_answer_with_nothing_new_the_document_is_not_kept():
    quiet, same = NotModified(URL, {}, Validators()), documents.emptied(came(SMALL))

    assert (same.body, same.packed) == (b"", b"")
    assert documents.emptied(quiet) is quiet


def test_what_did_not_come_as_gzip_is_not_held_beside_what_it_says():
    body = Body("gzip", len(TEXT), 100)
    for start in range(0, len(TEXT), 65_536):
        body.feed(TEXT[start : start + 65_536])

    assert (body.finish(), body.packed) == (TEXT, b"")
    assert body.wire_bytes == len(TEXT)
