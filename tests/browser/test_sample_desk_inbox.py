"""The inbox of the sample edition: an editor finds, keeps a filter, decides one by one and many at once; readers see it."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import (
    ARTICLES,
    address_of,
    find,
    number_in,
    number_of,
    open_story,
    page_of,
    rows,
    status_of,
    tick,
    told,
)

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def test_a_filter_of_several_questions_is_kept_and_found_again(editor):
    editor.goto(ARTICLES)
    for words in ("Published", "Arabic", "Has a picture", "Others report it, too"):
        editor.locator("#changelist-filter a", has_text=words).first.click()
        editor.locator("#changelist-filter .selected", has_text=words).wait_for()
    count = rows(editor).count()

    editor.click("text=Keep this filter")
    editor.fill(".keep [name=name]", "Arabic, told by several")
    editor.press(".keep [name=name]", "Enter")
    editor.goto(ARTICLES)
    editor.click(".shelf a:text-is('Arabic, told by several')")

    expect(editor.locator(".shelf [aria-current]")).to_have_text("Arabic, told by several")
    expect(rows(editor)).to_have_count(count)
    assert 0 < count < 15
    assert set(
        editor.locator("#result_list .field-display_headline bdi").evaluate_all("all => all.map(one => one.lang)")
    ) == {"ar"}
    editor.click("text=Kept filters")
    editor.click("text=Forget “Arabic, told by several”")
    expect(editor.locator(".shelf")).not_to_contain_text("told by several")


def test_a_search_puts_first_what_fits_best(editor):
    editor.goto(ARTICLES)

    editor.fill("#searchbar", "night train")
    editor.press("#searchbar", "Enter")
    editor.wait_for_url("**?q=*")

    first, *others = rows(editor).locator(".field-display_headline").all_inner_texts()
    assert "night train" in first.lower()
    assert 2 <= len(others) < 20


def test_what_waits_is_published_in_one_go_and_readers_find_it(editor, reader):
    chosen = ("Lost and found, autumn edition", "The school has a new teacher")
    numbers = [number_of(find(editor, headline)) for headline in chosen]
    before = [status_of(reader, page_of(number)) for number in numbers]
    editor.goto(f"{ARTICLES}?status__exact=pending&source=Tamsey+Post")

    for headline in chosen:
        rows(editor).filter(has_text=headline).locator(".action-select").check()
    editor.click("[name=action][value=publish]")
    told(editor, "2 published")

    assert before == [404, 404]
    assert [status_of(reader, page_of(number)) for number in numbers] == [200, 200]
    reader.goto("/source/tamsey-post/")
    expect(reader.locator("main")).to_contain_text(chosen[0])
    reader.goto("/section/local/latest/")
    expect(reader.locator("main")).to_contain_text(chosen[1])


def test_what_is_rejected_says_why_and_readers_never_see_it(editor, reader):
    headline = "Thirty-one hours without a network"
    number = number_of(find(editor, headline))

    tick(editor, headline)
    editor.click("[name=action][value=reject]")
    told(editor, "Nothing done")
    tick(editor, headline)
    editor.fill(".actions [name=reason]", "Told by others already")
    editor.click("[name=action][value=reject]")
    told(editor, "1 rejected: Told by others already")

    find(editor, headline).locator(".field-display_headline a").click()
    expect(editor.locator(".panel")).to_contain_text("Told by others already")
    assert status_of(reader, page_of(number)) == 410


def test_a_piece_is_moved_to_another_shelf_and_gets_a_tag(editor, reader):
    headline = "An opera that begins with the applause"
    number = number_of(find(editor, headline))

    tick(editor, headline)
    editor.select_option(".actions [name=section]", label="Local")
    editor.click("[name=action][value=move]")
    told(editor, "1 moved to Local")
    tick(editor, headline)
    editor.click(".actions summary")
    editor.fill(".actions [name=tag]", "Coats and hats")
    editor.click("[name=action][value=tag]")
    told(editor, "1 tagged")

    reader.goto(page_of(number))
    expect(reader.locator("a.kicker").first).to_have_text("Local")
    reader.click("ul.tags a:text-is('Coats and hats')")
    expect(reader.locator("main")).to_contain_text(headline)


def test_a_report_is_added_to_the_story_it_belongs_to(editor, reader):
    headline = "The network is down"
    open_story(editor, "data cable mended")
    story, number = address_of(editor), number_in(editor.locator("p.facts").inner_text())

    tick(editor, headline)
    editor.click(".actions summary")
    editor.fill(".actions [name=story]", str(number))
    editor.click("[name=action][value=join]")
    told(editor, "1 added to")

    reader.goto(story)
    expect(reader.locator("main")).to_contain_text(headline)
    expect(reader.locator(".sum")).to_contain_text("3 reports")


def test_four_that_wait_are_dealt_with_by_keys_alone(editor, reader):
    editor.goto(f"{ARTICLES}?status__exact=pending&source=Saltline")
    headlines = editor.locator("#result_list .field-display_headline").all_inner_texts()
    numbers = [number_of(row) for row in rows(editor).all()]
    press, said = editor.keyboard.press, editor.locator("#said")

    press("j")
    press("o")
    expect(editor.locator(".peek")).to_be_visible()
    press("o")
    press("p")
    expect(said).to_contain_text("Published")
    press("u")
    expect(said).to_contain_text("Undone")
    press("j")
    press("x")
    press("j")
    press("x")
    press("p")
    expect(said).to_contain_text("2")
    press("r")
    press("1")
    expect(said).to_contain_text("Rejected")
    press("k")
    press("e")
    editor.wait_for_url("**/change/**")

    assert len(headlines) == 4
    found = {number: status_of(reader, page_of(number)) for number in numbers}
    assert sorted(found.values()) == [200, 200, 404, 410]
    assert f"/{numbers[0]}/" in editor.url


def test_what_is_deleted_in_bulk_shows_how_far_it_is_and_leaves_a_tombstone(editor, reader):
    headline = "All 312 passengers safe after smoke"
    number = number_of(find(editor, headline))

    tick(editor, headline)
    editor.click(".actions summary")
    editor.fill(".actions [name=reason]", "The count was corrected, this copy was not")
    editor.click("[name=action][value=remove]")
    expect(editor.locator("h1")).to_contain_text("1 article to be deleted")
    asked = status_of(reader, page_of(number))
    editor.click("text=Delete 1 article")
    expect(editor.locator("#how-far")).to_contain_text("1 of 1 dealt with: done.")

    assert (asked, status_of(reader, page_of(number))) == (200, 404)
    editor.goto("/admin/articles/tombstone/")
    expect(editor.locator("#result_list")).to_contain_text("this copy was not")
