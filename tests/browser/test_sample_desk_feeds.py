"""Feeds beside the sample edition: one is found by the address of its site, tried, polled and paused; lists come and go."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import rows, told
from tests.browser.timetable import ENTRIES, MORE, feed, opml, timetable

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


@pytest.fixture
def site():
    """A site on loopback whose page names two feeds; one has ten entries."""
    with timetable() as server:
        yield server


def test_a_feed_is_found_looked_at_added_polled_and_paused(editor, reader, site):
    editor.goto("/admin/ingest/feed/")
    editor.get_by_role("link", name="Add feed").click()

    # The first screen finds what the site names, the second shows ten entries as they would become.
    editor.fill("#id_url", site.url("/"))
    editor.press("#id_url", "Enter")
    editor.get_by_label("Boats").check()
    editor.click("[name=_look]")
    expect(editor.locator(".entry-cards li")).to_have_count(10)
    expect(editor.locator(".entry-cards")).to_contain_text("It was a coin.")
    editor.select_option("#id_section", label="Local")
    editor.select_option("#id_rights_mode", "headline")
    editor.click("[name=_show]")
    expect(editor.locator(".entry-cards")).not_to_contain_text("It was a coin.")
    editor.check("[name=begins][value=active]")
    editor.click("[name=_add]")
    told(editor, "10 articles came with it.")

    # Readers have them; the feed says how it fares and when it is asked next, and why.
    reader.goto("/source/long-mole-timetable/")
    expect(reader.locator("main")).to_contain_text("The lift at Lower Quayside works again")
    expect(editor.locator("svg.timeline")).to_be_visible()
    expect(editor.locator("svg.timeline desc")).to_contain_text("0 of 1 failed. The most new entries at once were 10.")
    expect(editor.locator(".field-schedule")).to_contain_text("Next poll")
    site.answers["/ferries.xml"] = feed(site, (MORE, *ENTRIES))
    editor.click("[name=_fetch]")
    told(editor, "1 new")
    reader.reload()
    expect(reader.locator("main")).to_contain_text(MORE[0])

    # Paused, it is polled no more, and what it brought stays.
    editor.fill("#id_pause_reason", "The pier is rebuilt")
    editor.click("[name=_pause]")
    expect(editor.locator(".stands h2")).to_contain_text("The pier is rebuilt")
    expect(editor.locator(".field-schedule")).to_contain_text("not polled")
    editor.click("[name=_resume]")
    expect(editor.locator(".stands h2")).not_to_contain_text("Paused")
    assert site.paths().count("/") == 1, "what was fetched is not fetched again"


def test_a_list_of_feeds_is_looked_at_imported_and_taken_along_again(editor, site):
    editor.goto("/admin/ingest/feed/")
    editor.get_by_role("link", name="Import a list (OPML)").click()

    editor.set_input_files("#id_file", {"name": "a.opml", "mimeType": "text/x-opml", "buffer": opml(site).encode()})
    editor.check("[name=state][value=proposed]")
    editor.click("[name=_look]")
    content = editor.locator("#content")
    expect(content).to_contain_text("2 new feeds of 2 new sources, 0 here already, 1 refused or odd")
    expect(content).to_contain_text("Nothing is stored yet")
    editor.click("[name=_import]")
    told(editor, "2 feeds of 2 new sources were added")
    with editor.expect_download() as download:
        editor.get_by_role("link", name="Export (OPML)").click()

    text = download.value.path().read_text("utf-8")
    assert all(site.url(f"/{name}.xml") in text for name in ("east", "west"))
    assert not site.paths(), "of proposed sources nothing is asked for"


def test_a_feed_of_the_edition_says_how_it_fared_in_ten_days(editor):
    editor.goto("/admin/ingest/feed/")

    rows(editor).filter(has_text="old-feeds").or_(rows(editor).filter(has_text="no such page")).first.locator(
        "a"
    ).first.click()

    expect(editor.locator("svg.timeline desc")).to_contain_text("failed")
    expect(editor.locator("svg.timeline rect.failed").first).to_be_visible()
    editor.locator("summary", has_text="The numbers").click()
    expect(editor.locator(".field-timeline tbody tr").first).to_contain_text("404")
