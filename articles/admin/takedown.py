"""Notices of takedown at the desk: what somebody asked, which articles that are, by when it is due, and the answer."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import audit, takedowns
from articles.admin.paging import CappedPaginator
from articles.models import Article, Takedown
from articles.models.takedown import ANSWERED_WITHIN


class DueFilter(admin.SimpleListFilter):
    """Where it stands, and what should have been answered before."""

    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what waits first."""
        return [("open", "Open"), ("overdue", "Overdue"), ("granted", "Taken down"), ("refused", "Left as it was")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Takedown]) -> QuerySet[Takedown]:
        """Keep those."""
        if self.value() == "overdue":
            return queryset.filter(status=Takedown.Status.OPEN, received_at__lt=timezone.now() - ANSWERED_WITHIN)
        return queryset.filter(status=self.value()) if self.value() else queryset


class AnswerForm(forms.Form):
    """The answer, and what is to go: those of the named articles that are ticked, and more by their addresses."""

    answer = forms.CharField(
        max_length=4_000, strip=True, error_messages={"required": "Say what you decided, and why."}
    )
    chosen = forms.ModelMultipleChoiceField(Article.objects.none(), required=False)
    more = forms.CharField(max_length=4_000, required=False)
    legal = forms.BooleanField(required=False)

    def __init__(self, notice: Takedown, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = notice.articles.all()  # type: ignore[attr-defined]  # The field's own.

    def articles(self) -> list[Article]:
        """Return what is to be withdrawn."""
        return [*self.cleaned_data["chosen"], *takedowns.named(self.cleaned_data["more"])]


@admin.register(Takedown)
class TakedownAdmin(admin.ModelAdmin[Takedown]):
    """The notices, the newest first. Whoever may change notices may take down what a notice names: that is the answer."""

    actions = None
    list_display = ("receipt", "state", "due", "right", "writer", "received_at", "taken_by")
    list_filter = (DueFilter, "right")
    list_per_page = 50
    list_select_related = ("taken_by",)
    paginator = CappedPaginator
    search_fields = ("receipt", "name", "email", "urls")
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("receipt", "received_at", "name", "email", "right", "urls", "statement", "status", "closed_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by the form on /takedown/."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Takedown | None = None) -> bool:
        """They are closed, never deleted: the writer forgets a year later, the notice stays."""
        return False

    @admin.display(description="state")
    def state(self, notice: Takedown) -> str:
        """Say where it stands."""
        is_open = notice.status == Takedown.Status.OPEN
        words = notice.get_status_display().removeprefix("Closed: ").capitalize()
        return format_html('<span class="state {}">{}</span>', "waiting" if is_open else "over", words)

    @admin.display(description="answer due")
    def due(self, notice: Takedown) -> str:
        """Say by when, and whether that is over."""
        if notice.status != Takedown.Status.OPEN:
            return ""
        day = timezone.localtime(notice.due_at).strftime("%-d %b %Y")
        if notice.is_overdue(timezone.now()):
            return format_html('<span class="state failed">Overdue since {}</span>', day)
        return day

    @admin.display(description="writer")
    def writer(self, notice: Takedown) -> str:
        """Name who wrote it, as long as that is known."""
        return format_html("<bdi>{}</bdi>", notice.name or "forgotten")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one notice with all that answering it needs, and carry out the button that was pressed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        notice = get_object_or_404(Takedown.objects.select_related("taken_by"), pk=number)
        form = AnswerForm(notice, request.POST if request.method == "POST" else None)
        if request.method == "POST" and self._pressed(request, notice, form):
            return HttpResponseRedirect(reverse("admin:articles_takedown_change", args=[notice.pk]))
        return TemplateResponse(request, "admin/articles/takedown/notice.html", self._context(request, notice, form))

    def _context(self, request: HttpRequest, notice: Takedown, form: AnswerForm) -> dict[str, Any]:
        now = timezone.now()
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Notice {notice.receipt}",
            "notice": notice,
            "form": form,
            "articles": notice.articles.select_related("source").order_by("pk"),
            "steps": audit.history(notice).order_by("at", "id"),
            "is_overdue": notice.is_overdue(now),
            "days_left": (notice.due_at - now).days,
            "may_answer": self.has_change_permission(request) and notice.status == Takedown.Status.OPEN,
            "wished": set(form.data.getlist("chosen")) if form.is_bound else None,  # type: ignore[attr-defined]  # Of a request.
        }

    def _pressed(self, request: HttpRequest, notice: Takedown, form: AnswerForm) -> bool:
        """Do what a button says. Return whether that was anything; else the form says what is missing."""
        if not self.has_change_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        now = timezone.now()
        if "_take" in request.POST:
            done = takedowns.take_on(notice, request.user, now)
            self._say(request, notice, "You look after this notice now." if done else "")
            return True
        if not form.is_valid():
            return False
        if "_grant" in request.POST:
            self._say(request, notice, _granted(notice, form, request.user, now))
        elif "_refuse" in request.POST:
            done = takedowns.refuse(notice, takedowns.Answer(form.cleaned_data["answer"], request.user, now))
            self._say(request, notice, "Refused, and the answer is on its way." if done else "")
        return True

    def _say(self, request: HttpRequest, notice: Takedown, words: str) -> None:
        """Tell the editor what was done, and the desk's own log; where nothing was, somebody else was quicker."""
        if not words:
            messages.warning(request, "Nothing done: this notice was closed meanwhile.")
            return
        LogEntry.objects.log_actions(request.user.pk or 0, [notice], CHANGE, words)
        messages.success(request, words)


def _granted(notice: Takedown, form: AnswerForm, actor: User, now: datetime) -> str:
    data = form.cleaned_data
    answer = takedowns.Answer(data["answer"], actor, now)
    gone = takedowns.grant(notice, form.articles(), answer, legal=data["legal"])
    if gone is None:
        return ""
    return f"{gone} withdrawn, the notice is closed as granted, and the answer is on its way."
