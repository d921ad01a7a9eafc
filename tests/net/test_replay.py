"""Kept documents, read again without asking their publisher; and documents that a full disk does not take."""

import errno
import shutil
import subprocess
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from articles.models import Article, Revision
from ingest import bodies, ledger, rounds
from ingest.ledger import Counts
from ingest.models import Feed, Fetch
from ingest.pipeline import Settings
from ingest.replay import FeedHeld, replay
from ingest.values import Fetched, Limits, Validators
from tests.factories import SourceFactory
from tests.net.scripted import answer

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=4, processes=1)
ITEM = "<item><title>{0}</title><link>https://harbour.example/{0}</link><guid>{0}</guid><description>{1}</description></item>"
UNTOUCHED = (
    "etag", "last_modified", "body_digest", "item_digests", "keys", "entry_count", "next_at", "next_why", "turn_at",
    "failures", "last_ok_at", "last_attempt_at", "gap_seconds", "newest_at", "full_at", "lease_until", "lease_token",
)  # fmt: skip


class FullDisk(FileSystemStorage):
    """A storage whose disk is full."""

    def _save(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")


def place(settings, location, backend="django.core.files.storage.FileSystemStorage"):
    kept = {"BACKEND": backend, "OPTIONS": {"location": location}}
    settings.STORAGES = {**settings.STORAGES, "bodies": kept}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    place(settings, tmp_path / "bodies")


def rss(*items):
    listed = "".join(ITEM.format(guid, text) for guid, text in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>{listed}</channel></rss>'.encode()


@pytest.fixture
def read(server):
    """Have the server say each of these documents in turn, and read them; return the feed."""

    def read(*documents):
        server.answers["/feed"] = [answer(200, document, f'ETag: "{n}"') for n, document in enumerate(documents)]
        feed, _ = ledger.add_feed(SourceFactory(), server.url("/feed"), now=timezone.now())
        for _ in documents:
            (result,) = rounds.ingest(Feed.objects.all(), SETTINGS).results
            assert result.outcome == "ok"
        feed.refresh_from_db()
        return feed

    return read


def replayed(feed, **options):
    return [one.counts or one.error for one in replay(feed, SETTINGS, timezone.now(), **options)]


def break_stored_texts(*guids):
    """Leave the articles as a parser with a bug would have."""
    Article.objects.filter(headline__in=guids).update(dek="broken", fingerprint=b"x" * 32)


def test_what_an_older_parser_got_wrong_or_lost_is_mended_without_asking_the_publisher(server, read):
    feed = read(rss(("ebb", "Low."), ("tide", "High.")), rss(("tide", "Very high.")))
    break_stored_texts("ebb", "tide")
    asked, connections = len(server.requests), server.connections

    assert replayed(feed) == [Counts(changed=1), Counts(changed=1)]

    assert (len(server.requests), server.connections) == (asked, connections)
    assert dict(Article.objects.values_list("headline", "dek")) == {"ebb": "Low.", "tide": "Very high."}


def test_an_entry_that_was_lost_comes_with_the_moment_of_its_document(read):
    feed = read(rss(("ebb", "Low."), ("tide", "High.")))
    received = feed.last_ok_at
    Article.objects.filter(headline="ebb").delete()

    assert replayed(feed) == [Counts(new=1, same=1)]

    assert Article.objects.get(headline="ebb").published_at == received


def test_the_second_replay_finds_nothing_to_do(read):
    feed = read(rss(("ebb", "Low.")), rss(("tide", "High.")))
    break_stored_texts("ebb", "tide")
    replayed(feed)

    assert replayed(feed) == [Counts(same=1), Counts(same=1)]


def test_older_documents_never_put_their_text_over_that_of_newer_ones(read):
    feed = read(rss(("tide", "High.")), rss(("tide", "Higher.")), rss(("tide", "Highest.")))

    assert replayed(feed) == [Counts(same=1), Counts(), Counts()]

    assert Article.objects.get().dek == "Highest."
    assert Revision.objects.count() == 2


def test_entries_that_shared_a_guid_in_an_older_document_are_still_told_apart(read):
    twins = rss(("ebb", "Low.")) + b"<!-- -->"
    twins = twins.replace(
        b"</channel>",
        b"<item><title>Other</title><link>https://harbour.example/other</link><guid>ebb</guid></item></channel>",
    )
    feed = read(twins, rss(("ebb", "Lower.")))
    before = sorted(Article.objects.values_list("headline", "dek"))

    replayed(feed)

    assert sorted(Article.objects.values_list("headline", "dek")) == before


def test_schedule_validators_and_memory_of_the_feed_stay(read):
    feed = read(rss(("ebb", "Low.")), rss(("tide", "High.")))
    break_stored_texts("ebb")
    before = Feed.objects.values(*UNTOUCHED).get()

    replayed(feed)

    assert Feed.objects.values(*UNTOUCHED).get() == before


def test_the_ledger_has_a_row_for_each_document(read):
    feed = read(rss(("ebb", "Low.")), rss(("tide", "High.")))
    break_stored_texts("ebb")

    replayed(feed)

    rows = feed.fetches.filter(cause=Fetch.Cause.REPLAY).order_by("id")
    assert [(row.outcome, row.changed, row.same, row.status) for row in rows] == [
        ("ok", 0, 1, None),
        ("ok", 1, 0, None),
    ]
    assert all("Read again as received on" in row.notes for row in rows)
    assert {row.next_at for row in rows} == {feed.next_at}


def test_a_dry_replay_changes_nothing(read):
    feed = read(rss(("ebb", "Low.")))
    break_stored_texts("ebb")

    assert replayed(feed, is_dry=True) == [Counts(changed=1)]

    assert Article.objects.get().dek == "broken"
    assert not Fetch.objects.filter(cause=Fetch.Cause.REPLAY).exists()


def test_a_document_that_cannot_be_read_costs_only_itself(read):
    feed = read(rss(("ebb", "Low.")))
    bodies.keep(feed.pk, Fetched(feed.url, 200, {}, b"<html>", Validators()), timezone.now())

    broken, whole = replay(feed, SETTINGS, timezone.now())

    assert "NotAFeed" in broken.error
    assert whole.counts == Counts()  # The newest document is not the last one that was stored, so its keys are newer.
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error) == (0, "")


def test_where_the_last_document_was_not_kept_its_entries_are_left_alone(read, settings):
    feed = read(rss(("ebb", "Low."), ("tide", "High.")), rss(("tide", "Highest.")))
    newest = bodies._names(feed.pk)[-1]
    (bodies.storages["bodies"]).delete(f"{feed.pk}/{newest}")

    assert replayed(feed) == [Counts(same=1)]

    assert Article.objects.get(headline="tide").dek == "Highest."


def test_a_feed_that_a_worker_has_just_now_is_left_to_it(read):
    feed = read(rss(("ebb", "Low.")))
    claim = ledger.take(feed, timezone.now())

    with pytest.raises(FeedHeld, match="try again"):
        replayed(feed)

    assert Feed.objects.get().lease_token == claim.token


def test_nobody_refreshes_a_feed_while_it_is_replayed(server, read):
    feed = read(rss(("ebb", "Low.")), rss(("tide", "High.")))
    asked = len(server.requests)

    for _ in replay(feed, SETTINGS, timezone.now()):
        assert rounds.ingest(Feed.objects.all(), SETTINGS).results == []

    assert len(server.requests) == asked


def test_what_was_pruned_stays_buried(read):
    from articles import standing

    feed = read(rss(("ebb", "Low.")))
    standing.remove(Article.objects.all(), "Pruned", timezone.now())

    assert replayed(feed) == [Counts(dropped=1)]


# A full disk ----------------------------------------------------------------------------------------------------------
def test_a_full_disk_costs_the_replay_and_nothing_else(settings, tmp_path, read):
    place(settings, tmp_path / "full", f"{__name__}.FullDisk")

    feed = read(rss(("ebb", "Low.")), rss(("tide", "High.")))

    assert Article.objects.count() == 2
    assert feed.failures == 0
    assert replayed(feed) == []


@pytest.fixture
def tiny_disk(tmp_path):
    """A real file system of 64 kB."""
    mount = shutil.which("mount")
    place = tmp_path / "tiny"
    place.mkdir()
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a tmpfs needs root and its capabilities")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full_keeps_no_document_that_is_cut_off(settings, tiny_disk, read):
    place(settings, tiny_disk)
    noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(60_000))

    feed = read(rss(("ebb", "Low.")), rss(("tide", noise)), rss(("surge", noise[::-1])))

    assert Article.objects.count() == 3
    assert feed.failures == 0
    assert [path.name for path in (tiny_disk / str(feed.pk)).iterdir()] == bodies._names(feed.pk)[:1]
    assert replayed(feed) == [Counts(same=1)]


def test_a_file_that_cannot_be_read_is_passed_over(read, tmp_path):
    feed = read(rss(("ebb", "Low.")))
    (tmp_path / "bodies" / str(feed.pk) / "20990101T000000000000.gz").write_bytes(b"\x1f\x8b cut off")

    assert [received for received, _ in bodies.kept(feed.pk)] == [feed.last_ok_at]


def test_only_the_newest_documents_are_kept(settings, read):
    settings.REPLAY_BODIES = 2

    feed = read(rss(("1", "")), rss(("2", "")), rss(("3", "")))

    moments = [received for received, _ in bodies.kept(feed.pk)]
    assert len(moments) == 2
    assert moments[0] == feed.last_ok_at > moments[1]
    assert moments[0] - moments[1] < timedelta(minutes=1)
