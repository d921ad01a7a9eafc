"""Sections in the admin."""

from django.contrib import admin

from articles.models import Section


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin[Section]):
    """The shelves, in the order of the front page."""

    list_display = ("name", "position", "description")
    list_editable = ("position",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
