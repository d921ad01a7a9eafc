"""The desk of the sample edition in a browser: whoever edits there, whoever reads, and the steps that every job begins with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.sample_site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

ARTICLES = "/admin/articles/article/"


@dataclass(frozen=True, slots=True)
class SampleDesk:
    """A site with the sample edition, the browser that looks at it, and what its administrator's browser keeps."""

    browser: "Browser"
    site: Site
    kept: "StorageState"

    def page_of_editor(self) -> "Iterator[Page]":
        """Yield a page in a window of its own, signed in."""
        yield from _page(self.browser.new_context(base_url=self.site.origin, storage_state=self.kept))

    def page_of_reader(self) -> "Iterator[Page]":
        """Yield a page in a window that was never signed in."""
        yield from _page(self.browser.new_context(base_url=self.site.origin))


def sign_in(browser: "Browser", site: Site) -> SampleDesk:
    """Sign in by the form, with the name and the password that the site printed."""
    context = browser.new_context(base_url=site.origin)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username:").fill("admin")
    page.get_by_label("Password:").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    kept = context.storage_state()
    context.close()
    return SampleDesk(browser, site, kept)


def _page(context: "BrowserContext") -> "Iterator[Page]":
    wrong: list[object] = []
    context.on("weberror", lambda error: wrong.append(error.error))
    yield context.new_page()
    context.close()
    assert wrong == [], "a script of ours failed"


def rows(page: "Page") -> "Locator":
    """Return the rows of the list that a page shows."""
    return page.locator("#result_list tbody tr")


def told(page: "Page", words: str) -> None:
    """Wait until the desk says so."""
    expect(page.locator(".messagelist")).to_contain_text(words)


def find(page: "Page", headline: str) -> "Locator":
    """Look for an article among all, and return its row."""
    page.goto(ARTICLES)
    page.fill("#searchbar", headline)
    page.press("#searchbar", "Enter")
    page.wait_for_url("**?q=*")
    row = rows(page).filter(has_text=headline).first
    expect(row).to_be_visible()
    return row


def tick(page: "Page", headline: str) -> None:
    """Look for an article among all, and choose it."""
    find(page, headline).locator(".action-select").check()


def open_sheet(page: "Page", headline: str) -> None:
    """Look for an article among all, and open its sheet."""
    find(page, headline).locator(".field-display_headline a").click()
    expect(page.locator("#id_edited_headline")).to_be_visible()


def save(page: "Page") -> None:
    """Save what was written on a sheet, and stay there."""
    page.click(".submit-row [name=_continue]")


def open_story(page: "Page", headline: str) -> None:
    """Find the story in which an article stands, as its own page at the desk."""
    page.goto("/admin/articles/story/")
    page.fill("#searchbar", headline)
    page.press("#searchbar", "Enter")
    page.wait_for_url("**?q=*")
    rows(page).first.locator("th a").click()
    expect(page.locator("#reports")).to_be_visible()


def number_of(row: "Locator") -> int:
    """Return the number of the article of a row."""
    return int(str(row.locator(".action-select").get_attribute("value")))


def page_of(number: int) -> str:
    """Return a path that leads to an article's page, if readers have one: its words are filled in by the site."""
    return f"/article/{number}-x/"


def status_of(page: "Page", path: str) -> int:
    """Return what a path answers, asked anew: a browser shows for a while what it was given before."""
    return page.request.get(path).status


def address_of(page: "Page") -> str:
    """Return the path at which readers find what the desk shows just now."""
    return str(page.locator(".viewsitelink").get_attribute("href"))


def number_in(words: str) -> int:
    """Return the first number of a text."""
    found = re.search(r"\d[\d,]*", words)
    assert found, words
    return int(found[0].replace(",", ""))


def moment(after: timedelta) -> str:
    """Return a time from now as a field for times takes it; the site's clock shows UTC."""
    return (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M")
