"""How a document waits to be read: whole, as gzip, never twice, and told from others all the while."""

import gzip
import pickle

import pytest

from ingest import documents, jobs
from ingest.decoding import Body
from ingest.values import FeedContext, Fetched, Limits, NotModified, Validators
from tests.factories import NOON

URL = "https://harbour.example/feed"
ITEMS = "".join(f"<item><title>Ferry {n}</title><link>{URL}/{n}</link></item>" for n in range(5_000))
TEXT = f'<rss version="2.0"><channel><title>Harbour</title>{ITEMS}</channel></rss>'.encode()
WIRE = gzip.compress(TEXT)


def answer(body: bytes, packed: bytes = b"", *, truncated: bool = False) -> Fetched:
    return Fetched(URL, 200, {}, body, Validators(), packed=packed, truncated=truncated)


@pytest.mark.parametrize("wire", [b"", WIRE, WIRE + b"\0" * 7, WIRE + b"garbage"])
def test_a_packed_document_comes_out_as_it_was_and_is_told_from_others_all_the_while(wire):
    whole = answer(TEXT, wire)

    waiting = pickle.loads(pickle.dumps(documents.single(documents.packed(whole))))  # noqa: S301  Our own.

    assert waiting.body == b""
    assert documents.unpacked(waiting).body == TEXT
    assert documents.digest_of(waiting) == documents.digest_of(whole)
    assert documents.digest_of(waiting) != documents.digest_of(answer(TEXT + b" ", wire))
    assert documents.digest_of(whole) != documents.digest_of(answer(TEXT, truncated=True))


def test_a_large_document_is_held_and_handed_over_in_a_fraction_of_its_size():
    large, small = answer(TEXT), answer(TEXT[: documents.LARGE_BYTES], WIRE)

    assert documents.is_large(large)
    assert not documents.is_large(small)
    assert len(pickle.dumps(documents.packed(large))) < len(TEXT) / 4
    assert (documents.single(small).body, documents.single(small).packed) == (small.body, b"")


def test_a_reading_process_reads_both_alike():
    context = FeedContext(URL, URL, "Harbour", "en", NOON)

    read = [jobs.read(one, context, Limits()) for one in (answer(TEXT), documents.packed(answer(TEXT)))]

    assert read[0] == read[1]
    assert len(read[0].entries) == Limits().entries


def test_of_an_answer_with_nothing_new_the_document_is_not_kept():
    quiet = NotModified(URL, {}, Validators())

    assert (documents.emptied(answer(TEXT, WIRE)).body, documents.emptied(answer(TEXT, WIRE)).packed) == (b"", b"")
    assert documents.emptied(quiet) is quiet


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_did_not_come_as_gzip_is_not_held_beside_what_it_says(encoding):
    body = Body(encoding, len(TEXT), 100)
    for start in range(0, len(TEXT), 65_536):
        body.feed(TEXT[start : start + 65_536])

    assert (body.finish(), body.packed) == (TEXT, b"")
    assert body.wire_bytes == len(TEXT)
