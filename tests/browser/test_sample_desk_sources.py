"""Publishers of the sample edition: one is proposed, tried, taken in, left alone and closed; what another granted changes."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import address_of, open_sheet, rows, status_of, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def open_source(page, name):
    """Open the sheet of a publisher from their list."""
    page.goto("/admin/articles/source/")
    rows(page).filter(has_text=name).locator(".field-name a").click()
    expect(page.locator(".stands")).to_be_visible()


def shown(page):
    """Count the words of an article that readers see."""
    return len(" ".join(page.locator(".prose").all_inner_texts()).split())


def test_a_proposed_publisher_is_tried_taken_in_paused_and_closed_and_readers_are_told(editor, reader):
    page, listed = "/source/coast-press-agency/", []
    editor.goto("/admin/articles/source/")
    editor.click("#changelist-filter a:text-is('Proposed')")
    editor.wait_for_url("**state**")
    expect(rows(editor).filter(has_text="Coast Press Agency")).to_have_count(1)
    expect(rows(editor).filter(has_text="Active")).to_have_count(0)
    open_source(editor, "Coast Press Agency")
    expect(editor.locator(".stands")).to_contain_text("Ask it for a feed of its own")
    expect(editor.locator(".viewsitelink")).to_have_count(0)
    assert status_of(reader, page) == 404

    for order, reason, state in (
        ("Put on trial", "It has a feed now", "On trial"),
        ("Take into the edition", "Thirty good reports", "Active"),
        ("Pause", "Its wire is down", "Paused"),
        ("Close", "It was bought by a paper", "Closed"),
    ):
        editor.fill("#id_step_reason", reason)
        editor.click(f".steps button:text-is('{order}')")
        expect(editor.locator(".stands h2")).to_contain_text(state)
        expect(editor.locator(".stands")).to_contain_text(reason)
        listed.append("Coast Press Agency" in reader.request.get("/sources/").text())

    assert listed == [True, True, False, False]
    reader.goto("/changes/")
    expect(reader.locator("main")).to_contain_text("It has a feed now")
    expect(reader.locator("main")).to_contain_text("Its wire is down")


def test_what_a_publisher_grants_no_longer_is_not_shown_from_then_on(editor, reader):
    open_sheet(editor, "Aus elf Stimmen Vorsprung werden vier")
    address = address_of(editor)
    source = "Kesseler Bote"
    reader.goto(address)
    whole = shown(reader)

    open_source(editor, source)
    editor.select_option("#id_rights_mode", "excerpt")
    editor.fill("#id_excerpt_words", "20")
    editor.fill("#id_rights_evidence", "A letter of this morning.")
    editor.click("[name=_save]")
    told(editor, "Readers see from now on: Excerpt of 20 words")

    reader.reload()
    assert 0 < shown(reader) <= 20
    assert whole > 30
    editor.goto("/admin/articles/source/")
    expect(rows(editor).filter(has_text=source)).to_contain_text("Excerpt of 20 words")
    open_source(editor, source)
    editor.select_option("#id_rights_mode", "full")
    editor.fill("#id_excerpt_words", "60")
    editor.click("[name=_save]")
    told(editor, "Readers see from now on: Full text")
    reader.reload()
    assert shown(reader) == whole
