"""``make screenshots``: start a site with the sample edition, render every page of the gallery, and write docs/gallery.md.

With names of pages as arguments only these are rendered, and the page is left alone.
"""

import io
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from PIL import Image

from tests.browser.conftest import FLAGS
from tests.browser.gallery_desk import SCREENS
from tests.browser.gallery_pages import PAGE, SHOTS, markdown
from tests.browser.gallery_shot import FOLDER, PHONE, Fill, Press, Shot, View
from tests.browser.sample_site import NoSite, Site, sample_site
from tests.browser.timetable import opml, timetable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HIGHEST = {True: 2_000, False: 2_400}
"""Pixels after which a page is cut, on a phone and on a desk."""

ACROSS = 1_080
"""Pixels that a wide picture is made smaller to."""

QUALITY = 60
SAVED = 4
SEEN = (
    "Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode().catch(() => 0) }))"
)


def main(names: list[str]) -> int:
    """Render; return 1 where there is no browser or no site."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        _say("error: Chromium is not installed")
        return 1
    from playwright.sync_api import sync_playwright

    chosen = [shot for shot in (*SHOTS, *SCREENS) if not names or shot.name in names]
    try:
        with (
            timetable() as other,
            sample_site(NEWSROOM_FETCH_ALLOW="127.0.0.0/8") as site,
            sync_playwright() as playwright,
        ):
            said = {"{site}": other.url("/"), "{list}": opml(other)}
            browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
            for shot in chosen:
                _render(browser, site, shot, said)
            browser.close()
    except NoSite as error:
        _say(f"error: {error}")
        return 1
    if not names:
        _tidy()
    return 0


def _say(words: str) -> None:
    """Tell the person at the terminal."""
    print(words, flush=True)  # noqa: T201  This is a terminal's program.


def _tidy() -> None:
    """Write the page, and remove the pictures that it no longer shows."""
    shown = {shot.file(view) for shot in (*SHOTS, *SCREENS) for view in shot.views}
    for file in set(FOLDER.glob("*.webp")) - shown:
        file.unlink()
    PAGE.write_text(markdown(), "utf-8")
    _say(f"{len(shown)} pictures, {sum(file.stat().st_size for file in shown) / 1e6:.1f} MB")


def _render(browser: "Browser", site: Site, shot: Shot, said: Mapping[str, str]) -> None:
    """Render all views of a page."""
    FOLDER.mkdir(exist_ok=True)
    for view in shot.views:
        context = _context(browser, site, shot, view)
        page = context.new_page()
        if shot.as_editor:
            _sign_in(page, site)
        if shot.saves:
            _save(page, site.origin)
        _find(page, site, shot, said)
        _keep(_picture(page, view), shot.file(view))
        address = page.url
        context.close()
    _say(f"{shot.name}: {urlsplit(address).path}")


def _find(page: "Page", site: Site, shot: Shot, said: Mapping[str, str]) -> None:
    """Follow the way to a page. Raises ``NoSite`` where a link leads nowhere."""
    first, *steps = shot.way
    assert isinstance(first, str)
    _follow(page, urljoin(site.origin, first))
    for step in steps:
        if isinstance(step, Fill):
            _fill(page, step, said)
        elif isinstance(step, Press):
            page.locator(step.button).first.click()
            page.locator(step.then or "body").first.wait_for()
        else:
            _follow(page, urljoin(site.origin, page.locator(step).first.get_attribute("href") or ""))


def _follow(page: "Page", address: str) -> None:
    """Go to an address. Raises ``NoSite`` where nothing is."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        raise NoSite(f"{address} answers {answer.status if answer else 'nothing'}")


def _fill(page: "Page", step: Fill, said: Mapping[str, str]) -> None:
    """Fill in a field."""
    value = said.get(step.value, step.value)
    if step.file:
        page.set_input_files(step.field, {"name": step.file, "mimeType": "text/x-opml", "buffer": value.encode()})
    else:
        page.fill(step.field, value)


def _context(browser: "Browser", site: Site, shot: Shot, view: View) -> "BrowserContext":
    """Open a window of that size, scheme and language."""
    context = browser.new_context(viewport={"width": view.width, "height": 900}, color_scheme=view.scheme)
    context.add_cookies([{"name": "language", "value": shot.language, "url": site.origin}])
    return context


def _sign_in(page: "Page", site: Site) -> None:
    """Sign in as the administrator of the new site."""
    page.goto(f"{site.origin}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", site.password)
    page.click("[type=submit]")


def _save(page: "Page", origin: str) -> None:
    """Save some pieces, as a reader does."""
    page.goto(origin)
    links = page.locator('main a[href^="/article/"]').evaluate_all(
        "links => [...new Set(links.map(link => link.href))]"
    )
    for link in links[:SAVED]:
        page.goto(link)
        page.locator("[data-save]").first.click()


def _picture(page: "Page", view: View) -> bytes:
    """Return the page as PNG: in a window as high as itself, so that nothing of it waits to be seen."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": view.width, "height": min(height, HIGHEST[view.width == PHONE])})
    page.evaluate(SEEN)
    page.wait_for_timeout(200)
    return page.screenshot()


def _keep(png: bytes, file: Path) -> None:
    """Write a picture as WebP, wide ones smaller."""
    with Image.open(io.BytesIO(png)) as image:
        size = (ACROSS, round(image.height * ACROSS / image.width)) if image.width > ACROSS else image.size
        image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(file, quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
