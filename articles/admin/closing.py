"""What becomes of the articles of a source that is closed: they stay, or an order for many withdraws them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from articles import bulk
from articles.models import Article, BulkOrder, Source

VERB = BulkOrder.Verb.WITHDRAW


def published_of(source: Source) -> QuerySet[Article, int]:
    """Return the numbers of its published articles, of those the newest that one order may be for."""
    own = Article.objects.of_source(source).filter(status=Article.Status.PUBLISHED)
    return own.order_by("-published_at", "-pk").values_list("pk", flat=True)[: bulk.MOST]


def count(source: Source) -> int:
    """Count its published articles; ``bulk.MOST`` stands for as many or more."""
    return published_of(source).count()


def withdraw(source: Source, reason: str, actor: User | None) -> BulkOrder | None:
    """Order that what is published of it be withdrawn, and let that begin. Return the order, if there was anything."""
    now = timezone.now()
    numbers = list(published_of(source))
    if not numbers:
        return None
    order = BulkOrder(verb=VERB, reason=reason, actor=actor)
    bulk.store(order, numbers, now)
    bulk.begin(order, now)
    return order
