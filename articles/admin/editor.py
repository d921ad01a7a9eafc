"""Editors in the admin."""

from django.contrib import admin
from django.db import models

from articles.admin.audited import AuditedAdmin
from articles.models import Editor


@admin.register(Editor)
class EditorAdmin(AuditedAdmin[Editor]):
    """Who stands in the "About" box of what they published."""

    list_display = ("name", "role", "user")
    list_select_related = ("user",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
