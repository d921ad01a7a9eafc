"""What holds on every page of the edition: no other host, the budgets, no script needed, the keyboard, 320 px and zoom."""

from collections import Counter
from statistics import median
from urllib.parse import urlsplit

import pytest

from tests.browser.edition import publish

FOLD = {"width": 1440, "height": 900}
MOST = {"document": 60_000, "stylesheet": 24_576, "script": 10_240, "requests": 6, "shift": 0.02}
"""Bytes of each kind before they are packed, requests of the first view, and how much of it may move (CLS)."""

WIDTHS = (320, 640, 1440)
"""A narrow phone; a desk of 1280 at 200 %, which is what a browser's zoom makes of it; a wide desk."""

AGAIN = 4
"""So often a page that moved is looked at again; the middle one counts, as CLS is a figure of many visits."""

SETTLING = 200
"""Milliseconds after the last part has come in which something late would be asked for, or move."""

WATCH = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
"""
STICKS_OUT = "document.documentElement.scrollWidth - innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"

STOPS = """() => {
    const groups = new Set();
    window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(stop => {
        if (stop.disabled || stop.type === 'hidden' || !stop.checkVisibility({visibilityProperty: true})) return false;
        const isFirst = stop.type !== 'radio' || !groups.has(stop.name);
        if (stop.type === 'radio') groups.add(stop.name);
        return isFirst;
    });
    window.reached = new Set();
    window.unmarked = [];
    document.addEventListener('focusin', ({target}) => {
        const {outlineStyle, outlineWidth} = getComputedStyle(target);
        window.reached.add(target.type === 'radio' ? target.name : target);
        if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) window.unmarked.push(target.outerHTML.slice(0, 99));
    });
    return window.stops.length + 3 * document.querySelectorAll('[type=date]').length;
}"""
"""Find all that can be used, a group of radio buttons as one, and watch where the keyboard comes and whether it shows.

Return how often Tab has to be pressed: a date has a stop for each of its parts.
"""

MISSED = """() => window.stops
    .filter(stop => !window.reached.has(stop.type === 'radio' ? stop.name : stop))
    .map(stop => stop.outerHTML.slice(0, 99))"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition(live_server, settings, tmp_path):
    """Return the addresses of an edition that is being served."""
    settings.MEDIA_ROOT = str(tmp_path)
    return {name: live_server.url + path for name, path in publish().items()}


def first_view(context, address):
    """Open ``address`` as one who comes for the first time: {kind: bytes or number, "hosts": set of hosts}."""
    page = context.new_page()
    page.set_viewport_size(FOLD)
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    answers = []
    page.on("requestfinished", lambda request: answers.append((request, request.response())))
    page.goto(address)
    page.wait_for_timeout(SETTLING)
    sizes = Counter({"requests": len(answers), "shift": page.evaluate("window.shift")})
    for request, answer in answers:
        if request.resource_type in MOST:
            sizes[request.resource_type] += len(answer.body())
    page.close()
    return {**sizes, "hosts": {urlsplit(request.url).netloc for request, _ in answers}}


def test_every_page_keeps_its_budgets_and_talks_to_nobody_but_us(chromium, edition, live_server):
    context = chromium.new_context(service_workers="block")

    views = {name: first_view(context, address) for name, address in edition.items()}
    moved = [name for name, view in views.items() if view["shift"] > MOST["shift"]]
    for name in moved:  # What counts is how a page mostly comes, not one time when the machine was short of breath.
        again = [first_view(context, edition[name])["shift"] for _ in range(AGAIN)]
        views[name]["shift"] = median([views[name]["shift"], *again])
    context.close()

    too_much = {
        (name, kind): view[kind] for name, view in views.items() for kind in MOST if view.get(kind, 0) > MOST[kind]
    }
    assert too_much == {}
    assert {host for view in views.values() for host in view["hosts"]} == {urlsplit(live_server.url).netloc}
    assert all(view["document"] and view["stylesheet"] for view in views.values())


def test_nothing_sticks_out_of_any_page_narrow_wide_or_enlarged(page, edition):
    sticking_out = {}
    for name, address in edition.items():
        page.goto(address)
        page.evaluate(UNFOLD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            sticking_out[name, width] = page.evaluate(STICKS_OUT)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        sticking_out[name, "letters of 200 %"] = page.evaluate(STICKS_OUT)

    assert {where: pixels for where, pixels in sticking_out.items() if pixels > 0} == {}


def test_every_page_says_what_it_has_to_say_without_javascript(chromium, edition):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    mute = []
    for name, address in edition.items():
        page.goto(address)
        headings = [heading.inner_text().strip() for heading in page.locator("h1:visible").all()]
        text = page.locator("main").inner_text()
        useless = page.locator(".with-js:visible").count()
        if len(headings) != 1 or not headings[0] or len(text) < len(headings[0]) or useless:
            mute.append((name, headings, len(text), useless))
    context.close()

    assert mute == []


def test_the_keyboard_alone_reaches_everything_on_every_page_and_shows_where_it_is(page, edition):
    missed, unmarked = {}, {}
    for name, address in edition.items():
        page.goto(address)
        page.evaluate(UNFOLD)
        for _ in range(page.evaluate(STOPS) + 1):
            page.keyboard.press("Tab")
        missed[name], unmarked[name] = page.evaluate(MISSED), page.evaluate("window.unmarked")

    assert {name: stops for name, stops in missed.items() if stops} == {}
    assert {name: stops for name, stops in unmarked.items() if stops} == {}
