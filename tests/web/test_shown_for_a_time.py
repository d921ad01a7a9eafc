"""When an article is shown: from its time on and until its end, by itself, and not a moment longer anywhere once it is withdrawn."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone

from articles import context, edition, standing
from articles.models import Article, Story
from articles.search import indexing
from articles.stories import tallying
from articles.views import card_memory
from tests.factories import ArticleFactory, EditorFactory, SourceFactory
from tests.stories import story_of

HEADLINE = "Quay road under water"
SOON = dt.timedelta(seconds=1.2)


def everywhere(article, story):
    """Return every address at which readers and machines find the article, by what it is."""
    return {
        "front": "/",
        "latest": "/latest/",
        "section": f"/section/{article.section.slug}/latest/",
        "source": f"/source/{article.source.slug}/",
        "tag": "/tag/tides/latest/",
        "story": story.get_absolute_url(),
        "search": "/search/?q=quay",
        "rss": "/latest/feed.rss",
        "atom": "/latest/feed.atom",
        "json": "/latest/feed.json",
        "front's feed": "/feed.atom",
        "source's feed": f"/source/{article.source.slug}/feed.rss",
        "sitemap": "/sitemap.xml",
        "news sitemap": "/news-sitemap.xml",
        "article": article.get_absolute_url(),
        "history": f"{article.get_absolute_url()}history/",
    }


def told_in(client, article, addresses):
    """Return at which of these addresses the article is told of, by its headline or its own address."""
    marks = (article.headline, article.get_absolute_url(), f"article/{article.pk}<")
    return {
        name for name, path in addresses.items() if any(mark in client.get(path).content.decode() for mark in marks)
    }


@pytest.fixture
def report(db):
    """Return a report of a story that another publisher reports too, and the story; both have been found and dealt."""
    now = timezone.now()
    source = SourceFactory(full=True, name="Ebb and Flow", index_allowed=True)
    report = ArticleFactory(
        source=source, headline=HEADLINE, tags=["Tides"], published_at=now - dt.timedelta(minutes=9), first_seen_at=now
    )
    other = ArticleFactory(headline="Harbour closed", published_at=now - dt.timedelta(minutes=5), first_seen_at=now)
    story = story_of(report, other)
    tallying.tally([story.pk], now)
    indexing.index_waiting(now)
    return report, Story.objects.get()


@pytest.mark.parametrize("legal", [False, True])
def test_what_is_withdrawn_is_gone_from_every_output_and_cache_at_once(client, report, legal):
    article, story = report
    addresses = everywhere(article, story)
    told = told_in(client, article, addresses)

    standing.withdraw(Article.objects.filter(pk=article.pk), "It was wrong.", legal=legal)

    assert told == set(addresses), "every page has it, and every page is kept"
    assert told_in(client, article, addresses) == set()
    assert client.get(article.get_absolute_url()).status_code == (451 if legal else 410)
    assert client.get(addresses["history"]).status_code == (451 if legal else 410)


def test_the_outputs_are_emptied_by_the_transaction_of_the_order_and_not_before(report):
    article, _ = report
    before = edition.read()

    standing.withdraw(Article.objects.filter(pk=article.pk), "It was wrong.")

    assert edition.read().number > before.number
    with connection.cursor() as cursor:
        cursor.execute("SELECT texts FROM articles_searchtext WHERE article_id = %s", [article.pk])
        assert cursor.fetchone() == ([],)


# By itself ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_is_scheduled_comes_by_itself_to_pages_that_are_kept(client):
    now = timezone.now()
    article = ArticleFactory(
        status="pending", headline=HEADLINE, published_at=now - dt.timedelta(minutes=5), first_seen_at=now
    )
    other = ArticleFactory(source=article.source, published_at=now - dt.timedelta(minutes=9), first_seen_at=now)
    editor = EditorFactory()
    standing.schedule(Article.objects.filter(pk=article.pk), now + SOON, editor, editor.user, now)
    paths = ("/latest/", f"/source/{article.source.slug}/", other.get_absolute_url())

    before = [HEADLINE in client.get(path).content.decode() for path in paths]
    absent = client.get(article.get_absolute_url()).status_code
    time.sleep(1.3)
    after = [HEADLINE in client.get(path).content.decode() for path in paths]

    assert (before, absent) == ([False] * 3, 404)
    assert (after, client.get(article.get_absolute_url()).status_code) == ([True] * 3, 200)


@pytest.mark.django_db(transaction=True)
def test_what_is_over_goes_by_itself_from_pages_that_are_kept(client):
    now = timezone.now()
    article = ArticleFactory(headline=HEADLINE, published_at=now - dt.timedelta(minutes=5), first_seen_at=now)
    other = ArticleFactory(source=article.source, published_at=now - dt.timedelta(minutes=9), first_seen_at=now)
    story = story_of(other, article)
    tallying.tally([story.pk], now)
    standing.expire(Article.objects.filter(pk=article.pk), now + SOON, None, now)
    paths = ("/latest/", f"/source/{article.source.slug}/", other.get_absolute_url(), story.get_absolute_url())

    before = [HEADLINE in client.get(path).content.decode() for path in (*paths, article.get_absolute_url())]
    time.sleep(1.3)
    after = [HEADLINE in client.get(path).content.decode() for path in paths]

    assert (before, after) == ([True] * 5, [False] * 4)
    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_name_of_a_publisher_whose_report_is_over_leaves_the_card_of_its_story(client):
    now = timezone.now()
    reports = [
        ArticleFactory(source=SourceFactory(name=name, family=name), published_at=now, first_seen_at=now)
        for name in ("Ebb and Flow", "The Slack Water")
    ]
    story = story_of(*reports)
    Article.objects.filter(pk=reports[1].pk).update(visible_until=now + SOON)
    tallying.tally([story.pk], now)

    before = card_memory.cards_of([story.pk], context.frame())[0].names
    time.sleep(1.3)
    after = card_memory.cards_of([story.pk], context.frame())[0].names

    assert set(before) == {"Ebb and Flow", "The Slack Water"}
    assert set(after) == {"Ebb and Flow"}


def test_a_page_that_is_kept_costs_the_one_query_of_the_edition_with_times_in_the_database_too(
    client, django_assert_num_queries, db
):
    article = ArticleFactory(visible_until=timezone.now() + dt.timedelta(hours=1))
    client.get(article.get_absolute_url())

    with django_assert_num_queries(1):
        client.get(article.get_absolute_url())


def test_when_anything_came_or_went_last_is_found_by_index(db):
    source = SourceFactory()
    hour = dt.timedelta(hours=1)
    now = timezone.now()
    rows = ArticleFactory.build_batch(2000, source=source, section=source.section, body=None)
    for number, row in enumerate(rows):
        row.visible_from = now - hour * number if number % 3 == 0 else None
        row.visible_until = now + hour * number if number % 5 == 0 and number else None
    Article.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
        cursor.execute("EXPLAIN " + edition.NUMBER)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "article_begins" in plan
    assert "article_ends" in plan
    assert "Seq Scan on articles_article" not in plan
