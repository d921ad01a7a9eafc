"""When readers see a piece of the sample edition, where it is pinned, what we got wrong of it, and that it is gone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import (
    ARTICLES,
    address_of,
    find,
    moment,
    number_of,
    open_sheet,
    page_of,
    save,
    status_of,
    told,
)

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.
HOUR = timedelta(hours=1)


def test_a_scheduled_piece_is_unscheduled_scheduled_anew_and_published_at_once(editor, reader):
    headline = "A buoy that writes to its mother"
    number = number_of(find(editor, headline))
    editor.goto(f"{ARTICLES}?which=scheduled")
    editor.get_by_role("link", name=headline).click()

    editor.click("[name=_hold]")
    told(editor, "No longer scheduled: it waits again.")
    expect(editor.locator(".panel")).to_contain_text("Schedule for")
    editor.fill("#id_begin", moment(30 * HOUR))
    button = editor.locator("[name=_schedule]")
    expect(button).not_to_have_text("Schedule for then")
    words = button.inner_text()
    button.click()

    expect(editor.locator(".panel")).to_contain_text("Readers see nothing of it before")
    assert words.startswith("Schedule for ")
    assert status_of(reader, page_of(number)) == 404
    editor.click("[name=_publish]")
    told(editor, "Published")
    reader.goto(address_of(editor))
    expect(reader.locator("h1")).to_contain_text(headline)


def test_a_published_piece_is_hidden_until_a_time_and_shown_again(editor, reader):
    headline = "Four thousand unsent letters are opened at last"
    open_sheet(editor, headline)
    address = address_of(editor)

    editor.fill("#id_begin", moment(20 * HOUR))
    editor.click("[name=_schedule]")
    expect(editor.locator(".panel")).to_contain_text("Readers see nothing of it before")

    assert status_of(reader, address) == 404
    reader.goto("/section/culture/latest/")
    expect(reader.locator("main")).not_to_contain_text(headline)
    editor.click("[name=_publish]")
    told(editor, "Published")
    assert status_of(reader, address) == 200


def test_a_piece_gets_an_end_which_the_desk_is_reminded_of_and_may_take_away(editor, reader):
    headline = "A borrowed boat wins the Strait Regatta"
    open_sheet(editor, headline)
    address = address_of(editor)

    editor.fill("#id_end", moment(5 * HOUR))
    editor.click("[name=_expire]")
    told(editor, "then gone by itself")
    editor.goto(f"{ARTICLES}?which=expiring")
    editor.get_by_role("link", name=headline).click()
    editor.click("[name=_forever]")
    told(editor, "It has no end any more.")

    assert status_of(reader, address) == 200


def test_a_pinned_story_leads_its_section_until_it_is_unpinned(editor, reader):
    headline = "On the Kessel pass, the last rider up gets the loudest cheer"
    open_sheet(editor, headline)

    editor.fill("#id_pin_until", moment(3 * HOUR))
    editor.click("[name=_pin]")
    expect(editor.locator("[name=_unpin]")).to_contain_text("pinned until")
    reader.goto("/section/sport/")
    expect(reader.locator("main article").first).to_contain_text(headline)
    editor.click("[name=_unpin]")
    expect(editor.locator("[name=_unpin]")).to_have_count(0)

    reader.reload()
    expect(reader.locator("main article").first).not_to_contain_text(headline)


def test_a_correction_stands_at_the_piece_and_in_the_list_of_corrections(editor, reader):
    open_sheet(editor, "The Assembly opens its committees to the public")
    note = "Our summary counted nine benches. There are eleven."

    editor.fill("#id_edited_dek", "Eleven benches and a rule about coughing.")
    editor.fill("#id_correction", note)
    save(editor)
    told(editor, "The correction stands with the piece and on /corrections/.")
    address = address_of(editor)

    reader.goto(address)
    expect(reader.locator("main")).to_contain_text(note)
    expect(reader.locator(".dek").first).to_have_text("Eleven benches and a rule about coughing.")
    reader.goto("/corrections/")
    expect(reader.locator("main")).to_contain_text(note)
    editor.goto("/admin/articles/correction/")
    expect(editor.locator("#result_list")).to_contain_text(note)


@pytest.mark.parametrize(
    ("headline", "button", "status"),
    [
        ("Bees that commute: hives moved by barge", "_withdraw", 410),
        ("Where to look on Wednesday night: the Tern meteors", "_order", 451),
    ],
)
def test_a_withdrawn_piece_is_gone_from_every_page_and_says_why(editor, reader, headline, button, status):
    open_sheet(editor, headline)
    address, reason = address_of(editor), f"The figures of the harbour office were another year's ({status})."

    editor.click(f"[name={button}]")
    expect(editor.locator(".panel")).to_contain_text("Say why first")
    before = status_of(reader, address)
    editor.fill("#id_status_reason", reason)
    editor.click(f"[name={button}]")
    told(editor, f"answers {status}")

    assert (before, status_of(reader, address)) == (200, status)
    for place in ("/section/science/latest/", "/source/saltline/", f"/search/?q={headline.split(':')[0]}", "/feed.rss"):
        assert headline not in reader.request.get(place).text(), place
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text(str(status))
    reader.goto("/changes/")
    expect(reader.locator("main")).to_contain_text(reason)
