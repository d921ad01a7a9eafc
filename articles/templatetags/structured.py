"""What a page says to machines: ``{% json_ld article %}``, ``{% json_ld_site %}``, ``{% open_graph_of article %}``."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

from articles import jsonld, open_graph
from articles.models import Article

register = template.Library()

SCRIPT = '<script type="application/ld+json">{}</script>'
"""A block of data: browsers do not run it, so the content security policy has nothing against it."""


@register.simple_tag
def json_ld(article: Article) -> str:
    """Describe ``article`` in JSON-LD, as its rights stand today."""
    return format_html(SCRIPT, jsonld.Block(jsonld.article(article, timezone.localdate())))


@register.simple_tag
def json_ld_site() -> str:
    """Describe the site in JSON-LD."""
    return format_html(SCRIPT, jsonld.Block(jsonld.site()))


@register.inclusion_tag("articles/_open_graph.html")
def open_graph_of(article: Article) -> dict[str, open_graph.Facts]:
    """Write the Open Graph of ``article``, as its rights stand today."""
    return {"facts": open_graph.facts(article, timezone.localdate())}
