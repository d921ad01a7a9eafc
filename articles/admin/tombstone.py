"""Tombstones in the admin: what must not come back, until somebody forgets it on purpose and says why."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import tombstones
from articles.admin.paging import CappedPaginator
from articles.models import Tombstone


class ForgetForm(forms.Form):
    """Why something may come back."""

    reason = forms.CharField(max_length=300, strip=True, error_messages={"required": "Say why they may come back."})


@admin.register(Tombstone)
class TombstoneAdmin(admin.ModelAdmin[Tombstone]):
    """What must not come back, with the reason. To forget one is the only thing that can be done: its entry may return."""

    actions = ("forget",)
    list_display = ("name", "source", "reason", "made_at")
    list_select_related = ("source",)
    list_per_page = 50
    ordering = ("-id",)
    paginator = CappedPaginator
    search_fields = ("source__name",)
    show_full_result_count = False
    sortable_by = ()
    fields = readonly_fields = ("headline", "source", "reason", "made_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tombstones are left by deleting articles, never made by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Tombstone | None = None) -> bool:
        """Refuse: what is written on them stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tombstone | None = None) -> bool:
        """Refuse on its own pages, where no reason is asked; they may go with their publisher."""
        match = request.resolver_match
        is_own = match is None or (match.url_name or "").startswith("articles_tombstone")
        return not is_own and super().has_delete_permission(request, obj)

    def has_forget_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may let something come back."""
        return request.user.has_perm("articles.delete_tombstone")

    @admin.display(description="what")
    def name(self, stone: Tombstone) -> str:
        """Name it by its headline, as far as that is known."""
        return str(stone)

    @admin.action(description="Forget: they may come back", permissions=["forget"])
    def forget(self, request: HttpRequest, stones: QuerySet[Tombstone]) -> HttpResponse | None:
        """Ask why, and forget them."""
        form = ForgetForm(request.POST if "_forget" in request.POST else None)
        if not form.is_valid() or not isinstance(request.user, User):
            return self._ask(request, stones, form)
        chosen = Tombstone.objects.filter(pk__in=list(stones.values_list("pk", flat=True)))
        LogEntry.objects.log_actions(request.user.pk, chosen, DELETION, f"Forgotten: {form.cleaned_data['reason']}")
        count = tombstones.forget(chosen, request.user, form.cleaned_data["reason"], timezone.now())
        self.message_user(request, f"{count} forgotten. Their entries may come back.", messages.SUCCESS)
        return None

    def _ask(self, request: HttpRequest, stones: QuerySet[Tombstone], form: ForgetForm) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Forget tombstones",
            "stones": stones.select_related("source"),
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/tombstone/forget.html", context)
