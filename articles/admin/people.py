"""Who may sign in, and what for: Django's own screens with fields that everyone can use."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField
from django.http import HttpRequest

admin.site.unregister(User)
admin.site.unregister(Group)


class Ticked(admin.ModelAdmin[Any]):
    """Rights and groups as boxes to tick: the stock two-list chooser needs a mouse, and its labels reach no one's ear."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Show one box a choice, with what it is called and nothing else."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.name in ("permissions", "user_permissions"):
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(User)
class PersonAdmin(Ticked, UserAdmin):  # type: ignore[type-arg]
    """Whoever may sign in. When they last did is for nobody to edit."""

    readonly_fields = ("last_login", "date_joined")
    show_full_result_count = False


@admin.register(Group)
class RoleAdmin(Ticked, GroupAdmin):  # type: ignore[misc]  # The stubs disagree about one signature.
    """Rights that several people share."""
