"""What an editor writes over what the publisher sent, and on which shelf it stands: one article, one order.

A feed never overwrites it (``articles/store.py``); what the publisher sends is kept beside it (``articles/freeze.py``).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles import audit, freeze
from articles.models import Article, Section
from articles.standing import Order
from articles.stories import locking, tallying
from articles.tags import tag_slugs

COLUMNS = (*freeze.FIELDS, "section", "status_reason")
"""What this order may write."""


@transaction.atomic
def edit(article: Article, columns: Mapping[str, Any], order: Order, now: datetime) -> Article:
    """Write ``columns``, of ``COLUMNS``, into an article and return it as it is then; its story is counted anew.

    Nothing else of the row is touched, so that what a feed brings at the same moment stays. What is as it was leaves no line.
    """
    if unknown := columns.keys() - set(COLUMNS):
        raise ValueError(f"No editor writes {', '.join(sorted(unknown))}.")
    locking.hold()
    found = Article.objects.select_for_update(of=("self",)).select_related("section", "source").get(pk=article.pk)
    before = {name: getattr(found, name) for name in columns}
    if before == dict(columns):
        return found
    found.frozen = freeze.noted(found, columns, now)
    for name, value in columns.items():
        setattr(found, name, value)
    found.tag_slugs = tag_slugs(found.display_tags)
    found.save(update_fields=[*columns, "frozen", "tag_slugs"])
    tallying.tally(tallying.of_articles([found.pk]), now)
    audit.record(order.verb, [audit.Change(found, before, columns)], actor=order.actor, reason=order.reason, now=now)
    return found


def take_publishers(article: Article, name: str, actor: User | None, now: datetime) -> Article:
    """Show the publisher's again in one of ``freeze.FIELDS`` and follow it, or put it back on the shelf where its feed had put it."""
    free = {**freeze.FREE, "section": Section.objects.filter(pk=freeze.shelf_before(article).theirs).first()}
    return edit(article, {name: free[name]}, Order("publisher's again", actor), now)
