"""Fixtures for tests in a real browser: everything in this folder is marked ``browser`` and shares one Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.urls import reverse

from tests.browser.sample_desk import SampleDesk, sign_in
from tests.browser.sample_site import sample_site

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    # No name resolves: a test page can reach this machine and nothing else.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def _absent(what: str) -> None:
    """Skip and say why; fail where NEWSROOM_REQUIRE_BROWSER=1 says that browser tests must run (CI)."""
    message = f"{what}: the tests in a real browser did not run"
    if os.environ.get("NEWSROOM_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{message}, though NEWSROOM_REQUIRE_BROWSER=1 demands them")
    pytest.skip(message)


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> "Iterator[Browser]":
    """One headless Chromium for this folder, gone before the next begins: its event loop would be in others' way.

    The database is made before, because what makes it takes it down, by the same connection.
    """
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        _absent("Chromium is not installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("Playwright is not installed")
    # Playwright's sync interface leaves an event loop running in this thread, in which Django refuses its ORM otherwise.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
            yield browser
            browser.close()
            # Connections opened beside a running loop are kept apart from the others; nobody else would close them.
            connections.close_all()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A fresh page in a context of its own: no cookies, no storage, nothing of the test before."""
    context = chromium.new_context()
    wrong: list[object] = []
    context.on("weberror", lambda error: wrong.append(error.error))
    yield context.new_page()
    context.close()
    assert wrong == [], "a script of ours failed"


@pytest.fixture
def signed_in(page: "Page", live_server: "LiveServer", admin_user: "User") -> "Page":
    """A page whose browser an administrator has signed in with."""
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("[type=submit]")
    return page


@pytest.fixture
def desk(signed_in: "Page", live_server: "LiveServer") -> "Callable[..., None]":
    """Return what leads a signed-in browser to one of the desk's pages, by the name of its URL."""

    def go(name: str, *args: object) -> None:
        signed_in.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return go


@pytest.fixture(scope="package")
def sample_desk(chromium: "Browser") -> "Iterator[SampleDesk]":
    """The sample edition at a site of its own, and its administrator signed in: one for all that ``test_sample_desk_*`` do."""
    with sample_site(NEWSROOM_FETCH_ALLOW="127.0.0.0/8") as site:
        yield sign_in(chromium, site)


@pytest.fixture
def editor(sample_desk: "SampleDesk") -> "Iterator[Page]":
    """A page of the sample edition's administrator."""
    yield from sample_desk.page_of_editor()


@pytest.fixture
def reader(sample_desk: "SampleDesk") -> "Iterator[Page]":
    """A page of the sample edition's reader, whom nobody knows."""
    yield from sample_desk.page_of_reader()
