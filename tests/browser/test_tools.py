"""What readers keep in their own browsers, in a real one: saved, read, muted, looks, shortcuts, a file, no network."""

import json
import re

import pytest

from articles.models import Article
from tests.browser.edition import publish

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SCRIPT = 10_240
MOST_SHIFT = 0.02
WATCH = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
"""
HEADLINE = "Harbour towns agree to share the cost of the new sea wall"
DARK = "rgb(18, 18, 18)"
LIGHT = "rgb(255, 254, 251)"


@pytest.fixture
def edition(live_server, settings, tmp_path):
    """Return the addresses of an edition that is being served."""
    settings.MEDIA_ROOT = str(tmp_path)
    return {name: live_server.url + path for name, path in publish().items()}


@pytest.fixture
def keep(page):
    """Return what puts something into the page's browser before any page is opened."""

    def put(drawer, what):
        page.add_init_script(f"localStorage.setItem('newsroom.{drawer}', {json.dumps(json.dumps(what))})")

    return put


def kept(page, drawer):
    return page.evaluate(f"JSON.parse(localStorage.getItem('newsroom.{drawer}')) ?? {{}}")


def paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def save(page, address):
    page.goto(address)
    page.get_by_role("button", name="Save").click()
    page.wait_for_function("caches.keys().then(names => names.some(name => name.startsWith('saved ')))")


# Saved and read --------------------------------------------------------------------------------------------------------


def test_a_reader_saves_a_piece_finds_it_and_removes_it(page, edition):
    page.goto(edition["full"])

    page.get_by_role("button", name="Save").click()
    said = page.get_by_role("status").inner_text()
    pressed = page.get_by_role("button", name="Save").get_attribute("aria-pressed")
    page.get_by_role("link", name="Saved").first.click()
    page.get_by_role("link", name=HEADLINE).wait_for()
    page.get_by_role("button", name="Remove").click()

    assert (said, pressed) == ("Saved in this browser", "true")
    assert page.get_by_text("Nothing is saved yet").is_visible()
    assert kept(page, "saved") == {}


def test_a_story_is_saved_as_a_piece_is(page, edition, live_server):
    page.goto(edition["story"])

    page.get_by_role("button", name="Save").click()
    page.goto(f"{live_server.url}/saved/")

    assert page.locator(".kept a").get_attribute("href") == edition["story"].removeprefix(live_server.url)


def test_without_javascript_there_is_no_button_and_the_pages_say_why(chromium, edition, live_server):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(edition["full"])
    buttons = page.get_by_role("button", name="Save").count()
    page.goto(f"{live_server.url}/saved/")
    saved = page.get_by_text("Saving needs JavaScript").is_visible()
    page.goto(f"{live_server.url}/settings/")
    settings = page.get_by_text("needs JavaScript").is_visible()
    radios = page.get_by_role("radio").count()
    context.close()

    assert (buttons, saved, settings, radios) == (0, True, True, 0)


def test_what_is_saved_is_shown_as_text_and_leads_only_to_us(page, keep, live_server):
    evil = {"headline": "<img src=x onerror=alert(1)>", "source": "<b>x</b>", "lang": "en", "at": 1}
    keep(
        "saved",
        {"article/1": {**evil, "path": "javascript:alert(1)"}, "article/2": {**evil, "path": "https://evil.example/"}},
    )

    page.goto(f"{live_server.url}/saved/")

    assert page.locator(".kept img, .kept b:not(.gone)").count() == 0
    assert page.locator(".kept a[href]").count() == 0
    assert page.locator(".kept a").first.inner_text() == evil["headline"]


def test_a_piece_that_was_taken_down_is_struck_out(page, edition, live_server):
    save(page, edition["excerpt"])
    Article.objects.filter(pk=int(re.search(r"/(\d+)-", edition["excerpt"])[1])).update(status=Article.Status.WITHDRAWN)

    page.goto(f"{live_server.url}/saved/")
    page.get_by_text("No longer available").wait_for()

    assert page.locator(".kept a[href]").count() == 0
    assert page.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('saved ')))") == []


def test_what_was_read_bears_a_quiet_mark(page, edition):
    page.goto(edition["excerpt"])

    page.goto(edition["latest"])

    read = page.locator(".line.read")
    assert read.count() == 1
    assert "Landtag" in read.inner_text()


# Muted -----------------------------------------------------------------------------------------------------------------


def test_a_muted_source_is_hidden_on_lists_with_a_way_back(page, edition, live_server):
    page.goto(f"{live_server.url}/source/de-politics/")
    page.get_by_role("button", name="Mute").click()
    at_home = page.locator("[data-source=de-politics]").first.is_visible()

    page.goto(edition["latest"])
    hidden = page.locator("[data-source=de-politics]").first.is_visible()
    number = page.locator(".note b").inner_text()
    page.get_by_role("button", name="Show them").click()
    shown = page.locator("[data-source=de-politics]").first.is_visible()
    page.goto(f"{live_server.url}/settings/")
    page.get_by_role("button", name="Show again").click()

    assert (at_home, hidden, number, shown) == (True, False, "9", True)
    assert kept(page, "muted") == {}


def test_a_story_that_others_report_too_stays(page, edition, keep):
    keep("muted", {"en-science": "The Tidewater Courier"})

    page.goto(edition["front"])

    assert page.get_by_role("link", name=HEADLINE, exact=True).first.is_visible()


# Looks -----------------------------------------------------------------------------------------------------------------


def test_a_reader_chooses_paper_size_and_density(page, edition, live_server):
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/settings/")

    page.get_by_label("Dark").check()
    page.get_by_label("Very large").check()
    page.get_by_label("Compact").check()
    page.goto(edition["latest"])

    assert paper(page) == DARK
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert not page.locator(".line .dek").first.is_visible()


def test_the_chosen_paper_is_there_at_the_first_paint_and_nothing_moves(page, edition, keep):
    keep("look", {"theme": "dark", "size": "large", "density": "compact"})
    keep("muted", {"de-politics": "Der Elbbote"})
    page.emulate_media(color_scheme="light")
    page.add_init_script(WATCH)
    page.add_init_script(
        "new PerformanceObserver(list => { window.first ??= getComputedStyle(document.body).backgroundColor })"
        ".observe({type: 'paint', buffered: true})"
    )

    shifts = {}
    for name in ("front", "latest", "full", "story"):
        page.goto(edition[name], wait_until="networkidle")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("window.first") == DARK
        shifts[name] = page.evaluate("window.shift")

    assert {name: shift for name, shift in shifts.items() if shift > MOST_SHIFT} == {}


def test_light_paper_is_kept_under_a_dark_system(page, edition, keep):
    keep("look", {"theme": "light"})
    page.emulate_media(color_scheme="dark")

    page.goto(edition["front"])

    assert paper(page) == LIGHT


# The file --------------------------------------------------------------------------------------------------------------


def test_all_that_is_kept_travels_in_a_file_and_nothing_is_lost(page, chromium, edition, live_server, tmp_path):
    save(page, edition["full"])
    page.goto(f"{live_server.url}/settings/")
    page.get_by_label("Dark").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "newsroom.json")

    context = chromium.new_context()
    other = context.new_page()
    save(other, edition["story"])
    other.goto(f"{live_server.url}/settings/")
    other.locator("#import").set_input_files(tmp_path / "newsroom.json")
    other.get_by_text("The file was read").wait_for()
    saved, dark = kept(other, "saved"), paper(other)
    context.close()

    assert len(saved) == 2
    assert dark == DARK


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("no json", "This is not a file that this page wrote"),
        ("[]", "This is not a file that this page wrote"),
        ("null", "This is not a file that this page wrote"),
        ('{"newsroom": 2}', "This is not a file that this page wrote"),
        ('{"newsroom": 1, "saved": {"article/1": {"path": "javascript:alert(1)", "headline": "x", "at": 1}}}', "Something in"),
        ('{"newsroom": 1, "saved": {"article/1": {"path": "/article/2-x/", "headline": "x", "at": 1}}}', "Something in"),
        ('{"newsroom": 1, "saved": {"article/1": {"path": "/article/1-x/", "headline": "x", "at": 1e300}}}', "Something in"),
        ('{"newsroom": 1, "saved": {"article/1": null}}', "Something in"),
        ('{"newsroom": 1, "look": {"js": "x"}}', "Something in"),
        ('{"newsroom": 1, "read": {"article/1": "yesterday"}}', "Something in"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_words_and_changes_nothing(page, keep, live_server, content, answer):
    keep("muted", {"a": "A"})
    page.goto(f"{live_server.url}/settings/")

    page.locator("#import").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": content.encode()}
    )
    page.locator("#answer:not(:empty)").wait_for()

    assert page.locator("#answer").inner_text().startswith(answer)
    assert [kept(page, drawer) for drawer in ("saved", "muted", "read", "look")] == [{}, {"a": "A"}, {}, {}]


def test_everything_is_deleted_after_a_question(page, edition, live_server):
    save(page, edition["full"])
    page.goto(f"{live_server.url}/settings/")
    page.on("dialog", lambda dialog: dialog.accept())

    with page.expect_navigation():
        page.get_by_role("button", name="Delete everything").click()

    assert [kept(page, drawer) for drawer in ("saved", "muted", "read", "look")] == [{}, {}, {}, {}]
    assert page.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('saved ')))") == []


# Shortcuts -------------------------------------------------------------------------------------------------------------


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_the_keyboard_walks_opens_saves_and_goes(page, edition, live_server):
    page.goto(edition["latest"])

    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    second = focused(page)
    page.keyboard.press("k")
    again = focused(page)
    page.keyboard.press("s")
    saved = kept(page, "saved")
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/article/"))
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(f"{live_server.url}/saved/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(f"{live_server.url}/")

    assert first != second
    assert again == first
    assert [piece["headline"] for piece in saved.values()] == [first]


def test_a_question_mark_lists_the_keys_and_a_slash_leads_to_the_search(page, edition):
    page.goto(edition["front"])

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Shortcuts")
    shown = dialog.is_visible()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.keyboard.press("/")

    assert shown
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.evaluate("document.activeElement.value") == ""


def test_no_key_does_anything_while_somebody_types_or_holds_another(page, edition):
    page.goto(edition["front"])
    page.locator("#find").focus()

    page.keyboard.type("gsjk?")
    typed = page.locator("#find").input_value()
    page.locator("#find").blur()
    for key in ("Control+j", "Alt+j", "Meta+j"):
        page.keyboard.press(key)

    assert typed == "gsjk?"
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_the_keys_can_be_switched_off(page, edition, live_server):
    page.goto(f"{live_server.url}/settings/")
    page.locator("[name=keys][value=off]").check()

    page.goto(edition["latest"])
    page.keyboard.press("j")
    page.keyboard.press("?")

    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.get_by_role("dialog").count() == 0


# Times -----------------------------------------------------------------------------------------------------------------


def test_ages_stay_true_while_a_page_is_open(page, edition):
    page.clock.install()
    page.goto(edition["excerpt"])
    page.goto(edition["front"])

    before = page.locator("time.age").first.inner_text()
    page.clock.fast_forward("05:00:00")
    page.clock.run_for(61_000)
    after = page.locator("time.age").first.inner_text()
    page.clock.run_for(24 * 3_600_000)
    later = page.locator("time.age").first.inner_text()
    long_ago = page.evaluate(
        """(() => { const time = document.querySelector('time.age'); time.dateTime = '2001-02-03T04:05:06Z';
        time.textContent = '3 February 2001'; refreshAges(); return time.textContent })()"""
    )

    assert re.fullmatch(r"\d+ min ago", before)
    assert after == "5 h ago"
    assert re.fullmatch(r"\d+ [A-Z][a-z]+", later)
    assert long_ago == "3 February 2001"


# Languages -------------------------------------------------------------------------------------------------------------


def test_the_language_is_switched_without_javascript_and_the_page_stays(chromium, edition):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(edition["latest"])

    page.locator("#language").select_option("ar")
    page.locator(".colophon button").click()
    frame = page.locator("html")
    found = (page.url, frame.get_attribute("lang"), frame.get_attribute("dir"))
    context.close()

    assert found == (edition["latest"], "ar", "rtl")


@pytest.mark.parametrize("width", [360, 1440])
def test_an_arabic_frame_is_mirrored_and_content_keeps_its_own_direction(chromium, edition, width):
    context = chromium.new_context(locale="ar", viewport={"width": width, "height": 900})
    page = context.new_page()

    page.goto(edition["front"])
    name = page.locator(".nameplate").bounding_box()
    house = page.locator(".house").bounding_box()
    card = page.locator(".lead .headline")
    direction = card.evaluate("node => getComputedStyle(node).direction")
    sticking_out = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert house["x"] < name["x"]
    assert direction == "ltr"
    assert sticking_out == 0


# Without a network -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ready(page):
    """Return what opens a page and waits until the service worker looks after it."""

    def go(address):
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(address, wait_until="networkidle")

    return go


def test_the_last_front_page_and_saved_pieces_are_read_without_a_network(page, edition, ready):
    ready(edition["front"])
    save(page, edition["full"])
    page.wait_for_load_state("networkidle")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)

    page.goto(edition["front"])
    front = page.locator("main .copy").inner_text()
    page.goto(edition["full"])
    piece = page.locator("main .copy").inner_text()

    assert re.fullmatch(r"You are offline\. This copy is from \d+ \w+ 20\d\d at \d\d:\d\d\.", front)
    assert front.split(" at ")[0] == piece.split(" at ")[0]
    assert page.get_by_role("heading", level=1).inner_text() == HEADLINE
    assert page.evaluate("document.querySelector('.article .picture img').naturalWidth") > 0
    assert paper(page) == LIGHT


def test_what_is_not_kept_says_so_and_shows_what_is(page, edition, ready):
    ready(edition["front"])
    save(page, edition["full"])
    page.goto(edition["sources"])
    page.context.set_offline(True)

    page.goto(edition["excerpt"])

    assert page.get_by_role("heading", level=1).inner_text() == "You are offline"
    assert page.get_by_role("link", name=HEADLINE).is_visible()


def test_a_copy_goes_when_its_piece_does(page, edition, ready):
    ready(edition["front"])
    save(page, edition["excerpt"])
    Article.objects.filter(pk=int(re.search(r"/(\d+)-", edition["excerpt"])[1])).update(status=Article.Status.WITHDRAWN)

    page.goto(edition["excerpt"])
    page.reload(wait_until="networkidle")
    names = page.evaluate("caches.keys()")

    assert [name for name in names if name.startswith("saved ")] == []
    assert [piece["gone"] for piece in kept(page, "saved").values()] == [True]


def test_nothing_of_the_desk_and_no_other_page_is_ever_kept(page, edition, ready, live_server):
    ready(edition["front"])

    for address in (f"{live_server.url}/admin/login/", edition["latest"], edition["full"], edition["about"]):
        page.goto(address, wait_until="networkidle")
    held = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))"
        ".then(all => all.flat().map(request => new URL(request.url).pathname))"
    )

    assert {path for path in held if not path.startswith("/static/")} == {"/", "/offline/"}


# Budgets ---------------------------------------------------------------------------------------------------------------


def test_no_page_has_more_than_ten_kilobytes_of_script(page, edition, live_server):
    sizes = {}
    page.on("response", lambda answer: answer.url.endswith(".js") and sizes.update({answer.url: len(answer.body())}))

    for address in (edition["front"], f"{live_server.url}/saved/", f"{live_server.url}/settings/"):
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        assert 0 < sum(size for url, size in sizes.items() if not url.endswith("/sw.js")) <= MOST_SCRIPT, address
