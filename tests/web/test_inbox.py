"""The inbox: what it finds and filters, that an index answers all of it, and who may order what by its addresses."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import inbox
from articles.admin import paging, saved_filters
from articles.models import Article, BulkOrder, SavedFilter, SearchText, Section, Source
from articles.search import indexing
from articles.store import keep_picture
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db
LIST = "admin:articles_article_changelist"
FILTERS = (
    "",
    "status__exact=pending",
    "status__exact=published",
    "which=overdue",
    "which=scheduled",
    "which=expiring",
    "which=pinned",
    "which=suspect",
    "source={source}",
    "section__id__exact={section}",
    "language=de",
    "from=2026-03-13",
    "from=2026-03-13&to=2026-03-13",
    "picture=yes",
    "picture=no",
    "in_story=several",
    "in_story=alone",
    "in_story=none",
    "q=tide",
    "q=tide&status__exact=pending",
    'q="spring tide"',
    "q=https://harbour-gazette.example/tides/1",
)
THROUGH = re.compile(r"Seq Scan on articles_(article|searchtext|sighting|picture|story)\b")


def found(client, query):
    """Return the headlines of the list, in its order."""
    answer = client.get(f"{reverse(LIST)}?{query}")
    return [article.headline for article in answer.context["cl"].result_list]


# What it finds --------------------------------------------------------------------------------------------------------
def test_words_find_what_is_published_and_what_is_not_the_best_first(admin_client):
    ArticleFactory(headline="Harbour news", dek="A storm in the harbour.")
    ArticleFactory(headline="Storm over the harbour", status="pending", dek="")
    ArticleFactory(headline="Refused for its storms", status="rejected", dek="")
    ArticleFactory(headline="Calm")
    indexing.index_waiting(timezone.now())

    headlines = found(admin_client, "q=storm")

    assert set(headlines) == {"Harbour news", "Storm over the harbour", "Refused for its storms"}
    assert headlines[-1] == "Harbour news"


def test_what_was_changed_a_moment_ago_is_found_before_readers_search_knows_it(admin_client):
    moved = ArticleFactory(headline="Storm over the harbour")
    indexing.index_waiting(timezone.now())
    moved.section = SectionFactory()
    moved.save()

    assert SearchText.objects.get().state == "waiting"
    assert found(admin_client, "q=storm") == ["Storm over the harbour"]


def test_words_find_only_what_the_filter_keeps(admin_client):
    ArticleFactory(headline="Storm one", status="pending")
    ArticleFactory(headline="Storm two", status="rejected")
    ArticleFactory(headline="Storm three")
    indexing.index_waiting(timezone.now())

    assert found(admin_client, "q=storm&status__exact=rejected") == ["Storm two"]


def test_an_edited_headline_is_found_and_so_is_a_script_without_blanks(admin_client):
    ArticleFactory(headline="SHOCK", edited_headline="High water at noon", status="pending")
    ArticleFactory(headline="港の壁が崩れた", dek="", language="ja", status="pending")

    assert found(admin_client, "q=water") == ["SHOCK"]
    assert found(admin_client, "q=壁が") == ["港の壁が崩れた"]


def test_a_link_finds_its_article(admin_client):
    article = ArticleFactory(status="withdrawn")
    ArticleFactory()

    assert found(admin_client, f"q={article.url}") == [article.headline]


@pytest.mark.parametrize("words", ["'", '"', "(", ":*", "&", "!", "\\", "a'b", "-", "ﷺ", "\x01", "%", "the"])
def test_no_words_break_the_search(admin_client, words):
    ArticleFactory(status="pending")

    assert admin_client.get(reverse(LIST), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    ("which", "headline"),
    [("overdue", "Late"), ("scheduled", "Soon"), ("expiring", "Over"), ("pinned", "Pinned"), ("suspect", "Odd")],
)
def test_each_word_of_the_shelf_finds_what_it_says(admin_client, which, headline):
    now, day = timezone.now(), dt.timedelta(days=1)
    ArticleFactory(headline="Late", status="pending")
    ArticleFactory(headline="New", status="pending", first_seen_at=now)
    ArticleFactory(headline="Soon", visible_from=now + day)
    ArticleFactory(headline="Over", visible_until=now + day / 2)
    ArticleFactory(headline="Long", visible_until=now + 2 * day)
    tell(ArticleFactory(headline="Pinned"), pinned_until=now + day)
    tell(ArticleFactory(headline="Was pinned"), pinned_until=now - day)
    ArticleFactory(headline="Odd", date_suspect=True)

    assert found(admin_client, f"which={which}") == [headline]


def test_filters_keep_what_they_say(admin_client):
    lit = ArticleFactory(headline="Lit", language="de-AT", image_url="https://p.example/a.jpg", source__name="Ebb")
    keep_picture(lit.pk, lit.image_url, NOON, digest="ab" * 32, widths=[320], width=320, height=200, colour="#446688")
    dark = ArticleFactory(headline="Dark", source__name="Ebb and Flow")
    tell(ArticleFactory(headline="One"), ArticleFactory(headline="Two"))
    ArticleFactory(headline="Old", first_seen_at=NOON - dt.timedelta(days=9), published_at=NOON - dt.timedelta(days=9))

    assert found(admin_client, "language=de") == ["Lit"]
    assert found(admin_client, "picture=yes") == ["Lit"]
    assert "Lit" not in found(admin_client, "picture=no")
    assert found(admin_client, "source=Ebb") == ["Lit"]
    assert found(admin_client, "source=ebb a") == ["Dark"]
    assert found(admin_client, f"source={dark.source_id}") == ["Dark"]
    assert found(admin_client, "source=nobody") == []
    assert set(found(admin_client, "in_story=several")) == {"One", "Two"}
    assert found(admin_client, "to=2026-03-10") == ["Old"]
    assert found(admin_client, "from=rubbish&to=2026-99-99") == found(admin_client, "")


# What it costs --------------------------------------------------------------------------------------------------------
@pytest.fixture
def many():
    """Enough rows for Postgres to know one way from another."""
    sections, sources = SectionFactory.create_batch(5), SourceFactory.create_batch(20)
    statuses = ["published"] * 17 + ["pending", "rejected", "withdrawn"]
    languages = ["en"] * 19 + ["de"]
    built = [
        ArticleFactory.build(
            source=sources[n % 20], section=sections[n % 5], status=statuses[n // 7 % 20], language=languages[n // 3 % 20],
            body=None,
        )
        for n in range(1500)
    ]  # fmt: skip
    Article.objects.bulk_create(built)
    indexing.index_waiting(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plans_of(queries):
    """Return how Postgres would answer the queries that ask for articles."""
    with connection.cursor() as cursor:
        for sql in [one["sql"] for one in queries if "articles_article" in one["sql"]]:
            if sql.startswith(("SELECT", "WITH")):
                cursor.execute(f"EXPLAIN {sql}")
                yield "\n".join(row for (row,) in cursor.fetchall())


@pytest.mark.usefixtures("many")
def test_no_list_looks_through_all_articles(admin_client):
    known = {"section": Section.objects.first().pk, "source": Source.objects.first().name}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # Of so few Postgres would rather read all.
    admin_client.get(reverse(LIST))

    looked_through, asked = [], {}
    for query in [query.format(**known) for query in FILTERS]:
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(f"{reverse(LIST)}?{query}").status_code == 200
        plans = list(plans_of(queries))
        assert plans
        looked_through += [query for plan in plans if THROUGH.search(plan)]
        asked[query] = sum("SAVEPOINT" not in one["sql"] for one in queries)  # Those are the test's own.

    assert looked_through == []
    assert max(asked.values()) <= 15, asked


@pytest.mark.usefixtures("many")
def test_nobody_counts_or_pages_further_than_a_few_thousand(admin_client, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 120)

    with CaptureQueriesContext(connection) as queries:
        answer = admin_client.get(reverse(LIST), {"p": "3"})

    page = answer.content.decode()
    assert "more than 120 articles" in page
    assert "narrow the filter to choose all" in page
    assert all("LIMIT" in one["sql"] for one in queries if "COUNT(*)" in one["sql"])
    assert admin_client.get(reverse(LIST), {"p": "4"}).status_code == 302


def test_what_is_left_of_a_capped_list_cannot_be_ordered(admin_client, monkeypatch):
    monkeypatch.setattr("articles.bulk.MOST", 2)
    articles = ArticleFactory.create_batch(3, status="pending")
    data = {"action": "publish", "index": "0", "select_across": "1", "_selected_action": articles[0].pk}

    answer = admin_client.post(reverse(LIST), data, follow=True)

    assert "more than 2 match" in answer.content.decode()
    assert not Article.objects.filter(status="published").exists()


# Filters that editors keep --------------------------------------------------------------------------------------------
def test_a_filter_is_kept_without_its_page_and_under_its_own_name(admin_client, admin_user):
    url = reverse("admin:articles_article_filters")

    for query in ("?", "language=de&p=7&o=1&evil=<script>"):
        admin_client.post(url, {"name": "German", "query": query})
    answer = admin_client.get(f"{reverse(LIST)}?language=de&p=1")

    assert list(SavedFilter.objects.values_list("user", "name", "query")) == [(admin_user.pk, "German", "language=de")]
    assert [choice.name for choice in answer.context["choices"] if choice.is_chosen] == ["German"]


def test_nobody_forgets_what_another_keeps(admin_client):
    other = SavedFilter.objects.create(user=User.objects.create_user("other"), name="Mine", query="which=overdue")

    admin_client.post(reverse("admin:articles_article_filters"), {"forget": other.pk})

    assert SavedFilter.objects.exists()
    assert "Mine" not in admin_client.get(reverse(LIST)).content.decode()


def test_every_stock_filter_is_one_that_can_be_kept():
    assert [saved_filters.kept(query) for _, query in saved_filters.STOCK] == [
        query for _, query in saved_filters.STOCK
    ]


# Who may what ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def curator(client):
    """Somebody who may decide what readers see, and take nothing away, signed in."""
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "publish_article"]))
    client.force_login(user)
    return client


@pytest.fixture
def looker(client):
    """Somebody who may look, signed in."""
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(user)
    return client


def test_a_curator_decides_and_takes_nothing_away(curator):
    waiting, published = ArticleFactory(status="pending"), ArticleFactory()
    page = curator.get(reverse(LIST)).content.decode()

    for verb, article in (("publish", waiting), ("withdraw", published), ("remove", published)):
        data = {"action": verb, "index": "0", "reason": "Because", "_selected_action": article.pk}
        curator.post(reverse(LIST), data)

    assert set(Article.objects.values_list("status", flat=True)) == {"published"}
    assert not BulkOrder.objects.exists()
    assert 'value="publish"' in page
    assert 'value="withdraw"' not in page


@pytest.mark.parametrize("verb", ["publish", "reject", "move", "withdraw", "remove", "burn", ""])
def test_who_may_only_look_orders_nothing_by_key(looker, verb):
    article = ArticleFactory(status="pending")

    data = {"verb": verb, "article": article.pk, "reason": "Because", "section": article.section_id}
    answer = looker.post(reverse("admin:articles_article_order"), data)

    assert answer.status_code == 403
    assert Article.objects.get().status == "pending"
    assert "ask-reject" not in looker.get(reverse(LIST)).content.decode()
    assert looker.get(reverse("admin:articles_article_peek", args=[article.pk])).status_code == 200


def test_only_what_was_signed_is_taken_back(curator):
    article = ArticleFactory(status="pending")
    answer = curator.post(reverse("admin:articles_article_order"), {"verb": "publish", "article": article.pk}).json()
    url = reverse("admin:articles_article_undo")

    forged = curator.post(url, {"undo": answer["undo"][:-1] + "x"})
    assert forged.status_code == 409
    assert Article.objects.get().status == "published"
    undone = curator.post(url, {"undo": answer["undo"]})

    assert undone.json() == {"changed": 1}
    assert Article.objects.get().status == "pending"
    assert curator.post(url, {"undo": answer["undo"]}).status_code == 409


def test_what_one_ordered_another_does_not_take_back(curator, admin_client):
    article = ArticleFactory(status="pending")
    answer = curator.post(reverse("admin:articles_article_order"), {"verb": "publish", "article": article.pk}).json()

    tried = admin_client.post(reverse("admin:articles_article_undo"), {"undo": answer["undo"]})

    assert tried.status_code == 409
    assert Article.objects.get().status == "published"


def test_an_order_by_key_says_what_is_missing(curator):
    article = ArticleFactory(status="pending")

    answer = curator.post(reverse("admin:articles_article_order"), {"verb": "reject", "article": article.pk})

    assert answer.status_code == 409
    assert answer.json() == {"error": "Nothing done: say why first."}


def test_only_who_gave_an_order_begins_it(curator, admin_user):
    order = BulkOrder.objects.create(verb="publish", actor=admin_user, articles=[1], made_at=NOON)
    theirs = BulkOrder.objects.create(verb="remove", actor=admin_user, articles=[1], made_at=NOON, reason="Twice")
    url = "admin:articles_bulkorder_change"

    curator.post(reverse(url, args=[order.pk]), {"_begin": "1"})
    refused = curator.post(reverse(url, args=[theirs.pk]), {"_stop": "1"})

    assert refused.status_code == 403
    assert not BulkOrder.objects.exclude(begun_at=None, finished_at=None).exists()


def test_reasons_given_lately_come_first(admin_client):
    for number, reason in enumerate(("Twice", "Adverts", "Adverts")):
        article = ArticleFactory(status="pending", headline=f"Piece {number}")
        admin_client.post(
            reverse("admin:articles_article_order"), {"verb": "reject", "article": article.pk, "reason": reason}
        )

    assert inbox.reasons()[:2] == ["Adverts", "Twice"]
    assert len(inbox.reasons()) == 2 + len(inbox.STOCK_REASONS)


def test_a_look_into_an_article_shows_text_and_no_markup_of_its_publisher(admin_client):
    article = ArticleFactory(
        headline="<script>alert(1)</script>", dek="<b>bold</b>", body__html="<p>The water <em>stood</em> there.</p>"
    )

    page = admin_client.get(reverse("admin:articles_article_peek", args=[article.pk])).content.decode()

    assert "The water stood there." in page
    assert "<b>bold</b>" not in page
    assert "<script>" not in page


def test_search_texts_stay_what_readers_may_find():
    ArticleFactory(status="pending")
    indexing.index_waiting(timezone.now())

    assert set(SearchText.objects.values_list("state", flat=True)) == {"hidden"}
