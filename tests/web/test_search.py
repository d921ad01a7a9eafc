"""The search page, its feed, and what it answers to whatever is asked."""

import datetime as dt
from urllib.parse import urlencode

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from articles.models import Source
from articles.search import indexing, vocabulary
from tests.factories import ArticleFactory, SectionFactory, SourceFactory

MOST_QUERIES = 8
MOST_BYTES = 60_000

pytestmark = pytest.mark.django_db


def ask(client, **asked):
    """Ask the page, after everything that waits was filled in."""
    indexing.index_waiting(timezone.now())
    return client.get("/search/", {name.rstrip("_"): value for name, value in asked.items()})


def text(response):
    return response.content.decode()


def test_a_result_shows_where_the_words_stand(client):
    article = ArticleFactory(headline="The quay <b>road</b> is closed", dek="Walkers take the upper quay path.")

    page = text(ask(client, q="quays"))

    assert f'<a href="{article.get_absolute_url()}">The <mark>quay</mark> &lt;b&gt;road&lt;/b&gt; is closed</a>' in page
    assert "upper <mark>quay</mark> path" in page
    assert "1 result" in page
    assert '<meta name="robots" content="noindex, follow">' in page
