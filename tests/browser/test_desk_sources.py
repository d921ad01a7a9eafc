"""Sources in a browser, as the Rights role works with them: at every width, in both schemes."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import DeskEvent, Source
from ingest import ledger
from tests.browser.accessibility import problems
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sources():
    """One source in each state, with a feed and articles; grants that end, have ended and never end."""
    today = timezone.localdate()
    ends = {"active": today + dt.timedelta(days=12), "paused": today - dt.timedelta(days=3)}
    made = {}
    for state in Source.State.values:
        source = SourceFactory(
            name=f"The {state} gazette of Rindfleischetikettierungsüberwachung", full=True, state=state, rights_until=ends.get(state)
        )  # fmt: skip
        ledger.add_feed(source, f"https://{state}.example/feed", now=NOON)
        ArticleFactory.create_batch(2, source=source)
        made[state] = source
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_sources_are_usable_by_everyone_and_keep_the_policy(page, desk, sources, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)

    for name, *args in (
        ("articles_source_changelist",), ("articles_source_add",),
        *(("articles_source_change", source.pk) for source in sources.values()),
    ):  # fmt: skip
        desk(name, *args)
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name, *args] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_source_is_proposed_tried_taken_in_and_closed(page, desk, live_server):
    section = SectionFactory(name="Coast")
    desk("articles_source_add")
    page.fill("#id_name", "Ebb and Flow")
    page.fill("#id_home_url", "https://ebb.example/")
    page.select_option("#id_section", str(section.pk))
    page.check("[name=begins][value=proposed]")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    source = Source.objects.get(name="Ebb and Flow")
    ledger.add_feed(source, "https://ebb.example/feed", now=NOON)

    def step(words, reason):
        page.fill("#id_step_reason", reason)
        page.click(f".steps button:text-is('{words}')")
        page.wait_for_selector(".messagelist")
        return page.inner_text(".stands h2")

    seen = [
        step("Put on trial", "Recommended by a reader"),
        step("Take into the edition", "Reads well"),
        step("Close", "It was sold"),
    ]

    assert [words.partition(" Its ")[0].partition(" None ")[0] for words in seen] == ["On trial", "Active", "Closed"]
    assert "It was sold" in page.inner_text(".stands")
    assert list(DeskEvent.objects.order_by("pk").values_list("kind", "reason")) == [
        ("source_added", "Recommended by a reader"), ("source_closed", "It was sold"),
    ]  # fmt: skip
    page.goto(f"{live_server.url}/changes/")
    assert "It was sold" in page.inner_text("main")


def test_a_grant_that_ends_soon_is_found_and_renewed(page, desk, sources):
    desk("articles_source_changelist")

    page.click("#changelist-filter a:text-is('Ends within 30 days')")
    page.wait_for_selector("#changelist-filter .selected a:text-is('Ends within 30 days')")
    page.wait_for_load_state()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("#result_list .field-name a")
    page.select_option("#id_rights_mode", "excerpt")
    page.fill("#id_rights_until", "")
    page.click("[name=_save]")

    told = page.inner_text(".messagelist")
    assert "Readers see from now on: Excerpt of 60 words, CC BY 4.0, pictures." in told
    assert "2 of its articles are concerned" in told


def test_a_source_is_closed_and_its_articles_with_it(page, desk, sources):
    source = sources["active"]
    desk("articles_source_change", source.pk)
    page.fill("#id_step_reason", "They asked for it")
    page.click(".steps button:text-is('Close')")
    expect(page.locator("#what")).to_have_text("2 of its articles are published. What becomes of them?")
    asked = problems(page)

    page.click("button:text-is('Close, and withdraw 2')")

    expect(page.locator("#how-far")).to_have_text("2 of 2 dealt with: done.")
    assert asked == []
    assert set(source.articles.values_list("status", "status_reason")) == {("withdrawn", "They asked for it")}


def test_what_a_form_would_change_is_seen_before_it_is_saved(page, desk, sources):
    source = sources["trial"]
    desk("articles_source_change", source.pk)

    page.select_option("#id_rights_mode", "headline")
    page.click("[name=_look]")

    expect(page.locator(".look .differ")).to_contain_text("full text")
    assert problems(page) == []
    assert page.input_value("#id_rights_mode") == "headline"
    source.refresh_from_db()
    assert source.rights_mode == "full"
