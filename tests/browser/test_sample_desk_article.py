"""An article's sheet on the sample edition: what is ours and what the publisher's, its past, and how it will look."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import address_of, find, number_of, open_sheet, page_of, save, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def test_a_headline_of_ours_is_frozen_until_the_publishers_is_taken_again(editor, reader):
    theirs, ours = (
        "Sixty-four stripes: the strait’s own temperature record, in colour",
        "The strait’s warming in stripes",
    )
    open_sheet(editor, theirs)
    field, address = editor.locator(".field-edited_headline"), address_of(editor)

    editor.fill("#id_edited_headline", ours)
    save(editor)
    expect(field.locator(".state.frozen")).to_be_visible()
    expect(field).to_contain_text("no update overwrites it")
    expect(field.locator(".theirs bdi").first).to_have_text(theirs)
    reader.goto(address)
    expect(reader.locator("h1")).to_have_text(ours)
    field.get_by_role("button", name="Take the publisher's version again").click()

    expect(field).to_contain_text("it follows every update")
    reader.reload()
    expect(reader.locator("h1")).to_have_text(theirs)


def test_what_the_publisher_changed_stands_in_the_history_word_by_word(editor, reader):
    open_sheet(editor, "Harbour minister resigns over a dredging contract that he signed unread")
    address = address_of(editor)

    editor.click("a.historylink")

    changes = editor.locator("section.change")
    assert changes.count() >= 2
    expect(changes.locator("ins").first).to_be_visible()
    expect(changes.locator("del").first).to_be_visible()
    reader.goto(address)
    reader.click('a[href$="/history/"]')
    expect(reader.locator("main ins").first).to_be_visible()


def test_what_waits_is_looked_at_as_page_card_item_and_result_before_anybody_reads_it(editor, reader):
    headline = "The Strait accord, seen from a nine-metre boat"
    number = number_of(find(editor, headline))
    open_sheet(editor, headline)
    editor.fill("#id_edited_headline", "Measured with a tape: the accord from a small boat")

    seen = {}
    for name in ("Page", "Card", "Feed item", "Search result"):
        with editor.context.expect_page() as opened:
            editor.get_by_role("button", name=name, exact=True).click()
        seen[name] = opened.value.inner_text("main")
        opened.value.close()

    assert all("only the desk sees this" in words for words in seen.values())
    assert all("Measured with a tape" in words for words in seen.values())
    assert "There was some sucking of teeth" in seen["Page"]
    assert reader.goto(page_of(number)).status == 404
    editor.click("[name=_publish]")
    told(editor, "Published")
    reader.goto(address_of(editor))
    expect(reader.locator("h1")).to_have_text("Measured with a tape: the accord from a small boat")


def test_two_windows_at_one_piece_lose_no_word(editor):
    headline = "The city library will stay open until midnight"
    open_sheet(editor, headline)
    other = editor.context.new_page()
    other.goto(editor.url)

    other.fill("#id_edited_dek", "Read until twelve.")
    save(other)
    told(other, "changed successfully")
    editor.fill("#id_edited_dek", "Open till late.")
    save(editor)

    expect(editor.locator(".field-edited_dek")).to_contain_text("Read until twelve.")
    assert editor.input_value("#id_edited_dek") == "Open till late."
