"""``{% health_of source %}``: how a source stands, as the status page words it, and its feeds as far as they may be told.

A page about a source belongs to ``articles``, which knows nothing of feeds; the template brings the two together.
"""

from typing import Any

from django import template
from django.utils import timezone

from articles.feed_address import may_be_told
from articles.models import Source
from ingest.status import STATES, standing_of

register = template.Library()


@register.inclusion_tag("ingest/_health.html")
def health_of(source: Source) -> dict[str, Any]:
    """Show it; one query, however many feeds there are."""
    standing = standing_of(source, timezone.now())
    told = [(title, url) for title, url in standing.feeds if may_be_told(url)]
    return {
        "state": standing.state,
        "words": STATES.get(standing.state, ""),
        "read_at": standing.read_at,
        "feeds": told,
    }
