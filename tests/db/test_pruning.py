"""What is kept no longer: articles over their retention, and what ingest itself collects."""

import datetime as dt
import io
import json
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.db import connection

from articles import retention, standing, store
from articles.models import Article, Picture, Tombstone
from articles.models.mirrored import file_name
from ingest import bodies, ledger, pipeline, pruning
from ingest.models import Feed, Fetch, Host, Notice
from ingest.values import Fetched, Reading, Validators
from tests.entries import clean_entry
from tests.factories import EditorFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Files of other tests would be left over here."""
    settings.MEDIA_ROOT = tmp_path / "media"
    place = {**settings.STORAGES["bodies"]["OPTIONS"], "location": tmp_path / "bodies"}
    settings.STORAGES = {**settings.STORAGES, "bodies": {**settings.STORAGES["bodies"], "OPTIONS": place}}


def feed_of(source, path="/feed"):
    feed, _ = ledger.add_feed(source, f"https://harbour.example{path}", now=NOON)
    return feed


def read(feed, *guids, at=NOON):
    """Let a feed bring entries with these guids, as the pipeline does; return the counts."""
    entries = tuple(clean_entry(guid=guid, url=f"https://harbour.example/{guid}", headline=guid) for guid in guids)
    answer = Fetched(feed.url, 200, {}, " ".join(guids).encode(), Validators())
    claim = ledger.take(Feed.objects.get(pk=feed.pk), at)
    return pipeline.keep(claim, answer, Reading("rss20", "", "", "", entries), at).counts


def headlines():
    return sorted(Article.objects.values_list("headline", flat=True))


@pytest.fixture
def source():
    return SourceFactory(retention_days=30)


def test_what_is_overdue_goes_and_leaves_its_keys_as_tombstones(source):
    feed = feed_of(source)
    read(feed, "old")
    read(feed, "new", at=NOON + 31 * DAY)

    pruned = pruning.prune(NOON + 32 * DAY)

    assert headlines() == ["new"]
    assert pruned.sources == {f"{source.name} ({source.pk})": retention.Outcome(removed=1)}
    assert set(Tombstone.objects.values_list("headline", "reason")) == {("old", "Pruned: it was kept for 30 days.")}


def test_a_pruned_entry_that_comes_back_stays_buried(source):
    feed = feed_of(source)
    read(feed, "old")
    read(feed, "new", at=NOON + 31 * DAY)
    pruning.prune(NOON + 32 * DAY)

    counts = read(feed, "new", "old", at=NOON + 33 * DAY)

    assert (counts.new, counts.same, counts.dropped) == (0, 1, 1)
    assert headlines() == ["new"]


def test_what_is_still_in_the_feed_stays_however_old(source):
    read(feed_of(source), "evergreen")

    pruned = pruning.prune(NOON + 1_000 * DAY)

    assert headlines() == ["evergreen"]
    assert pruned.total("in_feed") == 1


def test_what_the_feed_of_another_source_still_carries_stays(source):
    feed = feed_of(source)
    read(feed, "shared")
    read(feed_of(SourceFactory(), "/elsewhere"), "shared", at=NOON + DAY)
    read(feed, "new", at=NOON + 40 * DAY)

    pruning.prune(NOON + 41 * DAY)

    assert headlines() == ["new", "shared"]


def test_the_same_guid_in_another_source_protects_nothing(source):
    feed, other = feed_of(source), feed_of(SourceFactory(), "/elsewhere")
    read(feed, "1")
    entry = clean_entry(guid="1", url="https://elsewhere.example/1", headline="theirs")
    claim = ledger.take(other, NOON)
    pipeline.keep(claim, Fetched(other.url, 200, {}, b"", Validators()), Reading("rss20", "", "", "", (entry,)), NOON)
    read(feed, "2", at=NOON + 40 * DAY)

    pruning.prune(NOON + 41 * DAY)

    assert headlines() == ["2", "theirs"]


def test_a_retired_feed_carries_nothing_any_more(source):
    feed = feed_of(source)
    read(feed, "old")
    ledger.retire(feed.pk, "410 twice", NOON)

    pruning.prune(NOON + 31 * DAY)

    assert headlines() == []


def test_a_feed_whose_keys_nobody_noted_protects_its_whole_source(source):
    read(feed_of(source), "old")
    Feed.objects.update(keys=b"")

    pruning.prune(NOON + 31 * DAY)

    assert headlines() == ["old"]


@pytest.mark.parametrize(
    "touch",
    [
        lambda articles: standing.publish(articles, EditorFactory()),
        lambda articles: articles.update(edited_headline="Better said"),
        lambda articles: articles.update(edited_dek="Better said"),
        lambda articles: articles.update(edited_tags=[]),
        lambda articles: articles.update(no_picture=True),
        lambda articles: articles.update(edited_image_alt="Better said"),
        lambda articles: articles.update(edited_image_credit="Better said"),
    ],
    ids=["curated", "headline", "dek", "tags", "picture", "alt", "credit"],
)
def test_what_an_editor_touched_is_never_pruned(source, touch):
    feed = feed_of(source)
    read(feed, "old")
    standing.reject(Article.objects.all(), "to be published by hand")
    touch(Article.objects.all())
    read(feed, "new", at=NOON + 31 * DAY)

    pruned = pruning.prune(NOON + 32 * DAY)

    assert headlines() == ["new", "old"]
    assert pruned.total("touched") == 1


def test_a_refused_article_is_pruned_and_stays_refused(source):
    feed = feed_of(source)
    read(feed, "old")
    standing.reject(Article.objects.all(), "not true")
    read(feed, "new", at=NOON + 31 * DAY)

    pruning.prune(NOON + 32 * DAY)

    assert headlines() == ["new"]
    assert read(feed, "old", at=NOON + 33 * DAY).dropped == 1


@pytest.mark.parametrize(
    ("own", "site", "left"),
    [(None, 0, 2), (None, 30, 1), (0, 30, 2), (30, 0, 1), (365, 30, 2), (2_000_000_000, 30, 2)],
    ids=["for good", "as the site", "own: for good", "own", "own: longer", "own: as good as for good"],
)
def test_the_source_decides_and_else_the_site(settings, own, site, left):
    settings.RETENTION_DAYS = site
    feed = feed_of(SourceFactory(retention_days=own))
    read(feed, "old")
    read(feed, "new", at=NOON + 31 * DAY)

    pruning.prune(NOON + 32 * DAY)

    assert Article.objects.count() == left


def test_many_are_removed_in_batches(source, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 10)
    feed = feed_of(source)
    read(feed, *map(str, range(95)))
    read(feed, "0", "50", "new", at=NOON + 31 * DAY)

    pruned = pruning.prune(NOON + 32 * DAY)

    assert headlines() == ["0", "50", "new"]
    assert (pruned.total("removed"), pruned.total("in_feed")) == (93, 2)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_works_on_just_now_waits_for_the_next_pruning(source):
    feed = feed_of(source)
    read(feed, "busy", "idle")
    read(feed, "new", at=NOON + 31 * DAY)
    busy = Article.objects.get(headline="busy").pk

    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM articles_article WHERE id = %s FOR UPDATE", [busy])
            pruning.prune(NOON + 32 * DAY)
    finally:
        other.close()

    assert headlines() == ["busy", "new"]


# Pictures and documents -----------------------------------------------------------------------------------------------
def mirrored(article, digest, *, days_old=2):
    """Give an article a picture whose files are so old."""
    for width in (320, 640):
        name = file_name(digest, width)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(b"a picture"))
        moment = (NOON - days_old * DAY).timestamp()
        os.utime(default_storage.path(name), (moment, moment))
    facts = {"digest": digest, "widths": [320, 640], "width": 640, "height": 480, "colour": "#203040"}
    store.keep_picture(article.pk, "https://harbour.example/quay.jpg", NOON, **facts)
    return [file_name(digest, width) for width in (320, 640)]


def test_pictures_that_nobody_needs_go_with_their_articles(source):
    feed = feed_of(source)
    read(feed, "alone", "together")
    read(feed, "new", at=NOON + 31 * DAY)
    articles = {article.headline: article for article in Article.objects.all()}
    alone = mirrored(articles["alone"], "a" * 64)
    shared = mirrored(articles["together"], "b" * 64)
    mirrored(articles["new"], "b" * 64)

    dry = pruning.prune(NOON + 32 * DAY, is_dry=True)
    pruned = pruning.prune(NOON + 32 * DAY)

    assert dry.pictures == pruned.pictures == 2
    assert not any(map(default_storage.exists, alone))
    assert all(map(default_storage.exists, shared))
    assert Picture.objects.count() == 1


def test_a_file_that_is_being_written_just_now_stays():
    name = file_name("c" * 64, 320)
    default_storage.save(name, ContentFile(b"a picture"))
    written = default_storage.get_modified_time(name)

    assert pruning.prune(written + dt.timedelta(minutes=5)).pictures == 0
    assert pruning.prune(written + DAY).pictures == 1


def test_documents_of_feeds_that_are_gone_go():
    feed, other = feed_of(SourceFactory()), feed_of(SourceFactory(), "/other")
    read(feed, "1")
    read(other, "2")
    gone = feed.pk
    Feed.objects.filter(pk=gone).delete()

    pruned = pruning.prune(NOON)

    assert pruned.bodies == 1
    assert list(bodies.kept(gone)) == []
    assert not storages["bodies"].exists(str(gone)) or storages["bodies"].listdir(str(gone)) == ([], [])
    assert len(list(bodies.kept(other.pk))) == 1


# The ledger -----------------------------------------------------------------------------------------------------------
def attempts(feed, count, *, days_ago):
    at = NOON - days_ago * DAY
    Fetch.objects.bulk_create(
        [Fetch(feed=feed, started_at=at, outcome="ok", next_at=at, next_why="why") for _ in range(count)]
    )


def test_old_attempts_go_but_for_the_last_of_each_feed(settings):
    settings.LEDGER_DAYS = 90
    busy, dead = feed_of(SourceFactory(), "/busy"), feed_of(SourceFactory(), "/dead")
    attempts(busy, 50, days_ago=100)
    attempts(busy, 30, days_ago=10)
    attempts(dead, 35, days_ago=100)

    dry = pruning.prune(NOON, is_dry=True)
    pruned = pruning.prune(NOON)

    assert dry.fetches == pruned.fetches == 50 + 15
    assert busy.fetches.count() == 30
    assert dead.fetches.count() == 20


def test_notices_go_a_year_after_they_ended():
    feed = feed_of(SourceFactory())
    for kind in (Notice.Kind.GAP, Notice.Kind.FAILING):
        ledger.notice(kind, "Something", NOON - 500 * DAY, feed.pk)
    ledger.settle(Notice.Kind.GAP, NOON - 400 * DAY, feed.pk)

    pruned = pruning.prune(NOON)

    assert pruned.notices == 1
    assert Notice.objects.get().kind == Notice.Kind.FAILING


def test_hosts_without_feeds_go_after_a_month():
    feed_of(SourceFactory())
    Host.objects.create(name="gone.example", free_at=NOON - 31 * DAY, slot_at=NOON - 31 * DAY)
    Host.objects.create(name="busy.example", free_at=NOON + DAY, slot_at=NOON - 31 * DAY)

    pruned = pruning.prune(NOON)

    assert pruned.hosts == 1
    assert set(Host.objects.values_list("name", flat=True)) == {"harbour.example", "busy.example"}


# The command ----------------------------------------------------------------------------------------------------------
def prune(*arguments):
    out = io.StringIO()
    call_command("prune", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def overdue(source):
    feed = feed_of(source)
    read(feed, "old", "kept", at=ledger.now() - 40 * DAY)
    read(feed, "kept", at=ledger.now() - DAY)
    return source


def test_the_command_says_what_it_did_by_source_and_in_sum(overdue):
    said = prune()

    assert headlines() == ["kept"]
    told = "1 removed, 1 kept that a feed still carries, 0 kept that an editor touched"
    assert f"{overdue.name} ({overdue.pk}): {told}" in said
    assert f"Articles: {told}" in said


def test_a_dry_run_removes_nothing_and_says_so(overdue):
    said = prune("--dry-run")

    assert headlines() == ["kept", "old"]
    assert not Tombstone.objects.exists()
    assert "1 removed" in said
    assert "dry run" in said


def test_the_command_prints_one_report_as_json(overdue):
    report = json.loads(prune("--json"))

    assert report["sources"] == {f"{overdue.name} ({overdue.pk})": {"removed": 1, "in_feed": 1, "touched": 0}}
    assert {name: report[name] for name in ("dry_run", "removed", "in_feed", "touched", "fetches")} == {
        "dry_run": False, "removed": 1, "in_feed": 1, "touched": 0, "fetches": 0,
    }  # fmt: skip
