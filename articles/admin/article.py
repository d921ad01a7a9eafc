"""Articles in the admin: what the publisher sent beside what we make of it."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html

from articles import store
from articles.models import Article, Editor, Section
from articles.sanitize import plain_text

RECEIVED_SHOWN = 4_000
"""So many characters of a received text are shown for comparing; the whole is one click away."""


class ArticleActionForm(ActionForm):
    """What an action may need to know: where to move to, or why it is rejected."""

    section = forms.ModelChoiceField(queryset=Section.objects.all(), required=False, label="to section")
    reason = forms.CharField(max_length=300, required=False, label="because")


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    """The inbox and the archive. Articles come from feeds, so none is made by hand."""

    action_form = ArticleActionForm
    actions = ("publish", "reject", "withdraw", "move")
    change_form_template = "admin/articles/article/change_form.html"
    list_display = ("display_headline", "source", "section", "status", "published_at", "visit_count")
    list_display_links = ("display_headline",)
    list_filter = ("status", "section", "source", "language", "date_suspect")
    list_select_related = ("source", "section")
    search_fields = ("headline", "edited_headline", "source__name")
    search_help_text = "Searches headlines and sources."
    show_full_result_count = False
    ordering = ("-first_seen_at", "-id")
    autocomplete_fields = ("section",)
    readonly_fields = (
        "status",
        "curator",
        "source",
        "received_headline",
        "received_dek",
        "received_text",
        "link",
        "authors",
        "origin_name",
        "licence_name",
        "published_at",
        "updated_at",
        "first_seen_at",
        "changed_at",
        "carried_by",
        "former_versions",
        "visit_count",
    )
    fieldsets = (
        (
            "What readers see",
            {
                "fields": ("edited_headline", "edited_dek", "section"),
                "description": "What you write here stands, whatever the publisher sends later. Leave it empty to show the publisher's.",
            },
        ),
        ("Where it stands", {"fields": (("status", "curator"), "status_reason", "visit_count")}),
        (
            "As received",
            {
                "fields": (
                    "source",
                    "received_headline",
                    "received_dek",
                    "link",
                    "authors",
                    "origin_name",
                    "licence_name",
                    "received_text",
                )
            },
        ),
        (
            "History",
            {
                "fields": (
                    ("published_at", "updated_at"),
                    ("first_seen_at", "changed_at"),
                    "carried_by",
                    "former_versions",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count the visits in the same query."""
        return super().get_queryset(request).annotate(visits_total=Sum("visits__count"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come from feeds."""
        return False

    # What the list and the form show ----------------------------------------------------------------------------------
    @admin.display(description="headline", ordering="headline")
    def display_headline(self, article: Article) -> str:
        """Show the headline as readers see it."""
        return article.display_headline

    @admin.display(description="visits", ordering="visits_total")
    def visit_count(self, article: Article) -> int:
        """Show how often it was read, all days together."""
        return getattr(article, "visits_total", None) or 0

    @admin.display(description="publisher's headline")
    def received_headline(self, article: Article) -> str:
        """Show the headline as received last."""
        return article.headline

    @admin.display(description="publisher's dek")
    def received_dek(self, article: Article) -> str:
        """Show the dek as received last."""
        return article.dek or "-"

    @admin.display(description="publisher's text")
    def received_text(self, article: Article) -> str:
        """Show the beginning of the text as received last, without markup."""
        return plain_text(article.body.html, RECEIVED_SHOWN) or "The feed brings no full text."

    @admin.display(description="link")
    def link(self, article: Article) -> str:
        """Lead to the original, in a tab of its own that learns nothing of ours."""
        if not article.url:
            return "-"
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', article.url)

    @admin.display(description="carried by")
    def carried_by(self, article: Article) -> str:
        """Name the feeds that carried it."""
        sightings = article.sightings.select_related("deliverer")
        return "; ".join(f"{seen.deliverer} ({seen.feed_url})" for seen in sightings) or "-"

    @admin.display(description="former versions")
    def former_versions(self, article: Article) -> str:
        """List the headlines that it had before."""
        kept = article.revisions.values_list("replaced_at", "headline")
        return "; ".join(f"until {replaced:%Y-%m-%d %H:%M}: {headline}" for replaced, headline in kept) or "none"

    # What editors order -----------------------------------------------------------------------------------------------
    @admin.action(description="Publish")
    def publish(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Publish; the editor who does it becomes the curator."""
        editor = _editor(request)
        changed = store.publish(Article.objects.filter(pk__in=articles.values("pk")), editor)
        named = f" under your name, {editor}" if editor else " (you have no editor's profile: nobody is named)"
        self.message_user(request, f"{changed} published{named}.", messages.SUCCESS)

    @admin.action(description="Reject (say why)")
    def reject(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Reject; they never come back."""
        self._carry_out(request, articles, store.reject, request.POST.get("reason", ""))

    @admin.action(description="Withdraw from the public (say why)")
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Withdraw; their pages answer 410."""
        self._carry_out(request, articles, store.withdraw, request.POST.get("reason", ""))

    @admin.action(description="Move to section")
    def move(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Move to the section chosen beside the action."""
        section = Section.objects.filter(pk=request.POST.get("section") or 0).first()
        if section is None:
            self.message_user(request, "Choose the section to move to, beside the action.", messages.ERROR)
            return
        changed = store.move(Article.objects.filter(pk__in=articles.values("pk")), section)
        self.message_user(request, f"{changed} moved to {section}.", messages.SUCCESS)

    def _carry_out(
        self,
        request: HttpRequest,
        articles: QuerySet[Article],
        order: Callable[[QuerySet[Article], str], int],
        reason: str,
    ) -> None:
        """Carry out an order that needs a reason."""
        if not reason.strip():
            self.message_user(request, "Nothing done: say why first.", messages.ERROR)
            return
        changed = order(Article.objects.filter(pk__in=articles.values("pk")), reason.strip())
        self.message_user(request, f"{changed} changed: {reason.strip()}", messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Carry out the button that was pressed beside "Save"."""
        this = Article.objects.filter(pk=obj.pk)
        if "_publish" in request.POST:
            self.publish(request, this)
        elif "_reject" in request.POST:
            self._carry_out(request, this, store.reject, obj.status_reason)
        else:
            return super().response_change(request, obj)
        return HttpResponseRedirect(request.path)

    # Deleting leaves tombstones ---------------------------------------------------------------------------------------
    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete one article so that it does not come back."""
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Delete articles so that they do not come back."""
        chosen = Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        store.remove(chosen, f"deleted by {request.user}", timezone.now())


def _editor(request: HttpRequest) -> Editor | None:
    """Return the editor's profile of who is signed in, if there is one."""
    return Editor.objects.filter(user_id=request.user.pk or 0).first()
