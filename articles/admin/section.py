"""Sections in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from articles.admin.audited import AuditedAdmin
from articles.models import Section


@admin.register(Section)
class SectionAdmin(AuditedAdmin[Section]):
    """The shelves, in the order of the front page."""

    list_display = ("name", "position", "weight", "description")
    list_editable = ("position",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Name the field by itself, too: in the list no label stands beside it."""
        if db_field.name == "position":
            kwargs["widget"] = forms.NumberInput(attrs={"class": "vIntegerField", "min": 0, "aria-label": "Position"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
