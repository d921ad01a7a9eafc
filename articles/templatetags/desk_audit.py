"""The audit in templates of the desk: ``{% audit_of row %}`` is what was done to a row, where somebody may look at that."""

from typing import Any

from django import template
from django.db.models import Model

from articles import audit

register = template.Library()
SHOWN = 100


@register.inclusion_tag("admin/articles/auditline/history.html", takes_context=True)
def audit_of(context: dict[str, Any], row: Model) -> dict[str, Any]:
    """Show the last hundred changes of a row, the newest first."""
    may_look = context["request"].user.has_perm("articles.view_auditline")
    return {"lines": list(audit.history(row)[:SHOWN]) if may_look else []}
