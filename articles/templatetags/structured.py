"""What a page says to machines: ``{% json_ld article %}``, ``{% open_graph_of article %}``, and so of stories and the site."""

from collections.abc import Sequence

from django import template
from django.utils import timezone
from django.utils.html import format_html

from articles import jsonld, open_graph
from articles.models import Article, Editor, Story
from articles.views.coverage import Report
from articles.views.story_cards import StoryCard

register = template.Library()

SCRIPT = '<script type="application/ld+json">{}</script>'
"""A block of data: browsers do not run it, so the content security policy has nothing against it."""


@register.simple_tag
def json_ld(article: Article) -> str:
    """Describe ``article`` in JSON-LD, as its rights stand today."""
    return format_html(SCRIPT, jsonld.Block(jsonld.article(article, timezone.localdate())))


@register.simple_tag
def json_ld_story(story: Story, reports: Sequence[Report]) -> str:
    """Describe ``story`` and its reports in JSON-LD."""
    return format_html(SCRIPT, jsonld.Block(jsonld.story(story, [report.article for report in reports])))


@register.simple_tag
def json_ld_editor(editor: Editor) -> str:
    """Describe one of our editors in JSON-LD."""
    return format_html(SCRIPT, jsonld.Block(jsonld.editor(editor)))


@register.simple_tag
def json_ld_site() -> str:
    """Describe the site in JSON-LD."""
    return format_html(SCRIPT, jsonld.Block(jsonld.site()))


@register.inclusion_tag("articles/_open_graph.html")
def open_graph_of(article: Article) -> dict[str, open_graph.Facts]:
    """Write the Open Graph of ``article``, as its rights stand today."""
    return {"facts": open_graph.facts(article, timezone.localdate())}


@register.inclusion_tag("articles/_open_graph.html")
def open_graph_of_story(card: StoryCard, reports: Sequence[Report]) -> dict[str, open_graph.Facts]:
    """Write the Open Graph of the story of ``card``; mining is reserved where any of its ``reports`` reserves it."""
    reserved = any(report.ai_reserved for report in reports)
    return {"facts": open_graph.story_facts(card, ai_reserved=reserved)}
