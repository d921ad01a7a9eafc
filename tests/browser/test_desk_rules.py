"""Rules in a browser: made, tried while they are written, ordered by the keyboard, applied; for everyone, within the policy."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import sweeping
from articles.models import Article, Rule
from tests.browser.accessibility import problems
from tests.factories import ArticleFactory, RuleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


@pytest.fixture
def signed_in(chromium, live_server, admin_user, client, settings):
    """Return what opens a signed-in page, with scripts or without."""
    client.force_login(admin_user)
    name = settings.SESSION_COOKIE_NAME
    contexts = []

    def open_page(*, scripts=True):
        context = chromium.new_context(java_script_enabled=scripts)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def at(live_server):
    """Return the address of one of the desk's pages, by the name of its URL."""
    return lambda name, *args: live_server.url + reverse(f"admin:articles_rule_{name}", args=args)


def fill():
    """Store entries and rules, hard ones too."""
    source = SourceFactory(name="Ebb and Flow", slug="ebb-and-flow")
    ArticleFactory(source=source, headline="Crème brûlée at the quay, sponsored")
    ArticleFactory(headline="جدار الميناء ينهار في كيلبراك", language="ar", status="rejected")
    ArticleFactory(headline=f"{LONG} {LONG}", language="de")
    ArticleFactory.create_batch(3)
    RuleFactory(name="Sponsored posts", standing="drop", asked=[("anywhere", "word", "sponsored")])
    RuleFactory(
        name=LONG, standing="", tags=[LONG[:60]], asked=[("text", "matches", "(quay|tide)"), ("picture", "missing", "")]
    )
    return RuleFactory(name="Tides to the coast", standing="hold", move_to=SectionFactory(name="Coast"), source=source)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_screens_are_usable_by_everyone_and_keep_the_policy(signed_in, at, width, scheme):
    rule = fill()
    counted = sweeping.plan(rule, 500, actor=None, now=timezone.now())
    page = signed_in()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)

    for name, *args in (("changelist",), ("add",), ("change", rule.pk), ("applied", counted.pk)):
        page.goto(at(name, *args))
        if name == "change":
            page.click("text=Try it on the last")
            page.wait_for_selector("#tried_title")
            page.click("summary")
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_an_editor_sees_what_a_rule_hits_while_it_is_written_and_keeps_it(signed_in, at):
    fill()
    page = signed_in()
    page.goto(at("add"))

    page.fill("#id_name", "Desserts")
    page.fill("#id_conditions-0-value", "brulee")
    page.wait_for_selector("#tried mark")
    assert page.inner_text("#tried_title") == "1 of the last 6 entries would be hit"
    assert page.inner_text("#tried mark") == "brûlée"
    page.select_option("#id_conditions-0-operator", "matches")
    page.fill("#id_conditions-0-value", "br(")
    page.wait_for_selector(".lines .errorlist")
    assert "never closed" in page.inner_text(".lines .errorlist")
    page.fill("#id_conditions-0-value", "br[uû]l")
    page.wait_for_selector(".lines .errorlist", state="detached")
    page.check("text=Hold for an editor")
    page.click("text=Make the rule")

    assert "“Desserts” is asked of every new entry from now on" in page.inner_text(".messagelist")
    rule = Rule.objects.get(name="Desserts")
    assert (rule.position, rule.standing, rule.conditions.get().value) == (
        max(r.position for r in Rule.objects.all()),
        "hold",
        "br[uû]l",
    )


def test_the_enter_key_tries_and_keeps_nothing(signed_in, at):
    fill()
    page = signed_in()
    page.goto(at("add"))
    page.fill("#id_conditions-0-value", "sponsored")

    page.press("#id_conditions-0-value", "Enter")
    page.wait_for_selector("#tried mark")

    assert page.input_value("#id_conditions-0-value") == "sponsored"
    assert Rule.objects.count() == 3


def test_rules_are_put_in_order_by_the_keyboard_alone(signed_in, at):
    rule = fill()
    page = signed_in()
    page.goto(at("changelist"))
    page.focus(f"[value=up-{rule.pk}]")

    for _ in range(2):
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        page.wait_for_selector(".messagelist")
    page.wait_for_selector(f"li#rule-{rule.pk}:first-child")

    assert Rule.objects.first() == rule


def test_without_a_script_a_rule_is_made_tried_and_applied(signed_in, at):
    fill()
    page = signed_in(scripts=False)
    page.goto(at("add"))
    page.fill("#id_conditions-0-value", "nothing has this")
    page.click("text=One more condition")
    page.fill("#id_conditions-1-value", "tide")
    page.check("text=Any one is enough")
    page.click("text=Try it on the last")
    expect(page.locator("#tried_title")).to_have_text("3 of the last 6 entries would be hit")

    page.fill("#id_name", "Tides")
    page.check("text=Drop: reject it")
    page.click("text=Make the rule")
    page.click("text=Count what it would change")
    expect(page.locator("#how-far")).to_contain_text("3 of 6 articles would change: drop.")
    page.click("text=Apply to 3 articles")

    expect(page.locator("#how-far")).to_contain_text("3 of 3 dealt with: done.")
    assert Article.objects.filter(status="rejected").count() == 4
