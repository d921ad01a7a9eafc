"""The desk in a real browser: usable by everyone, within the policy, and an editor's first day from sign-in to visits."""

import datetime as dt
import http.server
import threading
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Editor, Source, Tombstone, Visits
from ingest import ledger
from ingest.models import Feed, Fetch, Notice
from tests.browser.accessibility import problems
from tests.browser.edition import publish
from tests.factories import EditorFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)
MODELS = (
    "articles_article", "articles_source", "articles_section", "articles_editor", "articles_tombstone", "ingest_feed",
    "ingest_fetch", "ingest_notice", "ingest_host", "auth_user", "auth_group",
)  # fmt: skip
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ebb and Flow</title><link>{home}/</link><description>Tides</description>
<item><title>{headline}</title><link>{home}/1</link><guid>1</guid><description>High water at noon.</description></item>
<item><title>Win a boat</title><link>{home}/2</link><guid>2</guid><description>An advertisement.</description></item>
</channel></rss>"""


class Publisher(http.server.BaseHTTPRequestHandler):
    """A site whose feed says what the test tells it to."""

    def do_GET(self):
        home = f"http://127.0.0.1:{self.server.server_port}"
        body = FEED.format(home=home, headline=self.server.headline).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher(settings):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.headline = "SHOCK TIDE"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(page, live_server, admin_user):
    """Return what leads a signed-in browser to one of the desk's pages, by the name of its URL."""
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("[type=submit]")

    def go(name, *args):
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return go


def fill_the_desk():
    """Store rows for every list: the hard ones, with long words, long addresses, errors and every status."""
    publish()
    EditorFactory()
    Group.objects.create(name="Curators")
    article = Article.objects.exclude(image_url="").get()
    for status in ("pending", "rejected"):
        Article.objects.filter(pk=Article.objects.filter(status="published").last().pk).update(status=status)
    Tombstone.objects.create(
        source=article.source, digest=b"k" * 32, headline="L" * 90, reason="Twice", made_at=timezone.now()
    )
    feeds = [
        ledger.add_feed(source, f"{source.home_url}feed", now=timezone.now())[0]
        for source in Source.objects.exclude(home_url="")
    ]
    error = "The server said 503 Service Unavailable to https://slow.example/" + "a-very-long-path/" * 15
    Feed.objects.filter(pk=feeds[0].pk).update(failures=3, last_error=error)
    Feed.objects.filter(pk=feeds[1].pk).update(state="paused", next_why="paused by admin")
    for kind in ("held", "failing"):
        ledger.notice(kind, error, timezone.now() - dt.timedelta(days=2), feeds[0].pk)
    ledger.penalize(feeds[0].host.name, timezone.now() + dt.timedelta(days=1), error, timezone.now(), is_throttled=True)
    for number, (outcome, said) in enumerate([("ok", ""), ("not_modified", ""), ("failed", error)] * 20):
        Fetch.objects.create(
            feed=feeds[0],
            started_at=timezone.now() - dt.timedelta(hours=7 * (60 - number)),
            milliseconds=number * number * 10,
            new=number % 7 if outcome == "ok" else 0,
            outcome=outcome,
            error=said,
            next_at=timezone.now(),
            next_why="soon",
        )
    return article, feeds[0]


def pages(article, feed):
    """Return the name and the arguments of every page that an editor comes to."""
    forms = {"articles_article": article, "articles_source": article.source, "ingest_feed": feed}
    for model in MODELS:
        yield f"{model}_changelist", ()
    for name, row in forms.items():
        yield f"{name}_change", (row.pk,)
    yield "articles_article_delete", (article.pk,)
    yield "articles_article_history", (article.pk,)
    yield "articles_section_change", (article.section_id,)
    yield "articles_editor_change", (Editor.objects.first().pk,)
    yield "articles_tombstone_change", (Tombstone.objects.get().pk,)
    yield "ingest_fetch_change", (Fetch.objects.last().pk,)
    yield "ingest_notice_change", (Notice.objects.first().pk,)
    yield "ingest_host_change", (feed.host_id,)
    yield "auth_user_change", (Editor.objects.first().user_id,)
    yield "auth_group_change", (Group.objects.get(name="Curators").pk,)
    for name in ("articles_source", "articles_section", "articles_editor", "ingest_feed", "auth_user", "auth_group"):
        yield f"{name}_add", ()
    yield "index", ()
    yield "password_change", ()


@pytest.fixture
def full(settings, tmp_path):
    """A desk with something in every list; return an article and a feed."""
    settings.MEDIA_ROOT = str(tmp_path)
    return fill_the_desk()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_desk_is_usable_by_everyone_and_keeps_the_policy(page, desk, full, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said, found = [], {}
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)

    for name, args in pages(*full):
        desk(name, *args)
        policy = list(said)  # axe itself, which runs from outside of the page, offends the policy.
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = [*policy, *problems(page), *(["wider than the screen"] if wide else [])]
        said.clear()

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_on_a_phone_the_rows_of_every_list_are_blocks_that_say_what_is_in_them(page, desk, full):
    page.set_viewport_size({"width": 360, "height": 900})
    found = {}

    for model in MODELS:
        desk(f"{model}_changelist")
        found[model] = page.evaluate(
            """() => {
                const [list, box] = [document.querySelector("#result_list"), document.querySelector(".results")];
                const name = list.querySelector("tbody th").getBoundingClientRect();
                const facts = [...list.querySelectorAll("tbody tr:first-child td:not(.action-checkbox)")];
                const before = facts.filter(one => one.checkVisibility() && one.getBoundingClientRect().top < name.top - 1);
                return [box.scrollWidth > box.clientWidth, before.map(one => one.className)];
            }"""
        )
    desk("articles_source_changelist")
    said = page.evaluate(
        "getComputedStyle(document.querySelector('#result_list .field-article_count'), '::before').content"
    )

    assert found == {model: [False, []] for model in MODELS}
    assert said == '"published "'


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_signing_in_is_for_everyone(page, live_server, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)

    page.goto(live_server.url + reverse("admin:login"))

    assert page.inner_text("#site-name") == "Newsroom desk"
    assert problems(page) == []


def order(page, name, **fields):
    """Tick every row and carry out an action: by its button in the inbox, elsewhere by its name in a list."""
    page.check("#action-toggle")
    for field, value in fields.items():
        if field == "section":
            page.select_option("select[name=section]", label=value)
        else:
            page.fill(f".actions [name={field}]", value)
    if page.locator("select[name=action]").count():
        page.select_option("select[name=action]", name)
        page.click(".actions button[type=submit]")
    else:
        page.click(f"button[name=action][value={name}]")


def test_an_editors_first_day(page, desk, live_server, publisher):
    home = f"http://127.0.0.1:{publisher.server_port}"
    SectionFactory(name="Harbour")

    # A feed is added by its address; its articles come with it. From now on its pieces wait for an editor.
    desk("ingest_feed_add")
    page.fill("#id_url", f"{home}/feed.xml")
    page.click("[name=_look]")
    page.click("[name=_add]")
    assert "2 articles came with it" in page.inner_text(".messagelist")
    Article.objects.update(status=Article.Status.PENDING)
    piece, advert = Article.objects.order_by("pk")
    desk("index")
    assert "2 articles wait" in page.inner_text(".cards")

    # One is refused, and says why; the other is published and stands on the site.
    page.click("text=2 articles wait")
    page.check(f"[name=_selected_action][value='{advert.pk}']")
    page.fill(".actions [name=reason]", "An advertisement")
    page.click("[name=action][value=reject]")
    assert "1 rejected: An advertisement" in page.inner_text(".messagelist")
    page.click("text=SHOCK TIDE")
    page.click("[name=_publish]")
    assert "Published" in page.inner_text(".messagelist")
    page.click("text=View on site")
    assert page.inner_text("h1") == "SHOCK TIDE"
    assert page.goto(live_server.url + advert.get_absolute_url()).status in (404, 410)

    # A calmer headline; the publisher changes its own, and a refresh keeps ours beside theirs.
    desk("articles_article_change", piece.pk)
    page.fill("#id_edited_headline", "High water at noon")
    page.click(".submit-row [name=_continue]")
    publisher.headline = "SHOCK TIDE LATEST"
    desk("ingest_feed_change", Feed.objects.get().pk)
    page.click("[name=_fetch]")
    assert "0 new, 1 changed, 1 same" in page.inner_text(".messagelist")
    desk("articles_article_change", piece.pk)
    assert "SHOCK TIDE LATEST" in page.inner_text(".field-edited_headline")
    assert "SHOCK TIDE" in page.inner_text(".field-former_versions")
    piece.refresh_from_db()
    page.goto(live_server.url + piece.get_absolute_url())
    assert page.inner_text("h1") == "High water at noon"

    # Fetching from the list, moving to a section, and how often it was read.
    desk("ingest_feed_changelist")
    order(page, "fetch_now")
    assert "Ebb and Flow: 0 new, 0 changed" in page.inner_text(".messagelist")
    Visits.objects.bulk_create(Visits(article=piece, day=dt.date(2026, 3, day), count=2_000) for day in (1, 2))
    desk("articles_article_changelist")
    order(page, "move", section="Harbour")
    assert "2 moved to Harbour" in page.inner_text(".messagelist")
    row = page.locator("#result_list tr", has_text="High water at noon")
    assert row.locator(".field-section").inner_text() == "Harbour"
    assert int(row.locator(".field-visit_count").inner_text()) >= 4_000


def test_a_rejected_piece_does_not_come_back_with_the_next_fetch(page, desk, publisher):
    feed, _ = ledger.add_feed(SourceFactory(), f"http://127.0.0.1:{publisher.server_port}/f", now=timezone.now())
    desk("ingest_feed_change", feed.pk)
    page.click("[name=_fetch]")
    desk("articles_article_changelist")
    order(page, "reject", reason="Adverts")

    publisher.headline = "SHOCK AGAIN"
    desk("ingest_feed_change", feed.pk)
    page.click("[name=_fetch]")

    assert set(Article.objects.values_list("status", flat=True)) == {"rejected"}


@pytest.mark.parametrize(
    ("name", "slug"), [("نشرة نوران", "نشرة-نوران"), ("Küstenblick", "küstenblick"), ("Вечерний порт", "вечерний-порт")]
)
def test_a_source_gets_its_slug_in_its_own_script(page, desk, name, slug):
    desk("articles_source_add")

    page.fill("#id_name", name)
    page.press("#id_name", "Tab")

    assert page.input_value("#id_slug") == slug
