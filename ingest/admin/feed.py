"""Feeds in the admin: add one by any URL of the site, see how it fares, fetch it now."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from articles.models import Section
from ingest import adding, ledger, pipeline
from ingest.adding import Added
from ingest.errors import IngestError
from ingest.models import Feed
from ingest.pipeline import Settings

FETCHED_AT_ONCE = 5
"""So many feeds are fetched while the editor waits; more are only made due."""
ATTEMPTS_SHOWN = 20


class AddFeedForm(forms.ModelForm[Feed]):
    """Ask for a URL; adding fetches it once, so the form knows at once whether a feed is there."""

    url = forms.URLField(
        label="URL", max_length=2048, assume_scheme="https", help_text="Of the feed, or of a site that leads to one."
    )
    section = forms.ModelChoiceField(queryset=Section.objects.all(), required=False)
    added: Added

    class Meta:
        """Only what the editor must say."""

        model = Feed
        fields = ("url", "section")

    def clean(self) -> dict[str, Any] | None:
        """Fetch it: whatever keeps us from it becomes the error of the field."""
        facts = super().clean() or self.cleaned_data
        if "url" not in facts:
            return facts
        try:
            self.added = adding.add(facts["url"], Settings.from_django(), facts.get("section"))
        except IngestError as error:
            raise forms.ValidationError({"url": str(error)}) from error
        return facts

    def _post_clean(self) -> None:
        """Leave out what a form does for a row it would save: ``adding`` has saved it."""

    def save(self, commit: bool = True) -> Feed:
        """Return the feed that was added."""
        return self.added.feed

    def save_m2m(self) -> None:
        """There is nothing to do."""


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """The feeds, with what came of the last attempts and when the next one is."""

    actions = ("fetch_now", "pause", "resume")
    list_display = ("__str__", "source", "state", "last_attempt_at", "failures", "last_error", "next_at", "next_why")
    list_filter = ("state", "source__section", "failures")
    list_select_related = ("source",)
    search_fields = ("url", "title", "source__name")
    autocomplete_fields = ("section",)
    fieldsets = (
        (None, {"fields": ("title", "source", "url", "section", "state", "version")}),
        (
            "Schedule",
            {"fields": (("next_at", "next_why"), ("last_attempt_at", "last_ok_at"), ("failures", "last_error"))},
        ),
        ("The last attempts", {"fields": ("attempts",)}),
    )
    readonly_fields = (
        "source", "url", "state", "version", "next_at", "next_why", "last_attempt_at", "last_ok_at", "failures",
        "last_error", "attempts",
    )  # fmt: skip

    def get_form(self, request: HttpRequest, obj: Feed | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a URL when adding, show the state afterwards."""
        return super().get_form(request, obj, change, **kwargs) if obj else AddFeedForm

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add outside of the transaction that Django's own view opens: no socket may be open inside one."""
        view = super().changeform_view if object_id else self._changeform_view  # type: ignore[attr-defined]  # The same, without the transaction.
        answer: HttpResponse = view(request, object_id, form_url, extra_context)
        return answer

    def get_fieldsets(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """As above."""
        return super().get_fieldsets(request, obj) if obj else ((None, {"fields": ("url", "section")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """As above."""
        return self.readonly_fields if obj else ()

    def save_model(self, request: HttpRequest, obj: Feed, form: ModelForm[Feed], change: bool) -> None:
        """Save what an editor may change; a feed that was just added is saved already."""
        if change:
            super().save_model(request, obj, form, change)
        elif isinstance(form, AddFeedForm) and form.added.result:
            self.message_user(request, f"{form.added.result.counts.new} articles came with it.", messages.SUCCESS)
        else:
            self.message_user(request, "This feed was there already.", messages.WARNING)

    @admin.display(description="attempts")
    def attempts(self, feed: Feed) -> str:
        """Show the newest rows of the ledger as a table."""
        return render_to_string("admin/ingest/feed/attempts.html", {"attempts": feed.fetches.all()[:ATTEMPTS_SHOWN]})

    @admin.action(description="Fetch now")
    def fetch_now(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Fetch a few feeds while the editor waits; make more of them due."""
        chosen = Feed.objects.filter(pk__in=list(feeds.values_list("pk", flat=True)))
        if chosen.count() > FETCHED_AT_ONCE:
            due = ledger.poll_now(chosen, timezone.now())
            self.message_user(request, f"{due} feeds are due now; the next run of ingest takes them.", messages.SUCCESS)
            return
        for result in pipeline.ingest(chosen, Settings.from_django()).results:
            counts = result.counts
            found = f"{counts.new} new, {counts.changed} changed, {counts.same} same, {counts.dropped} dropped"
            said = result.error or ("not modified" if result.outcome == "not_modified" else found)
            level = messages.ERROR if result.error else messages.SUCCESS
            self.message_user(request, f"{result.url}: {said}", level)

    @admin.action(description="Pause")
    def pause(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Stop polling."""
        paused = ledger.pause(Feed.objects.filter(pk__in=feeds.values("pk")), f"paused by {request.user}")
        self.message_user(request, f"{paused} paused.", messages.SUCCESS)

    @admin.action(description="Resume")
    def resume(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        """Poll again."""
        resumed = ledger.resume(Feed.objects.filter(pk__in=feeds.values("pk")), timezone.now())
        self.message_user(request, f"{resumed} resumed.", messages.SUCCESS)
