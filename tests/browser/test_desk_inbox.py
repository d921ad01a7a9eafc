"""The inbox in a browser: an editor decides by keyboard alone, by buttons without a script, and on any screen."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, AuditLine, BulkOrder, SavedFilter
from articles.models.mirrored import file_name
from articles.store import keep_picture
from tests.browser.accessibility import problems
from tests.factories import NOON, ArticleFactory, EditorFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "articles_article_changelist"
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
WEBP = bytes.fromhex("52494646240000005745425056503820180000003001009d012a0100010002003425a400037000fefbfd500000")
"""One pixel."""


@pytest.fixture
def desk(page, live_server, admin_user):
    """Return what leads a signed-in browser to one of the desk's pages, by the name of its URL."""
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("[type=submit]")

    def go(name, *args, query=""):
        page.goto(f"{live_server.url}{reverse(f'admin:{name}', args=args)}{query}")

    return go


@pytest.fixture
def plain(chromium, live_server, admin_user, client, settings):
    """A signed-in page in a browser that runs no scripts."""
    client.force_login(admin_user)
    context = chromium.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


class Keys:
    """A keyboard that counts."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def __call__(self, keys):
        for key in keys.split():
            self.page.keyboard.press(key)
            self.pressed += 1


def idle(page):
    """Wait until no order is under way."""
    page.wait_for_selector("#inbox:not([aria-busy=true])", state="attached")


def statuses():
    return {status: Article.objects.filter(status=status).count() for status in Article.Status.values}


def test_fifty_that_wait_are_decided_by_keyboard_in_sixty_presses_and_fifty_five_requests(page, desk, admin_user):
    EditorFactory(user=admin_user)
    source = SourceFactory(section=SectionFactory(name="Harbour", position=0))
    elsewhere = SectionFactory(name="Weather", position=1)
    waiting = ArticleFactory.create_batch(50, status="pending", source=source)
    desk(LIST, query="?status__exact=pending")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    keys = Keys(page)

    keys("j")
    for number in range(50):
        keys({4: "r 1", 9: "m 2"}.get(number % 12, "p"))
    idle(page)

    assert statuses() == {"pending": 4, "published": 42, "rejected": 4, "withdrawn": 0}
    assert set(Article.objects.filter(status="pending").values_list("section", flat=True)) == {elsewhere.pk}
    assert set(Article.objects.filter(status="rejected").values_list("status_reason", flat=True)) == {
        "An advertisement"
    }
    assert AuditLine.objects.filter(actor=admin_user).count() == len(waiting)
    assert len(asked) >= len(waiting)
    assert keys.pressed <= 60
    assert len(asked) <= 55


def test_a_row_leaves_and_comes_back_where_the_order_fails(page, desk, admin_user):
    ArticleFactory.create_batch(3, status="pending")
    desk(LIST, query="?status__exact=pending")
    page.route("**/order/", lambda route: route.fulfill(status=500, body="broken"))

    page.keyboard.press("j")
    page.keyboard.press("p")
    page.wait_for_selector("#said:has-text('Nothing done')")

    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    assert statuses()["pending"] == 3


def test_the_last_order_is_undone_by_a_key(page, desk):
    first, second = ArticleFactory.create_batch(2, status="pending")
    desk(LIST, query="?status__exact=pending")

    page.keyboard.press("j")
    page.keyboard.press("r")
    page.fill("#ask-reject [name=other]", "Twice in a week")
    page.keyboard.press("Enter")
    idle(page)
    first.refresh_from_db()
    assert (first.status, first.status_reason) == ("rejected", "Twice in a week")
    page.keyboard.press("u")
    page.wait_for_selector("#said:has-text('Undone')")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.status_reason, second.status) == ("pending", "", "pending")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    assert page.evaluate("document.activeElement.querySelector('.action-select').value") == str(first.pk)


def test_an_editor_looks_into_an_article_without_leaving_and_opens_it_by_a_key(page, desk):
    article = ArticleFactory(status="pending", body__html="<p>The water stood a hand below the quay.</p>")
    desk(LIST)

    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector(".peek")
    assert "The water stood a hand below the quay." in page.inner_text(".peek")
    page.keyboard.press("Enter")
    expect(page.locator(".peek")).to_have_count(0)
    page.keyboard.press("e")

    page.wait_for_url(f"**{reverse('admin:articles_article_change', args=[article.pk])}**")


def test_orders_are_for_what_is_chosen(page, desk):
    ArticleFactory.create_batch(4, status="pending")
    desk(LIST, query="?status__exact=pending")

    for key in ("j", "x", "j", "j", "x", "p"):
        page.keyboard.press(key)
    idle(page)

    assert statuses()["published"] == 2
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    assert "0 of 4 selected" in page.inner_text(".action-counter")


def test_single_keys_do_nothing_in_fields_and_can_be_turned_off(page, desk):
    ArticleFactory(status="pending")
    desk(LIST)

    page.keyboard.press("/")
    page.keyboard.type("pjp")
    assert page.input_value("#searchbar") == "pjp"
    page.click("#keys")
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    desk(LIST)
    page.keyboard.press("j")
    page.keyboard.press("p")
    idle(page)

    assert statuses()["pending"] == 1
    assert page.evaluate("document.activeElement.localName") == "body"


def test_an_editor_keeps_a_filter_and_forgets_it(page, desk, admin_user):
    ArticleFactory(status="pending", source__name="Ebb and Flow", headline="High water at noon")
    ArticleFactory(status="pending", headline="Elsewhere")
    desk(LIST, query="?status__exact=pending")

    page.fill("#by-source", "ebb")
    page.wait_for_selector("#sources option[value='Ebb and Flow']", state="attached")
    page.press("#by-source", "Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("text=Keep this filter")
    page.fill(".keep [name=name]", "Ebb waits")
    page.press(".keep [name=name]", "Enter")
    assert page.inner_text(".shelf [aria-current]") == "Ebb waits"
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("text=Kept filters")
    page.click("text=Forget “Ebb waits”")

    assert not SavedFilter.objects.exists()


def test_thousands_are_rejected_on_a_page_that_shows_how_far_it_is(page, desk, admin_user):
    source = SourceFactory()
    Article.objects.bulk_create(ArticleFactory.build_batch(450, status="pending", source=source, section=None))
    desk(LIST, query="?status__exact=pending")

    page.check("#action-toggle")
    page.click(".question a")
    page.fill(".actions [name=reason]", "Adverts")
    page.click("[name=action][value=reject]")
    assert page.inner_text("h1") == "450 articles to be rejected: Adverts"
    assert statuses()["pending"] == 450
    page.click("text=Reject 450 articles")
    page.wait_for_selector("text=450 of 450 dealt with: done.")

    assert statuses()["rejected"] == 450
    assert problems(page) == []


def test_thousands_are_moved_without_a_script(plain, live_server):
    section = SectionFactory(name="Weather")
    source = SourceFactory()
    Article.objects.bulk_create(ArticleFactory.build_batch(450, status="pending", source=source, section=None))
    plain.goto(live_server.url + reverse(f"admin:{LIST}"))

    plain.check("#result_list tbody tr:first-child .action-select")
    plain.check("input[type=checkbox][name=select_across]")
    plain.select_option("[name=section]", label="Weather")
    plain.click("[name=action][value=move]")
    plain.click("text=Move 450 articles")
    plain.wait_for_selector("text=450 of 450 dealt with: done.")

    assert section.articles.count() == 450


def test_enter_in_a_field_of_an_order_publishes_nothing(plain, live_server):
    ArticleFactory(status="pending")
    plain.goto(live_server.url + reverse(f"admin:{LIST}"))

    plain.check("#result_list tbody .action-select")
    plain.fill(".actions [name=reason]", "An advertisement")
    plain.press(".actions [name=reason]", "Enter")

    assert statuses()["pending"] == 1
    assert "No action selected" in plain.inner_text(".messagelist")


def fill(editor):
    """Store rows of every status, with and without pictures, and orders in every state."""
    lit = ArticleFactory(status="pending", image_url="https://pictures.example/quay.jpg")
    digest = "ab" * 32
    for width in (320, 640):
        default_storage.save(file_name(digest, width), ContentFile(WEBP))
    keep_picture(lit.pk, lit.image_url, NOON, digest=digest, widths=[320, 640], width=640, height=400, colour="#446688")
    for number, status in enumerate(("pending", "published", "rejected", "withdrawn") * 14):
        ArticleFactory(status=status, headline=LONG if number == 2 else f"Tide {number}")
    tell(ArticleFactory(headline="جدار الميناء ينهار", language="ar"))
    SavedFilter.objects.create(user=editor, name="Late news", query="status__exact=pending&language=en")
    times = {"made_at": NOON, "articles": [lit.pk] * 400, "actor": editor, "verb": "reject", "reason": LONG}
    return [
        BulkOrder.objects.create(**times),
        BulkOrder.objects.create(
            **times, begun_at=NOON, finished_at=NOON, taken=200, changed=190, failed=10, said=LONG
        ),
    ]


@pytest.fixture
def full(settings, tmp_path, admin_user):
    """A full inbox; return its bulk orders."""
    settings.MEDIA_ROOT = str(tmp_path)
    return fill(admin_user)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_inbox_is_usable_by_everyone_and_keeps_the_policy(page, desk, full, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)

    def look(name):
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    for query in ("", "?status__exact=pending&from=2026-03-01", "?q=tide", "?source=gazette", "?which=scheduled"):
        desk(LIST, query=query)
        look(query)
    desk(LIST)
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector(".peek")
    look("peek")
    for key, name in (("r", "reject"), ("m", "move"), ("?", "help")):
        page.keyboard.press(key)
        look(name)
        page.keyboard.press("Escape")
    for order in full:
        desk("articles_bulkorder_change", order.pk)
        look(f"order {order.pk}")
    desk("articles_bulkorder_changelist")
    look("orders")

    assert {name: lines for name, lines in found.items() if lines} == {}
