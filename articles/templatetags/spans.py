"""Spans of time in templates: ``{% span delay %}`` says how long, in the unit that a person would use."""

from datetime import timedelta

from django import template
from django.utils.translation import ngettext

register = template.Library()

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@register.simple_tag
def span(length: timedelta) -> str:
    """Return "8 minutes", "3 hours" or "2 days"."""
    if length < 2 * HOUR:
        count = max(1, round(length / timedelta(minutes=1)))
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if length < 2 * DAY:
        count = round(length / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(length / DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
