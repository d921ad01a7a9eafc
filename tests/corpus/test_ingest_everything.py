"""Every real feed that we have, over real HTTP: nothing is lost, nothing breaks, and a second run changes nothing."""

import csv
import io
import json
import socket
import subprocess
import sys
import urllib.request
import warnings
from ipaddress import ip_network

import feedparser
import pytest
from django.core.management import call_command

from articles.models import Article
from ingest import rounds
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.values import Limits

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1500)]


@pytest.fixture
def corpus_server(shared):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = shared / "tools" / "serve_corpus.py"
    process = subprocess.Popen([sys.executable, str(script), "--port", str(port)], stdout=subprocess.PIPE)
    try:
        assert b"documents" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def documents(shared):
    """The bodies by their path on the server, in the order in which it numbers them."""
    with (shared / "corpus" / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        paths = [row["path"] for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [shared / "corpus" / path for path in paths if path.split("/")[0] in {"real", "jsonfeed"}]


def ingest_all():
    settings = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=20, processes=2)
    results = rounds.ingest(Feed.objects.all(), settings).results
    return sorted(results, key=lambda result: int(result.url.split("/")[4]))


def entries_of(body):
    """Name each entry that unmodified feedparser finds, or the JSON holds; one that says nothing at all is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entries = feedparser.parse(io.BytesIO(body)).entries
    named = [
        (entry.get("id"), entry.get("link"), entry.get("title"), entry.get("summary", "")[:200]) for entry in entries
    ]
    return [name for name in named if any(name)] or _json_ids(body)


def _json_ids(body):
    try:
        items = json.loads(body)["items"] if body.lstrip()[:1] == b"{" else []
    except (ValueError, KeyError):
        return []
    return [
        item.get("id") or item["url"]
        for item in items
        if isinstance(item, dict) and (item.get("id") or item.get("url"))
    ]


def test_everything_is_stored_or_refused_with_a_reason(corpus_server, documents, tmp_path, caplog):
    with urllib.request.urlopen(f"{corpus_server}/opml.xml") as answer:
        (tmp_path / "corpus.opml").write_bytes(answer.read())
    call_command("import_opml", str(tmp_path / "corpus.opml"), stdout=io.StringIO())
    assert Feed.objects.count() == len(documents)

    first = ingest_all()

    assert len(first) == len(documents)
    assert not [record for record in caplog.records if record.exc_info]
    lost = [loss for path, result in zip(documents, first, strict=True) if (loss := _loss(path, result))]
    print(_summary(first))  # noqa: T201  The counts belong in the notes of a release.
    articles = Article.objects.count()

    second = ingest_all()
    assert {result.outcome for result in second} <= {"not_modified", "failed"}
    assert [result.error for result in second] == [result.error for result in first]

    Feed.objects.update(etag="", last_modified="", body_digest=None)
    read_again = ingest_all()
    assert not [result for result in read_again if result.counts.new or result.counts.changed]
    assert Article.objects.count() == articles
    assert not lost

    remembered = Feed.objects.exclude(item_digests=b"").count()
    assert remembered > len(documents) * 0.7
    Feed.objects.update(etag="", last_modified="", body_digest=None, item_digests=b"")
    read_whole = ingest_all()
    assert [result.counts for result in read_whole] == [result.counts for result in read_again]
    assert Feed.objects.exclude(item_digests=b"").count() == remembered
    assert Article.objects.count() == articles


def _loss(path, result):
    """Say what of a document is missing, or nothing."""
    expected = entries_of(path.read_bytes())
    kept = result.counts.new + result.counts.changed + result.counts.same
    if result.outcome == "failed":
        assert result.error.strip()
        return (path.name, result.error) if expected else None
    return None if kept >= min(len(set(expected)), Limits().entries) else (path.name, result.counts, len(set(expected)))


def _summary(results):
    counts = {name: sum(getattr(result.counts, name) for result in results) for name in ("new", "same", "dropped")}
    return {"documents": len(results), "failed": sum(r.outcome == "failed" for r in results)} | counts
