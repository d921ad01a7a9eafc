"""What an editor changes in a plain form, and what becomes of it: a line of the audit, in the same transaction."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from articles import audit

Audited = TypeVar("Audited", bound=Model)


class AuditedAdmin(admin.ModelAdmin[Audited]):
    """Rows whose forms write columns that readers see. Orders with a verb of their own call ``audit.record`` themselves."""

    def save_model(self, request: HttpRequest, obj: Audited, form: ModelForm[Audited], change: bool) -> None:
        """Save, and say what was changed."""
        old = self.model._base_manager.get(pk=obj.pk) if change else None  # noqa: SLF001  Django's documented API.
        super().save_model(request, obj, form, change)
        names = [name for name in (form.changed_data if change else form.cleaned_data) if name in _names(obj)]
        before = {name: getattr(old, name) for name in names} if old else {}
        after = {name: getattr(obj, name) for name in names}
        if after:
            self._audit(request, "changed" if change else "made", [audit.Change(obj, before, after)])

    def delete_model(self, request: HttpRequest, obj: Audited) -> None:
        """Delete, and say what was there."""
        self._audit(request, "deleted", [audit.Change(obj, _columns(obj), {})])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Audited]) -> None:
        """Delete many, and say of each what was there."""
        with transaction.atomic():
            self._audit(request, "deleted", [audit.Change(row, _columns(row), {}) for row in queryset])
            super().delete_queryset(request, queryset)

    def _audit(self, request: HttpRequest, verb: str, changes: Iterable[audit.Change]) -> None:
        actor = request.user if isinstance(request.user, User) else None
        audit.record(verb, changes, actor=actor, now=timezone.now())


def _names(row: Model) -> set[str]:
    return {field.name for field in row._meta.concrete_fields}  # noqa: SLF001  Django's documented API.


def _columns(row: Model) -> Mapping[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001  Django's documented API.
    return {field.name: field.value_from_object(row) for field in fields if not field.primary_key}
