"""How long a source's articles are kept, as an editor sets it."""

import datetime as dt

import pytest
from django.forms import model_to_dict
from django.urls import reverse
from django.utils import timezone

from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db


def save(client, source, days):
    url = reverse("admin:articles_source_change", args=[source.pk])
    facts = {name: value for name, value in model_to_dict(source).items() if value not in (None, False)}
    return client.post(url, {**facts, "retention_days": days}, follow=True).content.decode()


@pytest.mark.parametrize(("days", "told"), [(36_501, "Give at most 36,500 days"), (-1, "greater than or equal to 0")])
def test_days_that_nobody_can_mean_are_refused_in_plain_words(admin_client, days, told):
    source = SourceFactory()

    page = save(admin_client, source, days)

    assert told in page
    source.refresh_from_db()
    assert source.retention_days is None


def test_an_editor_is_told_what_a_new_retention_will_cost(admin_client):
    source = SourceFactory()
    for days in (1, 40, 50):
        moment = timezone.now() - dt.timedelta(days=days)
        ArticleFactory(source=source, published_at=moment, first_seen_at=moment)

    page = save(admin_client, source, 30)

    assert "2 articles of this source are older than 30 days" in page
    source.refresh_from_db()
    assert source.retention_days == 30
    assert "are older than" not in save(admin_client, source, 30)
