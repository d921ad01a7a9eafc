"""What editors said of pairs of articles, as grouping takes it. Of several words on a pair the last holds."""

from datetime import datetime

from django.db.models import QuerySet

from articles.links import Links
from articles.models import Link


def links_since(moment: datetime) -> Links:
    """Return what was said at that moment or later."""
    return _links(Link.objects.filter(event__at__gte=moment))


def links_until(event: int) -> Links:
    """Return what was said up to that event."""
    return _links(Link.objects.filter(event__lte=event))


def _links(said: QuerySet[Link]) -> Links:
    words = {(one, other): kind for one, other, kind in said.order_by("pk").values_list("one", "other", "kind")}
    return Links.of(
        must=[pair for pair, kind in words.items() if kind == Link.Kind.MUST],
        cannot=[pair for pair, kind in words.items() if kind == Link.Kind.CANNOT],
    )
