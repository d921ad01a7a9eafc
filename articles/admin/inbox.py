"""The inbox and the archive: the list of articles, what waits first, then the newest."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html

from articles.admin.orders import OrderForm, Orders
from articles.models import Article, Visits

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = object


class Inbox(Orders, Admin):
    """What the list shows, finds and orders.

    The order is that of the index ``article_desk``, and no filter looks through all articles for its choices, so that a
    page of the list costs the same however many there are; counting them is what is left.
    """

    action_form = OrderForm
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count the visits of the rows of one page, not of all: a subquery waits for the limit."""
        counted = Visits.objects.filter(article=OuterRef("pk")).order_by().values("article")
        total = Subquery(counted.values(total=Sum("count")), output_field=IntegerField())
        return super().get_queryset(request).annotate(visits_total=Coalesce(total, 0))

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
