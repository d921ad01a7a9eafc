import http.server
import threading
from ipaddress import ip_network

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Editor, Tombstone, Visits
from ingest import ledger
from ingest.models import Feed, Fetch
from tests.factories import ArticleFactory, EditorFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ebb and Flow</title><link>https://ebb.example/</link><description>Tides</description>
<item><title>Spring tide</title><link>https://ebb.example/1</link><guid>1</guid><description>High.</description></item>
<item><title>Neap tide</title><link>https://ebb.example/2</link><guid>2</guid><description>Low.</description></item>
</channel></rss>"""
PAGE = (
    b'<!doctype html><title>Ebb</title><link rel="alternate" type="application/rss+xml" href="/feed.xml" title="All">'
)


class Publisher(http.server.BaseHTTPRequestHandler):
    """A site with one feed."""

    def do_GET(self):
        found = {"/feed.xml": ("application/rss+xml", FEED), "/": ("text/html", PAGE)}.get(self.path)
        self.send_response(200 if found else 404)
        kind, body = found or ("text/plain", b"nothing here")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher(settings):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def act(client, name, rows, **more):
    data = {"action": name, "_selected_action": [row.pk for row in rows], **more}
    model = rows[0]._meta
    return client.post(reverse(f"admin:{model.app_label}_{model.model_name}_changelist"), data, follow=True)


@pytest.mark.parametrize(
    "name",
    ["articles_article", "articles_source", "articles_section", "articles_editor", "articles_tombstone",
     "ingest_feed", "ingest_fetch", "auth_user", "auth_group"],
)  # fmt: skip
def test_every_list_opens(admin_client, name):
    ArticleFactory()

    assert admin_client.get(reverse(f"admin:{name}_changelist")).status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_of_articles_needs_the_same_queries_for_any_number(admin_client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        ArticleFactory()

    with django_assert_max_num_queries(12):
        admin_client.get(reverse("admin:articles_article_changelist"))


def test_publishing_names_the_editor_who_did_it(admin_client, admin_user):
    editor = EditorFactory(user=admin_user)
    waiting = ArticleFactory(status=Article.Status.PENDING)

    act(admin_client, "publish", [waiting])

    waiting.refresh_from_db()
    assert (waiting.status, waiting.curator) == ("published", editor)


def test_publishing_without_a_profile_names_nobody(admin_client):
    waiting = ArticleFactory(status=Article.Status.PENDING)

    act(admin_client, "publish", [waiting])

    waiting.refresh_from_db()
    assert (waiting.status, waiting.curator) == ("published", None)
    assert not Editor.objects.exists()


def test_rejecting_needs_a_reason(admin_client):
    article = ArticleFactory()

    act(admin_client, "reject", [article])
    article.refresh_from_db()
    assert article.status == "published"

    act(admin_client, "reject", [article], reason="An advertisement.")
    article.refresh_from_db()
    assert (article.status, article.status_reason) == ("rejected", "An advertisement.")


def test_articles_move_to_the_section_chosen_beside_the_action(admin_client):
    article, section = ArticleFactory(), SectionFactory(name="Harbour")

    act(admin_client, "move", [article], section=section.pk)

    article.refresh_from_db()
    assert article.section == section


def test_an_edited_headline_is_what_readers_see(admin_client):
    article = ArticleFactory(headline="SHOCK")
    url = reverse("admin:articles_article_change", args=[article.pk])

    answer = admin_client.post(
        url, {"edited_headline": "Calm", "edited_dek": "", "section": article.section_id, "status_reason": ""}
    )

    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.display_headline) == ("SHOCK", "Calm")


def test_the_form_publishes_and_rejects_by_its_buttons(admin_client):
    article = ArticleFactory(status=Article.Status.PENDING)
    url = reverse("admin:articles_article_change", args=[article.pk])
    fields = {"edited_headline": "", "edited_dek": "", "section": article.section_id}

    admin_client.post(url, {**fields, "status_reason": "", "_publish": "Save and publish"})
    article.refresh_from_db()
    assert article.status == "published"

    admin_client.post(url, {**fields, "status_reason": "Twice", "_reject": "Save and reject"})
    article.refresh_from_db()
    assert article.status == "rejected"


def test_deleting_an_article_leaves_a_tombstone(admin_client):
    article = ArticleFactory()
    article.keys.create(source=article.source, digest=b"k" * 32)

    admin_client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})

    assert not Article.objects.exists()
    assert Tombstone.objects.get().headline == article.headline


def test_visits_stand_in_the_list(admin_client):
    article = ArticleFactory()
    for day, count in (("2026-03-14", 4000), ("2026-03-15", 711)):
        Visits.objects.create(article=article, day=day, count=count)

    assert "4711" in admin_client.get(reverse("admin:articles_article_changelist")).content.decode()


def test_hostile_headlines_are_text_in_the_admin(admin_client):
    article = ArticleFactory(headline="<script>alert(1)</script>", edited_headline="")

    for url in (
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_change", args=[article.pk]),
    ):
        assert "<script>alert(1)" not in admin_client.get(url).content.decode()


def test_a_feed_is_added_by_its_url_and_its_articles_come_with_it(admin_client, publisher):
    answer = admin_client.post(reverse("admin:ingest_feed_add"), {"url": f"{publisher}/feed.xml"}, follow=True)

    feed = Feed.objects.get()
    assert (feed.source.name, feed.url) == ("Ebb and Flow", f"{publisher}/feed.xml")
    assert Article.objects.count() == 2
    assert "2 articles came with it" in answer.content.decode()


def test_a_feed_is_added_by_the_url_of_its_site(admin_client, publisher):
    admin_client.post(reverse("admin:ingest_feed_add"), {"url": f"{publisher}/"})

    assert Feed.objects.get().url == f"{publisher}/feed.xml"


def test_a_url_without_a_feed_says_why(admin_client, publisher):
    answer = admin_client.post(reverse("admin:ingest_feed_add"), {"url": f"{publisher}/nothing"})

    assert answer.status_code == 200
    assert "404" in answer.content.decode()
    assert not Feed.objects.exists()


def test_fetch_now_fetches_while_the_editor_waits(admin_client, publisher):
    feed, _ = ledger.add_feed(SourceFactory(), f"{publisher}/feed.xml", now=timezone.now())

    answer = act(admin_client, "fetch_now", [feed])

    assert "2 new" in answer.content.decode()
    attempts = admin_client.get(reverse("admin:ingest_feed_change", args=[feed.pk])).content.decode()
    assert "every 30 minutes" in attempts


def test_feeds_pause_and_resume(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())

    act(admin_client, "pause", [feed])
    assert not ledger.due(timezone.now()).exists()

    act(admin_client, "resume", [feed])
    assert ledger.due(timezone.now()).exists()


def test_the_ledger_cannot_be_written_by_hand(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())
    row = Fetch.objects.create(
        feed=feed, started_at=timezone.now(), outcome="ok", next_at=timezone.now(), next_why="a test"
    )

    for view in ("change", "delete"):
        url = reverse(f"admin:ingest_fetch_{view}", args=[row.pk])
        assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:ingest_fetch_add")).status_code == 403
    assert Fetch.objects.count() == 1


def test_a_feed_and_its_ledger_can_be_deleted_together(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())
    Fetch.objects.create(feed=feed, started_at=timezone.now(), outcome="ok", next_at=timezone.now(), next_why="a test")

    admin_client.post(reverse("admin:ingest_feed_delete", args=[feed.pk]), {"post": "yes"})

    assert not Feed.objects.exists()
    assert not Fetch.objects.exists()
