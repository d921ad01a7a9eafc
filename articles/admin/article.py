"""Articles in the admin: what the publisher sent beside what we make of it."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html

from articles import corrections, standing
from articles.admin.orders import OrderForm, Orders, actor_of
from articles.admin.received import Received
from articles.models import Article, Editor, Visits
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


@admin.register(Article)
class ArticleAdmin(Orders, Received, admin.ModelAdmin[Article]):
    """The inbox and the archive: what waits comes first, then the newest. None is made by hand.

    The order is that of the index ``article_desk``, and no filter looks through all articles for its choices, so that a
    page of the list costs the same however many there are; counting them is what is left.
    """

    action_form = OrderForm
    form = ArticleForm
    actions = ("publish", "reject", "withdraw", "withdraw_by_order", "move")
    list_display = ("display_headline", "state", "source", "section", "published_at", "visit_count")
    list_display_links = ("display_headline",)
    list_filter = ("status", "section", "source", "source__language", "date_suspect")
    list_select_related = ("source", "section")
    list_per_page = 50
    search_fields = ("headline", "edited_headline", "source__name")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("status", "-first_seen_at", "-id")
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count the visits of the rows of one page, not of all: a subquery waits for the limit."""
        counted = Visits.objects.filter(article=OuterRef("pk")).order_by().values("article")
        total = Subquery(counted.values(total=Sum("count")), output_field=IntegerField())
        return super().get_queryset(request).annotate(visits_total=Coalesce(total, 0))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come from feeds."""
        return False

    def view_on_site(self, obj: Article) -> str | None:
        """Lead to the page only where there is one."""
        return obj.get_absolute_url() if obj.status == Article.Status.PUBLISHED else None

    @admin.display(description="headline", ordering="headline")
    def display_headline(self, article: Article) -> str:
        """Show the headline as readers see it, in its own language and direction."""
        return format_html('<bdi lang="{}">{}</bdi>', article.language, article.display_headline)

    @admin.display(description="status", ordering="status")
    def state(self, article: Article) -> str:
        """Say where it stands, in a word and its colour."""
        return format_html('<span class="state {}">{}</span>', article.status, article.get_status_display())

    @admin.display(description="visits", ordering="-visits_total")
    def visit_count(self, article: Article) -> int:
        """Show how often it was read, all days together."""
        return getattr(article, "visits_total", 0)

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

    # Deleting leaves tombstones ---------------------------------------------------------------------------------------
    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete one article so that it does not come back."""
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Delete articles so that they do not come back."""
        chosen = Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        standing.remove(chosen, f"deleted by {request.user}", timezone.now(), actor_of(request))
