"""The stories of the sample edition: suggestions answered, reports moved, the best one in front, and all of it taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import address_of, number_in, open_story, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def pair(editor, words):
    """Return what the desk asks about a story with these words."""
    editor.goto("/admin/articles/suggestion/")
    return editor.locator(".pair", has_text=words)


def undo(editor):
    """Take back what was done last to the story that the desk shows."""
    with editor.expect_navigation():
        editor.locator(".events [name=undo]", has_text="Undo").first.click()
    told(editor, "Undone")


def test_two_stories_that_are_one_are_merged_by_a_press_and_parted_again(editor, reader):
    asked = pair(editor, "Wind covers half the coast")
    expect(asked.locator(".shared").first).to_contain_text("In common: ")

    asked.get_by_role("button", name="Merge into").click()
    told(editor, "was merged into story")
    open_story(editor, "For one day the wind carried half the coast")
    address = address_of(editor)
    reader.goto(address)
    expect(reader.locator(".sum")).to_contain_text("3 reports")
    undo(editor)

    reader.reload()
    expect(reader.locator(".sum")).to_contain_text("2 reports")
    expect(pair(editor, "Wind covers half the coast")).to_be_visible()


def test_two_stories_that_only_look_alike_are_never_suggested_again(editor):
    asked = pair(editor, "Insurers put the storm’s bill")

    asked.get_by_role("button", name="Never").click()
    told(editor, "will never be merged")

    expect(pair(editor, "Insurers put the storm’s bill")).to_have_count(0)
    open_story(editor, "Insurers put the storm’s bill")
    expect(editor.locator("#alike")).to_have_count(0)


def test_a_story_gets_a_lead_a_headline_and_a_place_of_ours(editor, reader):
    open_story(editor, "Herring count in the strait is the highest")
    address, lead = address_of(editor), "Herring count in the strait is the highest in twenty years"

    editor.get_by_role("button", name=f"Make lead: {lead}").click()
    told(editor, "Lead chosen")
    editor.fill("#id_headline", "More herring than for twenty years, and most of it young")
    editor.click("[name=_edit]")
    expect(editor.locator("#content h1")).to_have_text("More herring than for twenty years, and most of it young")
    editor.select_option("#id_pin", "3h")
    editor.fill("#id_boost", "2")
    editor.click("[name=_rank]")
    expect(editor.locator("p.facts")).to_contain_text("Pinned until")
    expect(editor.locator("p.facts")).to_contain_text("Boost 2")

    reader.goto(address)
    expect(reader.locator("h1")).to_have_text("More herring than for twenty years, and most of it young")
    expect(reader.locator(".whose")).to_contain_text("Headline by our editors")
    expect(reader.locator(".whose")).to_contain_text("Strait Radio")
    reader.goto("/")
    expect(reader.locator("main article").first).to_contain_text("More herring than for twenty years")
    for _ in range(3):
        undo(editor)
    reader.goto(address)
    reader.reload()
    expect(reader.locator("h1")).not_to_contain_text("More herring")


def test_a_report_is_split_off_and_moved_back_by_the_words_of_its_story(editor, reader):
    open_story(editor, "Half marathon in Port Serrin stopped")
    address, headline = address_of(editor), "Half marathon in Port Serrin stopped for nine minutes"

    editor.get_by_role("checkbox", name=headline).check()
    editor.click("[name=_split]")
    told(editor, "1 report of story")
    reader.goto(address)
    expect(reader.locator(".sum")).to_contain_text("1 report")
    open_story(editor, headline)
    editor.get_by_role("checkbox", name=headline).check()
    editor.fill("#id_to", "Two hundred sheep stop")
    editor.press("#id_to", "Enter")
    told(editor, "1 report moved from story")

    reader.reload()
    expect(reader.locator(".sum")).to_contain_text("2 reports")
    expect(reader.locator("main")).to_contain_text(headline)


def test_a_merge_by_its_words_leads_readers_of_the_old_address_on_until_it_is_undone(editor, reader):
    open_story(editor, "A cookbook wins the Strait Prize")
    kept, headline = address_of(editor), editor.locator("h1").last.inner_text()
    open_story(editor, "The city library will stay open")
    gone = address_of(editor)
    open_story(editor, headline)

    editor.fill("#id_gone", "The city library will stay open")
    editor.fill("[aria-labelledby=merge] [name=reason]", "Both are of books.")
    editor.click("[name=_merge]")
    told(editor, "was merged into story")

    reader.goto(gone)
    assert number_in(reader.url.rpartition("/story/")[2]) == number_in(kept.rpartition("/story/")[2])
    expect(reader.locator(".sum")).to_contain_text("3 reports")
    reader.goto("/changes/")
    expect(reader.locator("main")).to_contain_text("Both are of books.")
    undo(editor)
    assert reader.request.get(gone, max_redirects=0).status == 200
