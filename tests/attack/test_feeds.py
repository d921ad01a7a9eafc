"""Every attack through every field of every kind of feed and of OPML, into every page, screen, feed out and table."""

import pytest
from django.core.management import call_command

from articles.models import Article
from ingest import opml, subscriptions
from tests.attack import browser, documents, judging, pages, site, vectors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3_000)]


def publish(server, listed, extent):
    """Ingest these attacks and publish what they became; return every answer, and the articles that were opened."""
    made = site.rows()
    entries = site.ingest(server, listed, extent.raw)
    best = site.publish()
    articles = pages.distinct(extent.articles)
    screens = pages.of_desk(made, articles[:: max(1, len(articles) // extent.screens)], extent.filters)
    return {**pages.of_readers(best, articles, extent.examples, extent.older), **screens}, entries


def test_attacks_in_any_field_of_any_feed_are_harmless_wherever_they_come_out(chromium, server, extent, tally):
    answers, _ = publish(server, vectors.honest(len(extent.vectors)), extent)
    honest = browser.look(chromium, answers, is_bound=False)
    call_command("flush", interactive=False, verbosity=0)
    server.answers.clear()

    answers, entries = publish(server, extent.vectors, extent)
    found = judging.judged(chromium, answers, honest, tally, extent.bound)
    found += judging.markup(chromium, pages.feeds_of(answers).values(), tally)

    assert "\n".join(found) == ""
    kinds = len(site.KINDS) + 1
    assert sum(entries.values()) >= kinds * len(extent.vectors)
    assert Article.objects.count() > len(extent.vectors)
    tally.update(vectors=len(extent.vectors), fields=documents.places())


def test_attacks_in_any_attribute_of_a_list_of_feeds_are_harmless_at_the_desk(chromium, extent, tally, client):
    listed = opml.read(documents.as_opml(extent.vectors))
    done = subscriptions.import_list(listed, site.now())
    made = site.rows()

    answers = {**pages.of_desk(made, [], 1), **pages.ask(client, ["/opml.xml", "/sources/", "/status/"])}
    found = judging.judged(chromium, answers, None, tally, extent.bound)

    assert "\n".join(found) == ""
    assert len(done.new) > len(extent.vectors) // 5
    tally.update(vectors=len(extent.vectors), fields=9)
