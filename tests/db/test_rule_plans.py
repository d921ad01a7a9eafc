"""What a rule is tried on, and what a sweep looks at, is found by index, however many articles there are."""

import datetime as dt

import pytest
from django.db import connection

from articles import rehearsal
from articles.models import Article
from tests.factories import NOON, RuleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """Store some thousands of articles of ten sources in ten sections; return one of each."""
    pairs = [(SourceFactory(), SectionFactory()) for _ in range(10)]
    Article.objects.bulk_create(
        Article(
            source=pairs[number % 10][0],
            section=pairs[number % 10][1],
            headline=f"Tide {number}",
            published_at=NOON - dt.timedelta(minutes=number),
            first_seen_at=NOON,
            fingerprint=b"x",
        )
        for number in range(6_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    return pairs[0]


@pytest.mark.parametrize("scope", ["site", "source", "section"])
def test_no_rule_reads_all_articles(many, scope):
    facts = {"site": {}, "source": {"source": many[0]}, "section": {"section": many[1]}}[scope]
    rule = RuleFactory(**facts).as_value

    articles = rehearsal.candidates(rule).filter(pk__lt=10**9).order_by("-pk")
    plan = articles[: rehearsal.LAST].explain()

    assert "Seq Scan on articles_article" not in plan
