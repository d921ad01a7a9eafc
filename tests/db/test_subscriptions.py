"""import_opml and export_opml: lists become sections, sources and feeds, once, and come back out whole."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Section, Source
from ingest import opml, subscriptions
from ingest.models import Feed
from ingest.opml import OpmlList, Outline
from tests.factories import NOON, SourceFactory

pytestmark = pytest.mark.django_db

QUAY = Outline(
    url="https://quay.example/feed",
    title="The Quay",
    home_url="https://www.quay.example/",
    folders=("World", "Ports"),
    language="en",
    rights={
        "rights": "full",
        "images": "yes",
        "licence": "CC BY 4.0",
        "licenceUrl": "https://licence.example/by",
        "rightsUntil": "2027-12-31",
        "ai": "free",
    },
)
SECOND = Outline("https://quay.example/sport", "The Quay", "https://quay.example/news/", ("Sport",))
NAMESAKE = Outline("https://other.example/feed", "The Quay", "https://other.example/", ("World",))
BARE = Outline("https://bare.example/feed")


def run(*outlines, **options):
    return subscriptions.import_list(OpmlList("", tuple(outlines), ("a problem",)), NOON, **options)


def test_a_feed_brings_its_section_its_source_and_its_rights():
    report = run(QUAY)

    feed = Feed.objects.select_related("source__section").get()
    source = feed.source
    assert (feed.url, feed.title, feed.next_at, feed.section) == (QUAY.url, "The Quay", NOON, None)
    assert (source.name, source.home_url, source.language) == ("The Quay", "https://www.quay.example/", "en")
    assert (source.section.name, source.section.slug) == ("World", "world")
    assert (source.rights_mode, source.images_allowed, source.ai_reserved) == ("full", True, False)
    assert (source.licence_name, source.rights_until) == ("CC BY 4.0", dt.date(2027, 12, 31))
    assert (report.sections, report.sources, report.new) == (["World"], ["The Quay"], [QUAY.url])
    assert report.problems == ["a problem"]


def test_the_same_title_on_the_same_host_is_the_same_publisher():
    run(QUAY, SECOND, NAMESAKE)

    assert [source.slug for source in Source.objects.order_by("id")] == ["the-quay", "the-quay-2"]
    assert Source.objects.get(slug="the-quay").feeds.count() == 2
    assert Feed.objects.get(url=SECOND.url).section.name == "Sport"


def test_a_feed_without_a_title_is_called_by_its_host():
    run(BARE)

    assert Source.objects.get().name == "bare.example"


def test_importing_twice_changes_nothing_even_after_an_editors_hand():
    run(QUAY, SECOND)
    Source.objects.update(name="Renamed", rights_mode="headline")
    before = list(Source.objects.values()) + list(Feed.objects.values()) + list(Section.objects.values())

    report = run(QUAY, SECOND)

    assert list(Source.objects.values()) + list(Feed.objects.values()) + list(Section.objects.values()) == before
    assert (report.new, report.sources, report.sections) == ([], [], [])
    assert report.known == [QUAY.url, SECOND.url]


def test_a_dry_run_says_the_same_and_changes_nothing():
    report = run(QUAY, SECOND, dry_run=True)

    assert (report.sections, report.sources, report.new) == (["World", "Sport"], ["The Quay"], [QUAY.url, SECOND.url])
    assert not Source.objects.exists()
    assert not Feed.objects.exists()
    assert not Section.objects.exists()


def test_an_export_is_imported_as_it_was(tmp_path):
    run(QUAY, SECOND, NAMESAKE)
    kept = [field for field in (f.name for f in Source._meta.fields) if field not in {"id", "section", "created_at"}]
    before = list(Source.objects.order_by("slug").values(*kept, "section__name"))
    call_command("export_opml", str(tmp_path / "list.opml"))
    Source.objects.all().delete()
    Section.objects.all().delete()

    call_command("import_opml", str(tmp_path / "list.opml"), stdout=io.StringIO())

    assert list(Source.objects.order_by("slug").values(*kept, "section__name")) == before
    assert set(Feed.objects.values_list("url", flat=True)) == {QUAY.url, SECOND.url, NAMESAKE.url}


def test_the_sample_edition_is_not_exported():
    run(QUAY)
    Source.objects.update(is_sample=True)

    assert list(subscriptions.export()) == []


def test_the_commands_tell_what_they_do(tmp_path):
    listed = tmp_path / "list.opml"
    listed.write_bytes(opml.write([QUAY], "Ours").replace(b"</body>", b'<outline text="Junk"/></body>'))
    rehearsal, told, errors, again, out = (io.StringIO() for _ in range(5))

    call_command("import_opml", str(listed), "--dry-run", stdout=rehearsal, stderr=errors)
    call_command("import_opml", str(listed), stdout=told, stderr=errors)
    call_command("import_opml", str(listed), stdout=again, stderr=errors)
    call_command("export_opml", stdout=out)

    assert "Would add 1 feed:\n  https://quay.example/feed" in rehearsal.getvalue()
    assert told.getvalue().splitlines() == ["Added 1 section: World.", "Added 1 source.", "Added 1 feed."]
    assert "Found here already: 1 feed." in again.getvalue()
    assert "Problem: Junk: has no feed address (xmlUrl)." in errors.getvalue()
    assert opml.read(out.getvalue().encode()).outlines[0].url == QUAY.url


@pytest.mark.parametrize("content", [None, b"no list", b"<!DOCTYPE x><opml/>"])
def test_a_file_that_is_no_list_is_an_error_that_names_it(tmp_path, content):
    listed = tmp_path / "list.opml"
    if content is not None:
        listed.write_bytes(content)

    with pytest.raises(CommandError, match=r"list\.opml"):
        call_command("import_opml", str(listed))


def test_a_source_made_by_hand_takes_in_the_feed():
    source = SourceFactory(name="The Quay", home_url="https://quay.example/")

    run(QUAY)

    assert Feed.objects.get().source == source


def test_the_starter_list_is_taken_without_a_problem():
    listed = opml.read((Path(__file__).resolve().parents[2] / "starter.opml").read_bytes())

    report = subscriptions.import_list(listed, NOON)

    assert report.problems == []
    assert len(report.new) == len(listed.outlines) >= 20
    assert not Source.objects.filter(rights_mode="full", licence_url="").exists()
