"""Tags in templates: ``{{ tag|tag_slug }}`` is the end of the address of a tag's page, "" where it can have none."""

from django import template

from articles.tags import tag_slug

register = template.Library()

register.filter("tag_slug", tag_slug)
