"""An article's form: what the publisher sent beside what we make of it, and the buttons that say what happens to it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from articles import corrections, standing
from articles.admin.orders import Orders, actor_of
from articles.admin.received import Received
from articles.models import Article, Editor
from articles.stories import locking, tallying

RECEIVED = (
    "received_headline", "received_dek", "source", "byline", "licence", "link", "lead_image", "received_text",
)  # fmt: skip
HISTORY = ("published_at", "updated_at", "first_seen_at", "changed_at", "former_versions", "corrected", "carried_by")


class ArticleForm(ModelForm[Article]):
    """What an editor may write; with a correction, what was wrong is said openly."""

    correction = forms.CharField(
        max_length=1000,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Only where we were wrong: what was said, and what is right. Readers see it with today's date, for good.",
    )


class Sheet(Orders, Received):
    """What the form of one article shows and does."""

    form = ArticleForm
    readonly_fields = ("state", "story", "curator", "visit_count", *RECEIVED, *HISTORY)
    fieldsets = (
        (
            "What readers see",
            {
                "fields": ("edited_headline", "edited_dek", "correction", "section"),
                "classes": ("shown",),
                "description": "What you write here stands, whatever the publisher sends later. Leave it empty to show "
                "the publisher's.",
            },
        ),
        (
            "Where it stands",
            {"fields": ("state", "status_reason", "story", "curator", "visit_count"), "classes": ("shown",)},
        ),
        ("As received", {"fields": RECEIVED, "classes": ("as-received",)}),
        ("History", {"fields": HISTORY, "classes": ("shown",)}),
    )

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm[Article], change: bool) -> None:
        """Save what an editor wrote; the story goes where most of its reports stand."""
        locking.hold()
        obj.refresh_from_db(fields=["story"])  # Another editor may have moved it since the form was read.
        if form.cleaned_data.get("correction"):
            self._correct(request, obj, form.cleaned_data["correction"])
        super().save_model(request, obj, form, change)
        if "section" in form.changed_data:
            tallying.tally(tallying.of_articles([obj.pk]), timezone.now())

    def _correct(self, request: HttpRequest, article: Article, note: str) -> None:
        """Say openly what was wrong, before what the editor wrote is saved, so that what stood there is still known."""
        editor = Editor.objects.filter(user_id=request.user.pk or 0).select_related("user").first()
        corrections.correct(article, editor, note, headline=article.edited_headline, dek=article.edited_dek)
        self.message_user(request, "The correction stands with the piece and on /corrections/.", messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Carry out the button that was pressed beside "Save"."""
        this, by = Article.objects.filter(pk=obj.pk), actor_of(request)
        if "_publish" in request.POST:
            self.publish(request, this)
        elif "_reject" in request.POST:
            self._refuse(request, this, partial(standing.reject, actor=by), "Rejected", obj.status_reason)
        elif "_order" in request.POST:
            order = partial(standing.withdraw, actor=by, legal=True)
            self._refuse(request, this, order, "Withdrawn by legal order", obj.status_reason)
        elif "_withdraw" in request.POST:
            self._refuse(request, this, partial(standing.withdraw, actor=by), "Withdrawn", obj.status_reason)
        else:
            return super().response_change(request, obj)
        return HttpResponseRedirect(request.path)
