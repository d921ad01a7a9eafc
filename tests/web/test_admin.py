import datetime as dt
import http.server
import runpy
import threading
import time
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import corrections, takedowns
from articles.admin.grants import in_words
from articles.digest import sha256
from articles.models import Article, Editor, Tombstone, Visits
from articles.models.mirrored import file_name
from articles.rights import Grant
from articles.store import keep_picture
from ingest import ledger
from ingest.admin.feed_orders import FETCHED_AT_ONCE
from ingest.models import Feed, Fetch, Notice, Run, Subscription
from tests.factories import ArticleFactory, EditorFactory, SectionFactory, SightingFactory, SourceFactory

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ebb and Flow</title><link>https://ebb.example/</link><description>Tides</description>
<item><title>Spring tide</title><link>https://ebb.example/1</link><guid>1</guid><description>High.</description></item>
<item><title>Neap tide</title><link>https://ebb.example/2</link><guid>2</guid><description>Low.</description></item>
</channel></rss>"""
PAGE = (
    b'<!doctype html><title>Ebb</title><link rel="alternate" type="application/rss+xml" href="/feed.xml" title="All">'
)

LISTS = [
    "articles_article", "articles_source", "articles_section", "articles_editor", "articles_tombstone",
    "articles_correction", "articles_deskevent", "articles_takedown", "ingest_feed",
    "ingest_fetch", "ingest_notice", "ingest_host", "ingest_run", "ingest_subscription", "auth_user", "auth_group",
]  # fmt: skip


class Publisher(http.server.BaseHTTPRequestHandler):
    """A site with one feed, and one address that never answers."""

    def do_GET(self):
        if self.path == "/hangs":
            self.server.over.wait(60)
            return
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
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    yield f"http://127.0.0.1:{server.server_port}"
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def act(client, name, rows, **more):
    data = {"action": name, "_selected_action": [row.pk for row in rows], **more}
    model = rows[0]._meta
    return client.post(reverse(f"admin:{model.app_label}_{model.model_name}_changelist"), data, follow=True)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens(admin_client, name):
    ArticleFactory()

    assert admin_client.get(reverse(f"admin:{name}_changelist")).status_code == 200


def fill(rows):
    """Store that many of everything that has a list."""
    for _ in range(rows):
        article = ArticleFactory()
        SightingFactory(article=article)
        EditorFactory()
        feed, _ = ledger.add_feed(article.source, f"{article.source.home_url}feed", now=timezone.now())
        Fetch.objects.create(
            feed=feed, started_at=timezone.now(), outcome="ok", next_at=timezone.now(), next_why="a test"
        )
        ledger.notice(Notice.Kind.GAP, "Entries were missed.", timezone.now(), feed.pk)
        Run.objects.create(began_at=timezone.now(), seconds=1, feeds=1, ok=1, not_modified=0, failed=0)
        Subscription.objects.create(
            feed=feed, hub_url=feed.url, topic_url=feed.url, token=str(feed.pk), secret="s", asked_at=timezone.now()
        )
        Tombstone.objects.create(
            source=article.source, digest=sha256(article.url), headline="Gone", reason="Twice", made_at=timezone.now()
        )
        corrections.correct(article, Editor.objects.latest("pk"), "It was four.")
        said = {"name": "A port", "email": "a@port.example", "urls": "/x/", "right": "error", "statement": "No."}
        takedowns.receive(said, timezone.now())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_the_same_queries_for_3_rows_and_for_30(admin_client, name):
    url = reverse(f"admin:{name}_changelist")
    admin_client.get(url)
    fill(3)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(url)

    fill(27)
    with CaptureQueriesContext(connection) as many:
        admin_client.get(url)

    # The boxes of list_editable are one query each in Django itself; sections are few.
    assert name == "articles_section" or len(many) == len(few) <= 9


def test_a_page_of_the_articles_is_read_from_the_index(admin_client):
    source = SourceFactory()
    built = ArticleFactory.build_batch(2000, source=source, section=source.section, body=None)
    Article.objects.bulk_create(built)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")

    with CaptureQueriesContext(connection) as queries:
        admin_client.get(reverse("admin:articles_article_changelist"))

    (page,) = [query["sql"] for query in queries if "visits_total" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + page)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using article_desk" in plan
    assert "Sort Key: articles_article" not in plan


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


def test_fetch_now_fetches_while_the_editor_waits(admin_client, publisher):
    feed, _ = ledger.add_feed(SourceFactory(), f"{publisher}/feed.xml", now=timezone.now())

    answer = act(admin_client, "fetch_now", [feed])

    assert "2 new" in answer.content.decode()
    attempts = admin_client.get(reverse("admin:ingest_feed_change", args=[feed.pk])).content.decode()
    assert Feed.objects.get().next_why in attempts


def test_feeds_pause_and_resume(admin_client):
    feed, _ = ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())

    act(admin_client, "pause", [feed], reason="Too loud")
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


# Orders ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def looker(client):
    """Somebody of the desk who may look at everything and change nothing, signed in."""
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("order", ["publish", "reject", "withdraw", "move", "delete_selected"])
def test_who_may_only_look_cannot_order_anything_of_articles(looker, order):
    article = ArticleFactory(status=Article.Status.PENDING)
    elsewhere = SectionFactory(name="Harbour")

    page = looker.get(reverse("admin:articles_article_changelist")).content.decode()
    act(looker, order, [article], reason="Because", section=elsewhere.pk, post="yes")
    form = looker.post(reverse("admin:articles_article_change", args=[article.pk]), {"_publish": "1"})

    before = article.section
    article.refresh_from_db()
    assert (article.status, article.section) == ("pending", before)
    assert f'value="{order}"' not in page
    assert form.status_code == 403


@pytest.mark.parametrize("order", ["fetch_now", "pause", "resume"])
def test_who_may_only_look_cannot_order_anything_of_feeds(looker, publisher, order):
    feed, _ = ledger.add_feed(SourceFactory(), f"{publisher}/feed.xml", now=timezone.now())
    url = reverse("admin:ingest_feed_change", args=[feed.pk])

    act(looker, order, [feed])
    form = looker.post(url, {"_fetch": "Fetch now"})

    assert form.status_code == 403
    assert not Fetch.objects.exists()
    assert Feed.objects.get().state == "active"
    assert "_fetch" not in looker.get(url).content.decode()


def test_buttons_that_decide_are_shown_to_those_who_may(admin_client, looker, client):
    article = ArticleFactory(status=Article.Status.PENDING)
    url = reverse("admin:articles_article_change", args=[article.pk])

    assert "_publish" not in looker.get(url).content.decode()
    looker.force_login(User.objects.get(username="admin"))
    assert "_publish" in looker.get(url).content.decode()


def test_who_publishes_without_a_profile_is_told_how_to_get_one(looker):
    user = User.objects.get(username="looker")
    user.user_permissions.add(Permission.objects.get(codename="publish_article"))

    answer = act(looker, "publish", [ArticleFactory(status=Article.Status.PENDING)])

    url = reverse("admin:profile")
    assert f'<a href="{url}">Make yours</a>' in answer.content.decode()
    assert looker.get(url).status_code == 200


def test_an_order_for_all_that_wait_reaches_each_and_leaves_a_line_in_its_history(admin_client, admin_user):
    waiting = [ArticleFactory(status=Article.Status.PENDING) for _ in range(3)]

    url = reverse("admin:articles_article_changelist") + "?status__exact=pending"
    admin_client.post(url, {"action": "reject", "_selected_action": [a.pk for a in waiting], "reason": "Adverts"})

    assert set(Article.objects.values_list("status", flat=True)) == {"rejected"}
    lines = LogEntry.objects.filter(user=admin_user).values_list("object_id", "change_message")
    assert set(lines) == {(str(article.pk), "Rejected: Adverts") for article in waiting}


def test_a_published_article_is_withdrawn_by_its_button(admin_client, client):
    article = ArticleFactory()
    url = reverse("admin:articles_article_change", args=[article.pk])
    fields = {"edited_headline": "", "edited_dek": "", "section": article.section_id, "status_reason": "Wrong"}

    admin_client.post(url, {**fields, "_withdraw": "Withdraw"})

    assert client.get(article.get_absolute_url()).status_code == 410


# What the desk shows --------------------------------------------------------------------------------------------------
def test_the_desk_bears_the_name_of_the_site_and_counts_what_waits(admin_client):
    ArticleFactory(status=Article.Status.PENDING)
    ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())
    Feed.objects.update(failures=3, last_error="503")

    page = admin_client.get(reverse("admin:index")).content.decode()

    assert "Newsroom desk" in page
    assert "<b>1</b> article waits" in page
    assert "<b>1</b> feed fails" in page
    assert page.index("/articles/article/") < page.index("/articles/source/") < page.index("/auth/user/")


def test_the_desk_counts_nothing_for_those_who_may_not_look(client):
    client.force_login(User.objects.create_user("new", is_staff=True))

    page = client.get(reverse("admin:index")).content.decode()

    assert "articles wait" not in page
    assert "feeds fail" not in page


def test_what_waits_comes_first(admin_client):
    ArticleFactory(headline="Out already")
    ArticleFactory(headline="Waiting still", status=Article.Status.PENDING)

    page = admin_client.get(reverse("admin:articles_article_changelist")).content.decode()

    assert page.index("Waiting still") < page.index("Out already")


def test_feeds_that_fail_come_first_with_their_error(admin_client):
    for name, failures in (("Fine", 0), ("Broken", 2)):
        feed, _ = ledger.add_feed(SourceFactory(name=name), f"https://{name}.example/feed", name, now=timezone.now())
        error = "The server said 503" if failures else ""
        Feed.objects.filter(pk=feed.pk).update(failures=failures, last_error=error, last_attempt_at=timezone.now())
    url = reverse("admin:ingest_feed_changelist")

    page = admin_client.get(url).content.decode()
    only = admin_client.get(url + "?condition=failing").content.decode()

    assert page.index(">Broken<") < page.index(">Fine<")
    assert "Failing (2 in a row)" in page
    assert "The server said 503" in page
    assert ">Fine<" not in only.partition("result_list")[2].partition("</table>")[0]


def test_the_next_poll_is_told_as_people_say_it(admin_client):
    ledger.add_feed(SourceFactory(), "https://ebb.example/feed", now=timezone.now())
    Feed.objects.update(next_at=timezone.now() + dt.timedelta(minutes=12, seconds=30), next_why="every 30 minutes")

    page = admin_client.get(reverse("admin:ingest_feed_changelist")).content.decode()

    assert "12\xa0minutes from now" in page
    assert "every 30 minutes" in page


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn"])
def test_the_way_to_the_site_is_shown_only_where_there_is_a_page(admin_client, status):
    public, hidden = ArticleFactory(), ArticleFactory(status=status)

    pages = [
        admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
        for article in (public, hidden)
    ]

    assert f'href="{public.get_absolute_url()}"' in pages[0]
    assert hidden.get_absolute_url() not in pages[1]


def test_the_received_text_is_shown_in_paragraphs_without_its_markup(admin_client):
    article = ArticleFactory(body__html="<h2>Tides</h2><p>One &amp; <b>two</b>.</p><ul><li>Three</li></ul>")

    page = admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    for paragraph in ("Tides", "One &amp; two.", "Three"):
        assert f'<p dir="auto">{paragraph}</p>' in page


def test_an_article_without_a_body_has_a_form(admin_client):
    article = ArticleFactory(body=None)

    assert (
        "no full text" in admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )


def test_the_publishers_picture_is_an_address_and_ours_is_a_picture(admin_client):
    article = ArticleFactory(image_url="https://elsewhere.example/lead.jpg", image_credit="Photo: The Gazette")

    page = admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    assert "https://elsewhere.example/lead.jpg" in page
    assert 'src="https://elsewhere.example' not in page
    assert "Photo: The Gazette" in page
    assert "granted no pictures" in page


def test_our_copy_of_the_picture_is_shown_on_the_desk_before_readers_may_see_it(
    admin_client, looker, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    article = ArticleFactory(status=Article.Status.PENDING, image_url="https://elsewhere.example/lead.jpg")
    keep_picture(
        article.pk, article.image_url, timezone.now(),
        digest="ab" * 32, widths=[320, 640], width=640, height=426, colour="#446688",
    )  # fmt: skip
    default_storage.save(file_name("ab" * 32, 640), ContentFile(b"RIFF"))
    url = reverse("admin:articles_article_picture", args=[article.pk])

    form = admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    seen = looker.get(url)
    looker.force_login(User.objects.create_user("nobody", is_staff=True))

    assert f'src="{url}"' in form
    assert b"".join(seen.streaming_content) == b"RIFF"
    assert looker.get(url).status_code == 403
    looker.logout()
    assert looker.get(url).status_code == 302


def test_rights_are_told_in_words():
    grant = Grant(mode="full", images=True, licence_name="CC BY 4.0", until=dt.date(2027, 3, 1))

    assert in_words(grant) == "Full text, CC BY 4.0, pictures, until 1 Mar 2027"
    assert in_words(Grant(words=40)) == "Excerpt of 40 words, no pictures"
    assert in_words(Grant(mode="headline", index=True, ai_reserved=False)) == (
        "Headline only, no pictures, search engines, text and data mining"
    )


def test_an_expired_grant_is_shown_as_what_is_left_of_it(admin_client):
    SourceFactory(full=True, rights_until=dt.date(2020, 1, 1))

    page = admin_client.get(reverse("admin:articles_source_changelist")).content.decode()

    assert "Excerpt of 60 words, no pictures " in page
    assert "The grant has expired" in page


# Fetching -------------------------------------------------------------------------------------------------------------
def test_a_feed_is_fetched_from_its_form(admin_client, publisher):
    feed, _ = ledger.add_feed(SourceFactory(), f"{publisher}/feed.xml", "Ebb", now=timezone.now())

    url = reverse("admin:ingest_feed_change", args=[feed.pk])
    answer = admin_client.post(url, {"_fetch": "Fetch now"}, follow=True)

    assert "Ebb: 2 new, 0 changed, 0 same, 0 dropped." in answer.content.decode()


def test_a_feed_that_hangs_keeps_the_editor_no_longer_than_the_limits(admin_client, publisher, settings):
    settings.LIMITS = replace(settings.LIMITS, read_seconds=1.0, total_seconds=1.5)
    feed, _ = ledger.add_feed(SourceFactory(), f"{publisher}/hangs", "Slow", now=timezone.now())

    began = time.monotonic()
    answer = act(admin_client, "fetch_now", [feed])

    assert time.monotonic() - began < 10
    assert "Slow: could not be fetched." in answer.content.decode()
    assert "it is tried again by itself" in answer.content.decode()


def test_more_feeds_than_an_editor_waits_for_are_made_due(admin_client, publisher):
    feeds = [
        ledger.add_feed(SourceFactory(), f"{publisher}/feed.xml?{n}", now=timezone.now())[0]
        for n in range(FETCHED_AT_ONCE + 1)
    ]

    answer = act(admin_client, "fetch_now", feeds)

    assert "6 feeds due now" in answer.content.decode()
    assert not Fetch.objects.exists()


def test_gunicorn_waits_longer_than_an_editor_ever_does(settings):
    waits = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))["timeout"]

    fetching = settings.LIMITS.total_seconds + FETCHED_AT_ONCE * settings.LIMITS.parse_seconds
    adding = 2 * (settings.LIMITS.total_seconds + settings.LIMITS.parse_seconds)
    assert waits > max(fetching, adding)
