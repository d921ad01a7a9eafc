"""A rule of the sample edition: written, tried on what came, put in order, and applied to what is here, counted first."""

import pytest
from playwright.sync_api import expect

from tests.browser.sample_desk import number_in, told

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def test_a_rule_is_made_tried_put_first_and_applied_to_what_is_here(editor, reader):
    editor.goto("/admin/articles/rule/")
    editor.get_by_role("link", name="New rule").click()

    # While it is written, one sees what it hits.
    editor.fill("#id_name", "Harbours have a tag")
    editor.select_option("#id_conditions-0-field", "anywhere")
    editor.select_option("#id_conditions-0-operator", "matches")
    editor.fill("#id_conditions-0-value", "harbou?rs?")
    editor.locator("#tried mark").first.wait_for()
    hits = number_in(editor.locator("#tried_title").inner_text())
    editor.fill("#id_tags", "Quays and harbours")
    editor.click("text=Make the rule")
    told(editor, "is asked of every new entry from now on")

    # It is put in front of the others.
    editor.goto("/admin/articles/rule/")
    places = editor.locator("#content-main.rules ol > li")
    while "Harbours have a tag" not in places.first.inner_text():
        editor.get_by_role("button", name="Move up: Harbours").click()
        editor.wait_for_load_state()

    # What is here is counted before anything changes, and then changed.
    editor.get_by_role("link", name="Harbours have a tag", exact=True).click()
    editor.click("text=Count what it would change")
    far = editor.locator("#how-far")
    expect(far).to_contain_text("articles would change")
    count = number_in(far.inner_text())
    before = reader.request.get("/tag/quays-and-harbours/").status
    editor.get_by_role("button", name="Apply to").click()
    expect(far).to_contain_text(f"{count} of {count} dealt with: done.")

    assert hits > 0
    assert count > 0
    assert before == 404
    reader.goto("/tag/quays-and-harbours/")
    expect(reader.locator("main")).to_contain_text("harbour")


def test_what_the_editions_rules_did_is_counted_and_can_be_tried_again(editor):
    editor.goto("/admin/articles/rule/")

    rule = editor.locator("li", has_text="Ferries have a tag").last
    hits = number_in(rule.locator(".why").inner_text())
    rule.get_by_role("link", name="Try on the last entries").click()

    expect(editor.locator("#tried_title")).to_contain_text("would be hit")
    expect(editor.locator("#tried mark").first).to_contain_text("err")
    assert hits > 0
