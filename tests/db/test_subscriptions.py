"""import_opml and export_opml: lists become sections, sources and feeds, once, and come back out whole."""

import datetime as dt
import io
from dataclasses import replace
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


def long_list(length):
    """A list as exports are: folders in folders, names that come again, several feeds of one publisher, and junk."""
    outlines = (
        f'<outline text="Desk {n % 40}"><outline text="Inner"><outline type="rss" text="Post {n // 3}" '
        f'xmlUrl="https://post{n // 3}.example/{n}.xml" htmlUrl="https://post{n // 3}.example/"/></outline></outline>'
        f'<outline type="rss" text="Blog" xmlUrl="https://blog{n}.example/feed"/>'
        for n in range(length // 2)
    )
    return opml.read(f'<opml version="2.0"><body>{"".join(outlines)}<outline text="Junk"/></body></opml>'.encode())


def test_thousands_of_feeds_need_no_more_queries_than_a_few(django_assert_max_num_queries):
    listed = long_list(1_200)

    with django_assert_max_num_queries(17):
        report = subscriptions.import_list(listed, NOON)
    with django_assert_max_num_queries(8):
        again = subscriptions.import_list(listed, NOON)

    assert len(report.new) == Feed.objects.count() == 1_200
    assert len(report.sources) == Source.objects.count() == 200 + 600
    assert (len(report.sections), Section.objects.count()) == (40, 40)
    assert report.problems == ["Junk: has no feed address (xmlUrl)."]
    assert (len(again.known), again.new, again.sources) == (1_200, [], [])
    slugs = Source.objects.filter(name="Blog").order_by("id").values_list("slug", flat=True)
    assert list(slugs[:3]) == ["blog", "blog-2", "blog-3"]


def test_a_long_list_goes_out_and_comes_back(django_assert_max_num_queries):
    subscriptions.import_list(long_list(600), NOON)
    said = {(o.url, o.home_url, o.folders) for o in subscriptions.export()}

    with django_assert_max_num_queries(2):
        document = opml.write(subscriptions.export(), "Ours")

    listed = opml.read(document)
    assert {(o.url, o.home_url, o.folders) for o in listed.outlines} == said
    assert listed.problems == ()


@pytest.mark.parametrize(("name", "slug"), [("أخبار الميناء", "أخبار-الميناء"), ("港口新闻", "港口新闻")])
def test_a_folder_in_any_script_becomes_a_shelf_with_a_page_of_its_own(client, name, slug):
    run(replace(QUAY, folders=(name,)))

    section = Section.objects.get()

    assert (section.name, section.slug) == (name, slug)
    assert client.get(section.get_absolute_url()).status_code == 200
    assert client.get(f"{section.get_absolute_url()}feed.rss").status_code == 200
    assert section.full_clean() is None


def test_folders_that_differ_in_letters_only_are_one_shelf():
    report = run(replace(QUAY, folders=("World",)), replace(NAMESAKE, folders=("WORLD ",)))

    assert report.sections == ["World"]
    assert Source.objects.filter(section__name="World").count() == 2


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
