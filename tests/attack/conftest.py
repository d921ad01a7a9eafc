"""Fixtures of the attack suite: one Chromium for this folder, the short or the long form, and the count of what was tried."""

from collections import Counter
from pathlib import Path

import pytest

from tests.attack import vectors
from tests.attack.extent import LONG, Extent
from tests.browser.conftest import chromium  # noqa: F401  The fixture: one Chromium for this folder, too.
from tests.net.scripted import ScriptedServer

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark those that need Chromium."""
    for item in items:
        if item.path.is_relative_to(HERE) and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def extent(request):
    """Return the short form, or the long one with every attack of ../shared."""
    if not request.config.pluginmanager.hasplugin(LONG):
        return Extent(vectors.own(), [vectors.POLYGLOT], 3, 20, 3, 1, 0, 1, 3)
    listed = list(dict.fromkeys([*vectors.own(), *vectors.known(request.getfixturevalue("shared"))]))
    plain = [vectors.POLYGLOT, *vectors.BREAKERS, *vectors.SHEETS, *vectors.LINES, *vectors.ADDRESSES]
    return Extent(listed, plain, 1, 10_000, 40, None, 3, 1_000, 1)


@pytest.fixture
def tally(request):
    """Count what a test tried and found; the long form makes a table of it."""
    counted = Counter()
    yield counted
    if plugin := request.config.pluginmanager.getplugin(LONG):
        plugin.table[request.node.name] = counted


@pytest.fixture
def server():
    with ScriptedServer() as server:
        yield server
