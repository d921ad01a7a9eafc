"""An article's sheet: what the publisher sent beside what we make of it, and the buttons that say what happens to it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from articles import corrections, editing, freeze
from articles.admin import panel, past, presses
from articles.admin.article_form import EDITED, ArticleForm
from articles.admin.orders import Orders, actor_of
from articles.admin.previews import KINDS, Previews
from articles.admin.received import Received
from articles.models import Article, Editor
from articles.standing import Order
from articles.stories import locking
from articles.stories.change import Refused

RECEIVED = ("source", "byline", "licence", "link", "lead_image", "received_text")
HISTORY = (
    "published_at",
    "updated_at",
    "first_seen_at",
    "changed_at",
    "former_versions",
    "corrected",
    "carried_by",
    "ruled",
)
NEEDED = {
    **dict.fromkeys(freeze.FIELDS, "correct"),
    "correction": "correct",
    "edited_tags": "publish",
    "section": "publish",
    "begin": "publish",
    "end": "publish",
    "status_reason": "publish",
    "pin_until": "feature",
}
"""The permission that each field needs; who lacks it reads it."""


class Sheet(Orders, Received, Previews):
    """What the form of one article shows and does."""

    form = ArticleForm
    change_form_template = "admin/articles/article/sheet.html"
    object_history_template = "admin/articles/article/past.html"
    readonly_fields = (*RECEIVED, *HISTORY)
    fieldsets = (
        ("What readers see", {"fields": EDITED}),
        ("As received", {"fields": RECEIVED, "classes": ("as-received",)}),
        ("History", {"fields": HISTORY, "classes": ("past",)}),
    )

    # Who may do what --------------------------------------------------------------------------------------------------
    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Let everybody read what they may not change; a forged post finds no such field."""
        lacking = [name for name, needed in NEEDED.items() if not request.user.has_perm(f"articles.{needed}_article")]
        if "status_reason" in lacking and request.user.has_perm("articles.withdraw_article"):
            lacking.remove("status_reason")
        return [*super().get_readonly_fields(request, obj), *lacking]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """Read the article; whoever is about to change it holds the lock first, so that it stays as it is read."""
        if request.method == "POST":
            locking.hold()
        return super().get_object(request, object_id, from_field)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Refuse a button to whoever may not press it, before anything is written."""
        if request.method == "POST":
            presses.pressed(request)
        shown = {"show_save_and_add_another": False, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, shown)

    # Showing ----------------------------------------------------------------------------------------------------------
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **named: Any
    ) -> HttpResponse:
        """Add where the article stands, and each field beside the publisher's."""
        article = context["original"]
        form = context["adminform"].form
        context["previews"] = KINDS.items()
        context |= panel.of(article, form, request.user, timezone.now())
        return super().render_change_form(request, context, *args, **named)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what its publisher changed and what the desk did, word by word."""
        article = self.get_object(request, object_id)
        shown = {"events": past.events_of(article), "original": article} if article else {}
        return super().history_view(request, object_id, {**shown, **(extra_context or {})})

    # Writing ----------------------------------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm[Article], change: bool) -> None:
        """Save what an editor wrote, and nothing else of the row."""
        said, now, actor = form.cleaned_data, timezone.now(), actor_of(request)
        if said.get("correction"):
            self._correct(request, obj, said)
        editing.edit(obj, {name: said[name] for name in EDITED if name in said}, Order("edited", actor), now)
        self._press(request, obj, said)

    def _correct(self, request: HttpRequest, article: Article, said: dict[str, Any]) -> None:
        """Say openly what was wrong, before what the editor wrote is saved, so that what stood there is still known."""
        user = actor_of(request)
        by = Editor.objects.filter(user=user).select_related("user").first() or user
        words = {"headline": said.get("edited_headline"), "dek": said.get("edited_dek")}
        corrections.correct(article, by, said["correction"], **words)
        self.message_user(request, "The correction stands with the piece and on /corrections/.", messages.SUCCESS)

    def _press(self, request: HttpRequest, article: Article, said: dict[str, Any]) -> None:
        """Carry out the button that was pressed, with what the form said."""
        name = presses.pressed(request)
        user = actor_of(request)
        if not name or not isinstance(user, User):
            return
        press = presses.Press(article, said, request.POST, user, timezone.now())
        try:
            done = presses.carry_out(name, press)
        except Refused as refused:
            self.message_user(request, f"Nothing done: {refused}", messages.ERROR)
            return
        LogEntry.objects.log_actions(user.pk, [article], CHANGE, done)
        self.message_user(request, done, messages.SUCCESS)
        if name in ("_publish", "_schedule", "_schedule_at") and press.editor is None:
            self.message_user(request, self._how_to_be_named(), messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Stay on the sheet after an order, which has said what it did."""
        if presses.pressed(request):
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)
