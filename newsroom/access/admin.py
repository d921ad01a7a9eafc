"""Who may sign in, and what for: Django's own screens with fields that everyone can use."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from newsroom.access import attempts, codes
from newsroom.access.models import SecondFactor

admin.site.unregister(User)
admin.site.unregister(Group)


class ForSuperusers(admin.ModelAdmin[Any]):
    """Rows that only superusers write: whoever may set a password, or give a role, may do whatever that one may."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Keep making them to superusers."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As above."""
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As above."""
        return _is_superuser(request)


class Ticked(ForSuperusers):
    """Rights and groups as boxes to tick: the stock two-list chooser needs a mouse, and its labels reach no one's ear."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Show one box a choice, with what it is called and nothing else."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.name in ("permissions", "user_permissions"):
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class People(ChangeList):
    """The list of people, who of them is locked out with them."""

    def get_results(self, request: HttpRequest) -> None:
        """Read a page, and the locks: one query more, and one for each who is locked."""
        super().get_results(request)
        now = timezone.now()
        locked = attempts.locked_accounts(now)
        for person in self.result_list:
            name = person.get_username()
            person.locked_until = attempts.locked_until(name, now) if attempts.account_digest(name) in locked else None


@admin.register(User)
class PersonAdmin(Ticked, UserAdmin):  # type: ignore[type-arg]
    """Whoever may sign in. When they last did is for nobody to edit."""

    list_display = ("username", "named", "roles", "is_active", "is_staff", "has_second_factor", "locked", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    readonly_fields = ("last_login", "date_joined")
    show_full_result_count = False
    actions = ("free", "take_second_factor_away")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Bring the roles, the profile and whether there is a second factor along: two queries for any number."""
        people = super().get_queryset(request).select_related("editor").prefetch_related("groups")
        known: QuerySet[User] = people.annotate(with_code=Exists(SecondFactor.objects.filter(user=OuterRef("pk"))))
        return known

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List them with their locks."""
        return People

    @admin.display(description="Readers see", ordering="editor__name")
    def named(self, user: User) -> str:
        """Name who stands in the About box."""
        editor = getattr(user, "editor", None)
        return editor.name if editor else "nobody"

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        """Say what they may do, by role."""
        if user.is_superuser:
            return "everything"
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description="Second factor", boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        """Whether a code is asked for."""
        return bool(user.with_code)

    @admin.display(description="Locked until")
    def locked(self, user: Any) -> str:
        """Until when the tries of strangers are refused."""
        return f"{timezone.localtime(user.locked_until):%H:%M}" if user.locked_until else ""

    @admin.action(description="Free the sign-in", permissions=["change"])
    def free(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Forget the tries that failed."""
        for person in people:
            attempts.free(person.get_username())
            self.log_change(request, person, "Freed the sign-in.")
        self.message_user(request, f"{len(people)} free to sign in.", messages.SUCCESS)

    @admin.action(description="Take the second factor away", permissions=["change"])
    def take_second_factor_away(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Let somebody who lost the app and the recovery codes set up another."""
        taken = [person for person in people if codes.take_away(person)]
        for person in taken:
            self.log_change(request, person, "Took the second factor away.")
        self.message_user(request, f"{len(taken)} without a second factor now.", messages.SUCCESS)


@admin.register(Group)
class RoleAdmin(Ticked, GroupAdmin):  # type: ignore[misc]  # The stubs disagree about one signature.
    """Rights that several people share."""


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
