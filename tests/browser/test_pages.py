"""The reader's pages in a real browser: what it refuses, what fits, what moves, how they are used and printed."""

import pytest

from articles.models import Doubt
from tests.browser.edition import publish
from tests.factories import ArticleFactory, SightingFactory, SourceFactory, join, tell

MOST_SHIFT = 0.02
FOLD = {"width": 1440, "height": 900}
WATCH = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(event.violatedDirective));
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition(live_server, settings, tmp_path):
    """Return the addresses of an edition that is being served."""
    settings.MEDIA_ROOT = str(tmp_path)
    return {name: live_server.url + path for name, path in publish().items()}


def test_the_content_security_policy_has_nothing_to_refuse(page, edition):
    page.add_init_script(WATCH)
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))

    refused = {}
    for name, address in edition.items():
        page.goto(address)
        refused[name] = page.evaluate("window.refused")

    assert {name: found for name, found in refused.items() if found} == {}
    assert [error for error in errors if "the server responded with a status of 4" not in error] == []


@pytest.mark.parametrize("width", [320, 1440])
def test_a_text_without_a_blank_does_not_stretch_a_page(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 800})
    endless = "W" * 199
    source = SourceFactory(full=True, name=endless, description=endless, slug="endless", section__name="World")
    texts = {"headline": endless, "dek": endless * 3, "authors": [endless], "tags": ["W" * 60], "origin_name": endless}
    article, *_ = [ArticleFactory(source=source, body__html=f"<p>{endless}</p>", **texts) for _ in range(8)]
    SightingFactory(article=article, deliverer=SourceFactory(name=endless))
    story = tell(article, ArticleFactory(source=SourceFactory(name=endless), **texts))
    join(story, ArticleFactory(**texts), method="terms", shared=["W" * 99] * 3)
    stories = [f"{story.get_absolute_url()}{page}" for page in ("", "why/", "history/", "doubt/")]
    lists = ["/", "/latest/", "/sources/", *stories, source.get_absolute_url(), source.section.get_absolute_url()]

    sticking_out = {}
    for path in [*lists, article.get_absolute_url()]:
        page.goto(live_server.url + path)
        sticking_out[path] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {path: pixels for path, pixels in sticking_out.items() if pixels > 0} == {}


@pytest.mark.parametrize("name", ["front", "full", "latest", "story"])
def test_nothing_moves_while_a_page_comes_in(page, edition, name):
    page.set_viewport_size(FOLD)
    page.add_init_script(WATCH)

    page.goto(edition[name], wait_until="networkidle")
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(200)

    assert page.evaluate("window.shift") <= MOST_SHIFT


def test_everything_works_without_javascript(chromium, edition):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(edition["front"])
    page.get_by_role("link", name="Read on by time").click()
    page.get_by_text("more from Der Elbbote").click()
    folded = page.get_by_role("link", name="Kurz gemeldet: Rindfleischetikettierungsüberwachung, Teil 7")
    folded.click()
    headline = page.get_by_role("heading", level=1).inner_text()
    context.close()

    assert headline.endswith("Teil 7")


def test_a_reader_doubts_a_report_without_javascript(chromium, edition):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(edition["front"])
    page.get_by_role("link", name="Harbour towns agree to share the cost of the new sea wall", exact=True).click()
    page.get_by_role("link", name="Not the same story?").click()
    page.get_by_role("radio", name="Tide Post").check()
    page.get_by_label("What is it about").fill("Another wall.")
    page.get_by_role("button", name="Send to the editors").click()
    receipt = page.get_by_role("heading", level=1).inner_text()
    context.close()

    assert receipt == "Thank you, we have it"
    assert Doubt.objects.get().article.source.name == "Tide Post"


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(page, edition):
    page.goto(edition["front"])

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    seen = skip.bounding_box()
    page.keyboard.press("Enter")

    assert seen["y"] >= 0
    assert page.evaluate("document.activeElement.id") == "content"


def test_every_link_shows_where_the_keyboard_is(page, edition):
    page.goto(edition["full"])

    outlines = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        outlines.add(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert outlines == {"solid"}


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 254, 251)"), ("dark", "rgb(18, 18, 18)")])
def test_paper_follows_the_readers_system(page, edition, scheme, paper):
    page.emulate_media(color_scheme=scheme)

    page.goto(edition["front"])

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_arabic_is_read_from_the_right_and_its_english_notes_from_the_left(page, edition):
    page.set_viewport_size(FOLD)
    page.goto(edition["rtl"])

    directions = page.evaluate(
        "['h1', '.prose', '.attribution', 'time'].map(at => getComputedStyle(document.querySelector(at)).direction)"
    )
    column = page.locator(".article").bounding_box()
    text = page.evaluate(
        "(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector('.prose p'));"
        " return range.getBoundingClientRect().right })()"
    )

    assert directions == ["rtl", "rtl", "ltr", "ltr"]
    assert text == pytest.approx(column["x"] + column["width"], abs=2)


def test_print_keeps_the_text_its_credit_and_its_licence_and_drops_the_rest(page, edition):
    page.emulate_media(media="print")

    page.goto(edition["full"])

    for kept in (".prose", ".attribution", "h1", ".read-at"):
        assert page.locator(kept).first.is_visible(), kept
    for dropped in (".shelves", ".beside", ".colophon", ".tags"):
        assert not page.locator(dropped).first.is_visible(), dropped


def test_headlines_are_set_in_our_own_type(page, edition):
    page.goto(edition["front"], wait_until="networkidle")

    assert page.evaluate("[...document.fonts].some(font => font.family == 'Newsreader' && font.status == 'loaded')")
