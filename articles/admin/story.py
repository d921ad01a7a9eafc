"""The story board: which stories there are, and the page of one, on which editors order. Nothing is written but by orders."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from articles import inbox
from articles.admin import board
from articles.admin.paging import CappedPaginator
from articles.admin.story_forms import HeadlineForm, MergeForm, RankForm, ReportsForm
from articles.admin.story_orders import may_order, press
from articles.models import Article, Doubt, Story
from articles.rank import LABELS

TEMPLATES = "admin/articles/story"
WITHOUT_OURS = Q(edited_headline="", edited_dek="")


class WhichFilter(admin.SimpleListFilter):
    """Which stories stand in the list: those that have reports, unless the editor asks for what was merged away."""

    title = "which"
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer them."""
        return [
            ("several", "Several publishers"),
            ("pinned", "Pinned"),
            ("boosted", "Boosted"),
            ("edited", "With our headline"),
            ("doubted", "Doubted by readers"),
            ("merged", "Merged into another"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Story]) -> QuerySet[Story]:
        """Keep them."""
        shown = queryset.filter(reports__gt=0)
        doubts = Doubt.objects.filter(story=OuterRef("pk"), settled_at=None)
        chosen = {
            "several": shown.filter(families__gt=1),
            "pinned": shown.filter(pinned_until__gt=timezone.now()),
            "boosted": shown.exclude(boost=0),
            "edited": shown.exclude(WITHOUT_OURS),
            "doubted": shown.filter(Exists(doubts)),
            "merged": queryset.filter(merged_into__isnull=False),
        }
        return chosen.get(self.value() or "", shown)


@admin.register(Story)
class StoryAdmin(admin.ModelAdmin[Story]):
    """The stories as they are ranked. None is made or deleted by hand, and no field is saved but by an order."""

    actions = None
    list_display = ("display_headline", "report_count", "publishers", "source", "last_report_at", "marks")
    list_filter = (WhichFilter, "section")
    list_select_related = ("lead__source", "merged_into")
    list_per_page = 50
    ordering = ("-rank", "-id")
    paginator = CappedPaginator
    search_fields = ("edited_headline",)
    sortable_by = ("last_report_at",)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Stories come from articles."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        """Keep its row, because its address holds for good: a story is merged, never deleted."""
        return False

    # The list ---------------------------------------------------------------------------------------------------------
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Story], search_term: str
    ) -> tuple[QuerySet[Story], bool]:
        """Keep the stories whose reports, or whose headline of ours, fit the words."""
        if not search_term.strip():
            return queryset, False
        reports = inbox.search(Article.objects.all(), search_term, timezone.now())
        ours = Story.objects.exclude(WITHOUT_OURS).filter(edited_headline__icontains=search_term.strip())
        told = Article.objects.filter(pk__in=reports, story__isnull=False).values_list("story", flat=True)
        return queryset.filter(pk__in=[*told, *ours.values_list("pk", flat=True)]), False

    @admin.display(description="headline")
    def display_headline(self, story: Story) -> str:
        """Show the headline as readers see it, in its own language and direction."""
        language = story.lead.language if story.lead else story.language
        return format_html('<bdi lang="{}">{}</bdi>', language, str(story))

    @admin.display(description="reports")
    def report_count(self, story: Story) -> str:
        """Say how many reports and copies it has."""
        copied = f" + {story.copies} cop{'y' if story.copies == 1 else 'ies'}" if story.copies else ""
        return f"{story.reports}{copied}"

    @admin.display(description="publishers")
    def publishers(self, story: Story) -> int:
        """Say how many independent ones report it."""
        return story.families

    @admin.display(description="lead's source")
    def source(self, story: Story) -> str:
        """Name the publisher of the lead."""
        return str(story.lead.source) if story.lead else ""

    @admin.display(description="decided")
    def marks(self, story: Story) -> str:
        """Say what editors decided of it."""
        return render_to_string(f"{TEMPLATES}/marks.html", {"story": story, "now": timezone.now()})

    # The page of one --------------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a story with all that can be ordered of it, or carry out an order."""
        story = self._story(object_id)
        if story is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # What Django's own view answers.
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        wrong = press(request, story) if request.method == "POST" else {}
        if request.method == "POST" and not wrong:
            return HttpResponseRedirect(request.path)
        return TemplateResponse(request, f"{TEMPLATES}/board.html", self._shown(request, story, wrong))

    def _story(self, number: str) -> Story | None:
        """Return a story with what its heading needs."""
        rows = Story.objects.select_related("lead__source", "section", "merged_into__lead")
        return rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None

    def _shown(self, request: HttpRequest, story: Story, wrong: dict[str, Any]) -> dict[str, Any]:
        """Return what the page shows: forms as they were filled in where something is ``wrong`` with them."""
        edited = {"headline": story.edited_headline, "dek": story.edited_dek}
        forms = {
            "reports_form": ReportsForm(None, story),
            "merge_form": MergeForm(),
            "headline_form": HeadlineForm(initial=edited),
            "rank_form": RankForm(initial={"boost": story.boost}),
        }
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(story),
            "story": story,
            "now": timezone.now(),
            "may_order": may_order(request),
            "reports": board.reports(story, request.POST.getlist("articles")),
            "lines": board.history(story),
            "doubts": story.doubts.filter(settled_at=None).select_related("article"),
            "pairs": board.pairs(list(board.suggestions_of(story)[: board.BESIDE])),
            "near": board.near(story),
            "terms": [(words, story.rank_terms[name]) for name, words in LABELS.items() if name in story.rank_terms],
            **forms,
            **{f"{name}_form": form for name, form in wrong.items()},
        }
