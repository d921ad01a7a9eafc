"""The one place where a string becomes markup: SafeHTML of the sanitizer, and nothing else."""

from django import template
from django.utils.safestring import SafeString, mark_safe  # noqa: TID251  The one door.

from articles.entry import SafeHTML

register = template.Library()


@register.filter
def safe_html(html: SafeHTML) -> SafeString:
    """Show ``html`` as markup; the type says that the sanitizer made it."""
    return mark_safe(html)  # noqa: S308  Only the sanitizer makes SafeHTML.
