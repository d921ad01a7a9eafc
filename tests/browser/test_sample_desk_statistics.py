"""The statistics of the sample edition: a drawing with its numbers beside it, for days of one's choice, and as a file."""

import csv

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db  # The browser of this folder comes after the database of the others.


def test_a_week_is_looked_at_and_taken_along(editor):
    editor.goto("/admin/")
    editor.click("a:text-is('Statistics')")
    editor.click(".range a:text-is('7 days')")
    days = editor.locator("section[aria-labelledby=days] tbody tr")
    expect(days).to_have_count(7)
    expect(editor.locator("#content-main svg").first).to_be_visible()

    taken = {}
    for name in ("days", "sources", "sections", "read"):
        section = editor.locator(f"section[aria-labelledby={name}]")
        with editor.expect_download() as download:
            section.get_by_role("link", name="Download as CSV").click()
        taken[name] = list(csv.reader(download.value.path().read_text("utf-8").splitlines()))
        shown = section.locator("tbody tr").first.locator("td.number").first.inner_text()
        assert shown in {cell for row in taken[name] for cell in row}, name

    assert len(taken["days"]) == 8
    assert "The Halvern Courier" in {row[0] for row in taken["sources"]}
    assert {"World", "Local"} <= {row[0] for row in taken["sections"]}
