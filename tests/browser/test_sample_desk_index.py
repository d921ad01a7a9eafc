"""The desk's first page, on the sample edition: what waits is counted, and each count leads to just that."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import number_in, rows

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def test_each_card_leads_to_a_list_with_as_many_as_it_says(editor):
    editor.goto("/admin/")
    cards = [
        (link.inner_text(), link.get_attribute("href"))
        for link in editor.locator(".cards a").all()
        if "stories may be one" not in link.inner_text() and not link.inner_text().startswith("0")
    ]
    expected = [number_in(words) for words, _ in cards]

    found = []
    for _, place in cards:
        editor.goto(place)
        found.append(rows(editor).count())

    assert found == expected
    assert len(cards) >= 4, "articles that wait, those for long, one that is scheduled, a notice"


def test_the_card_of_stories_leads_to_as_many_pairs(editor):
    editor.goto("/admin/")
    card = editor.locator(".cards a", has_text="of stories may be one")
    count = number_in(card.inner_text())

    card.click()

    expect(editor.locator(".pair")).to_have_count(count)


def test_todays_volume_stands_as_a_drawing_with_its_numbers_beside_a_usual_day(editor):
    editor.goto("/admin/")
    volume = editor.locator("section[aria-labelledby=today]")

    volume.get_by_text("The numbers").click()

    hours = volume.locator("tbody tr")
    expect(hours).to_have_count(24)
    today = [cell for cell in hours.locator("td:nth-child(2)").all_inner_texts() if cell.isdigit()]
    assert sum(map(int, today)) == number_in(volume.locator(".facts").inner_text())
    assert volume.locator("svg.volume rect").count() == sum(count != "0" for count in today)
    expect(editor.locator("section[aria-labelledby=ingest]")).to_contain_text("The last round began")


def test_what_one_looks_for_is_one_field_away(editor):
    editor.goto("/admin/")

    editor.get_by_label("Find articles").fill("sheep marathon")
    editor.get_by_label("Find articles").press("Enter")

    expect(rows(editor).first).to_contain_text("sheep")
