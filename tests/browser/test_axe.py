"""Every page is usable by everyone: axe finds no violation of WCAG 2.2 AA and nothing serious, narrow and wide, light and dark."""

import pytest

from tests.browser.accessibility import problems
from tests.browser.edition import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition(live_server, settings, tmp_path):
    """Return the addresses of an edition that is being served."""
    settings.MEDIA_ROOT = str(tmp_path)
    return {name: live_server.url + path for name, path in publish().items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page, edition, scheme):
    page.emulate_media(color_scheme=scheme)

    found = {}
    for name, address in edition.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            found[f"{name} at {width}"] = problems(page)

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_axe_would_see_a_fault(page, live_server):
    page.goto(live_server.url + "/about/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><a href=/></a>'")

    rules = {line.partition(":")[0] for line in problems(page)}

    assert {"image-alt", "link-name"} <= rules
