"""Editors in the admin, for whoever manages people; everybody writes their own profile on a page of the desk."""

from django import forms
from django.contrib import admin
from django.db import models

from articles.admin.audited import AuditedAdmin
from articles.link_lines import LinkLines
from articles.models import Editor
from articles.models.editor import MOST_LINKS


class EditorForm(forms.ModelForm[Editor]):
    """Links are lines; everything else is as the model has it."""

    links = LinkLines(label="Elsewhere", required=False, help_text=f"Addresses, one a line, at most {MOST_LINKS}.")


@admin.register(Editor)
class EditorAdmin(AuditedAdmin[Editor]):
    """Who stands in the "About" box of what they published."""

    form = EditorForm
    list_display = ("name", "role", "user")
    list_select_related = ("user",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
