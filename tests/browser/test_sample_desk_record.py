"""What the desk of the sample edition answers for: notices, doubts, tombstones, rounds of ingest, and every change."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import address_of, open_sheet, open_story, rows, save, status_of, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def ask(reader, address):
    """Fill in the public form about a page as a reader does, who needs some seconds for it; return the receipt."""
    reader.goto("/takedown/")
    reader.fill("#urls", address)
    reader.check("[value=error]")
    reader.fill("#statement", "Those were swans.")
    reader.fill("#name", "Friends of the estuary")
    reader.fill("#email", "friends@estuary.example")
    reader.check("[name=is_true]")
    reader.wait_for_timeout(3_000)
    reader.click("text=Send to the editors")
    reader.wait_for_url("**/takedown/*/")
    return reader.inner_text("h1")


def test_a_notice_goes_from_the_public_form_to_its_answer_and_the_piece_with_it(editor, reader):
    open_sheet(editor, "Bird flu found in wild geese on the Orle estuary")
    address = address_of(editor)
    receipt, place = ask(reader, address), reader.url

    editor.goto("/admin/")
    editor.locator(".cards a", has_text="of takedown wait").first.click()
    editor.get_by_role("link", name=receipt).click()
    expect(editor.locator("p.facts")).to_contain_text("An answer is due by")
    editor.click("text=I look after it")
    told(editor, "You look after this notice now.")
    editor.fill("#id_answer", "You are right, and it is withdrawn.")
    editor.click("text=Withdraw these and close as granted")
    told(editor, "1 withdrawn")

    assert status_of(reader, address) == 410
    reader.goto(place)
    expect(reader.locator("article")).to_contain_text("We have taken down what you asked for.")
    editor.goto("/admin/articles/takedown/?state=granted")
    expect(rows(editor).filter(has_text=receipt)).to_have_count(1)


def test_the_editions_own_notice_shows_its_deadline_and_is_refused_with_an_answer(editor, reader):
    editor.goto("/admin/articles/takedown/")
    rows(editor).filter(has_text="Harbour office (invented)").locator("th a").click()
    expect(editor.locator("p.facts")).to_contain_text("left")

    editor.fill("#id_answer", "The numbers are this year's: the survey is linked below the piece.")
    editor.click("text=Refuse, with this answer")
    told(editor, "Refused, and the answer is on its way.")

    expect(editor.locator("p.facts")).to_contain_text("Closed")
    expect(editor.locator("#content-main")).to_contain_text("the survey is linked below the piece")


def test_a_reader_doubts_a_report_and_the_desk_settles_it(editor, reader):
    open_story(editor, "Choir of nine hikers found")
    address = address_of(editor)
    reader.goto(address)
    reader.click("text=Not the same story?")
    reader.get_by_label("Missing choir found").check()
    reader.fill("#text", "Was that not another choir?")
    reader.click("text=Send to the editors")
    reader.wait_for_url("**/received/")

    editor.goto("/admin/")
    editor.locator(".cards a", has_text="of reader").or_(
        editor.locator(".cards a", has_text="of a reader")
    ).first.click()
    row = rows(editor).filter(has_text="Was that not another choir?")
    row.locator(".field-on_story a").click()
    doubt = editor.locator("li", has_text="Was that not another choir?")
    doubt.get_by_role("button", name="Settle").click()
    told(editor, "The doubt is settled.")

    editor.goto("/admin/articles/doubt/?settled=no")
    expect(rows(editor).filter(has_text="another choir")).to_have_count(0)
    editor.goto("/admin/articles/doubt/")
    expect(rows(editor).filter(has_text="another choir")).to_contain_text("Settled")


def test_a_tombstone_of_the_edition_is_forgotten_on_purpose(editor):
    editor.goto("/admin/articles/tombstone/")
    stone = rows(editor).filter(has_text="Win a weekend on the coast")
    expect(stone).to_contain_text("An advertisement.")

    stone.locator(".action-select").check()
    editor.select_option("[name=action]", "forget")
    editor.click("#changelist .actions button")
    editor.click("text=Forget 1")
    expect(editor.locator("#content")).to_contain_text("Say why they may come back.")
    editor.fill("#id_reason", "It was a real prize.")
    editor.click("text=Forget 1")
    told(editor, "1 forgotten.")

    expect(stone).to_have_count(0)


def test_what_failed_in_a_round_is_one_press_away(editor):
    editor.goto("/admin/ingest/run/")
    assert rows(editor).count() >= 40

    rows(editor).nth(20).locator(".field-faults a").click()

    expect(rows(editor)).to_have_count(1)
    expect(rows(editor)).to_contain_text("404")


def test_who_changed_what_of_a_piece_and_when_is_found_by_its_address(editor, sample_desk):
    theirs, ours = "The light is ours: first night on Old Skerry", "First night at the light of Old Skerry"
    open_sheet(editor, theirs)
    editor.fill("#id_edited_headline", ours)
    save(editor)
    address = address_of(editor)

    editor.goto("/admin/")
    editor.get_by_role("link", name="Every change").click()
    editor.fill("#searchbar", sample_desk.site.origin + address)
    editor.press("#searchbar", "Enter")

    line = rows(editor).filter(has_text="Edited article")
    expect(line).to_contain_text("admin")
    expect(line.locator("ins")).to_have_text(ours)
    assert editor.request.post(str(editor.url)).status in {403, 405}
