"""parse over real documents: at least the entries that unmodified feedparser finds, less what we drop on purpose."""

import io
import warnings

import feedparser
import pytest

from ingest.errors import DocumentError
from ingest.parse import parse
from ingest.values import Limits

pytestmark = pytest.mark.shared
LIMITS = Limits()
CONTENT_TYPE = "application/xml"


def documents(shared, folder):
    return sorted(path for path in (shared / "corpus" / folder).rglob("*") if path.is_file())


def feedparser_finds(body):
    """How many entries feedparser finds by itself; it raises on some documents."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return len(feedparser.parse(io.BytesIO(body), response_headers={"content-type": CONTENT_TYPE}).entries)
        except Exception:  # noqa: BLE001  What it raises is its own affair.
            return 0


def we_find(body):
    """How many entries we find, with those that we drop on purpose: half entries, and those beyond the limit."""
    try:
        feed = parse(body, CONTENT_TYPE, LIMITS)
    except DocumentError:
        return 0
    is_cut = any(note.startswith("more than") for note in feed.notes)
    return 1_000_000 if is_cut and len(feed.entries) == LIMITS.entries else len(feed.entries) + feed.dropped


@pytest.mark.parametrize("folder", ["real", "jsonfeed"])
def test_no_document_gives_fewer_entries_than_feedparser_finds(shared, folder):
    bodies = {path: path.read_bytes() for path in documents(shared, folder)}

    fewer = [path.name for path, body in bodies.items() if we_find(body) < feedparser_finds(body)]

    assert len(bodies) > 100
    assert fewer == []


@pytest.mark.parametrize(
    "folder", ["real", "jsonfeed", "feedparser-tests", "gofeed-tests", "other-tests", "hfeed-discovery", "html"]
)
def test_nothing_but_our_errors_comes_out(shared, folder):
    reasons = []

    for path in documents(shared, folder):
        try:
            parse(path.read_bytes(), CONTENT_TYPE, LIMITS)
        except DocumentError as error:
            reasons.append(str(error))

    assert all(reason.endswith(".") for reason in reasons)
