"""Sources in the admin: who they are, what they granted, and how much of them there is."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, IntegerField, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import audit, desk_log
from articles.admin import grants
from articles.admin.grants import COUNTED, GrantFilter
from articles.admin.orders import actor_of
from articles.audit import Change
from articles.families import domain
from articles.models import Article, Source
from articles.retention import LONGEST_DAYS, overdue

SOON_PRUNED = (
    "{count:,} articles of this source are older than {days:,} days. The next pruning removes them for good, but for those "
    "that a feed still carries or an editor touched."
)
KIN_SHOWN = 10
RIGHTS = "What the publisher granted, and where that can be read. Every page, feed and card obeys it."
NOT_YOURS = f"{RIGHTS} You may look at it; who has the role Rights may change it."


class SourceForm(ModelForm[Source]):
    """Judges what the model alone cannot say in an editor's words."""

    def is_valid(self) -> bool:
        """Refuse to be saved where somebody only looks; the form is shown again as it was filled in, without an error."""
        return super().is_valid() and grants.LOOK not in self.data

    @property
    def may_look(self) -> bool:
        """Whether there is something to look at: a source that we have, with rights that who asks may change."""
        return bool(self.instance.pk) and "rights_mode" in self.fields

    @property
    def look(self) -> Mapping[str, Any] | None:
        """What readers would see differently, if somebody looks and the form is right."""
        if not self.may_look or grants.LOOK not in self.data or self.errors:
            return None
        return grants.preview(self.instance, Source.objects.get(pk=self.instance.pk).grant)

    def clean_retention_days(self) -> int | None:
        """Refuse more days than anybody can mean."""
        days: int | None = self.cleaned_data["retention_days"]
        if days is not None and days > LONGEST_DAYS:
            raise ValidationError(f"Give at most {LONGEST_DAYS:,} days (a hundred years), or 0 to keep them for good.")
        return days


class NewSourceForm(SourceForm):
    """Asks besides how a new one begins."""

    begins = forms.ChoiceField(
        label="Begins as",
        choices=[
            ("trial", "On trial: its feeds are polled, and every article waits for an editor"),
            ("active", "Active: its articles are published as said below"),
            ("proposed", "Proposed: nothing is asked for, and readers do not hear of it"),
        ],
        widget=forms.RadioSelect,
        initial="trial",
    )


class SourceAdmin(admin.ModelAdmin[Source]):
    """Publishers with their rights; the list says at a glance what readers get of each.

    ``ingest/admin/source.py`` registers it, with their feeds.
    """

    list_display: tuple[str, ...] = (
        "name",
        "standing",
        "granted",
        "new_articles",
        "section",
        "language",
        "article_count",
    )
    list_filter = ("state", GrantFilter, "rights_mode", "publishing", "section", "language", "is_sample")
    list_select_related = ("section",)
    list_per_page = 50
    search_fields = ("name", "home_url", "licence_name", "family")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ("kin",)
    form = SourceForm

    def view_on_site(self, obj: Source) -> str | None:
        """Lead to its page only where there is one: of a proposed publisher readers do not hear."""
        return None if obj.state == Source.State.PROPOSED else obj.get_absolute_url()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Count the published articles of the rows of one page, by the index of their river and not on and on."""
        own = Article.objects.filter(source=OuterRef("pk"), status=Article.Status.PUBLISHED)
        some = ArraySubquery(own.order_by("-published_at", "-pk").values("pk")[: COUNTED + 1])
        counted = Func(some, function="cardinality", output_field=IntegerField())
        return super().get_queryset(request).annotate(articles_stored=counted)

    def get_form(self, request: HttpRequest, obj: Source | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask of a new one how it begins."""
        return super().get_form(request, obj, change, form=SourceForm if obj else NewSourceForm, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """Show who it is, how long its articles stay, and what it granted."""
        who = ("name", "slug", "home_url", "description", "language", "country", "family", "section")
        own = "What happens to a new article of this source, and how long it stays."
        return (
            (None, {"fields": (*who, "kin") if obj else (*who[:-1], "section", "begins")}),
            ("Publishing", {"fields": ("publishing", "retention_days"), "description": own}),
            ("Rights", {"fields": grants.FIELDS, "description": RIGHTS if _may_grant(request) else NOT_YOURS}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """Leave the rights to those who may grant them; a forged post changes nothing."""
        return (*self.readonly_fields, *(() if _may_grant(request) else grants.FIELDS))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """Make a slug of the name of a new source only: the address of one that is known stays."""
        return {} if obj else self.prepopulated_fields

    # What is done -----------------------------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Source, form: ModelForm[Source], change: bool) -> None:
        """Save it, keep who changed what, and say what that means for readers."""
        now, actor = timezone.now(), actor_of(request)
        before = Source.objects.filter(pk=obj.pk).select_related("section").first()
        if before is None:
            obj.state, obj.state_at, obj.state_by = form.cleaned_data["begins"], now, actor
        super().save_model(request, obj, form, change)
        audit.record("edited" if before else "added", [_change(before, obj, form)], actor=actor, now=now)
        if before is None:
            if obj.state in Source.READ:
                desk_log.tell_of_sources(desk_log.Kind.SOURCE_ADDED, [obj], now, actor=actor)
            return
        if told := grants.effect(obj, before.grant):
            messages.info(request, told)
        self._warn_of_pruning(request, obj, form)

    def _warn_of_pruning(self, request: HttpRequest, obj: Source, form: ModelForm[Source]) -> None:
        """Say how much a new retention will cost."""
        if obj.retention_days and "retention_days" in form.changed_data:
            count = overdue([obj.pk], obj.retention_days, timezone.now()).count()
            if count:
                messages.warning(request, SOON_PRUNED.format(count=count, days=obj.retention_days))

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        """Delete a source, and tell readers that it is no longer one of ours."""
        self.delete_queryset(request, Source.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Delete sources, and tell readers that they are no longer ours."""
        now, actor = timezone.now(), actor_of(request)
        gone = list(queryset)
        desk_log.tell_of_sources(desk_log.Kind.SOURCE_CLOSED, gone, now, actor=actor)
        audit.record("deleted", [Change(one, {"name": one.name}, {}) for one in gone], actor=actor, now=now)
        super().delete_queryset(request, queryset)

    # What is shown ----------------------------------------------------------------------------------------------------
    @admin.display(description="publishing", ordering="publishing")
    def new_articles(self, source: Source) -> str:
        """Say what happens to a new article: on trial, each waits for an editor, whatever is to come afterwards."""
        is_tried = source.state == Source.State.TRIAL
        return Source.Publishing.REVIEW.label if is_tried else source.get_publishing_display()

    @admin.display(description="state", ordering="state")
    def standing(self, source: Source) -> str:
        """Say how far we are with it, in a word and its colour."""
        return format_html('<span class="state source-{}">{}</span>', source.state, source.get_state_display())

    @admin.display(description="what readers get", ordering="rights_mode")
    def granted(self, source: Source) -> str:
        """Say in words what may be shown today."""
        return grants.granted(source)

    @admin.display(description="published")
    def article_count(self, source: Source) -> str:
        """Link to its published articles, of which not more than ``COUNTED`` are counted."""
        url = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}&status__exact=published"
        words = '<a href="{}">{}<span class="visually-hidden"> articles of {}</span></a>'
        count: int = getattr(source, "articles_stored", 0)
        return format_html(words, url, f"{COUNTED:,}+" if count > COUNTED else f"{count:,}", source.name)

    @admin.display(description="counts as one with")
    def kin(self, source: Source) -> str:
        """Name the sources that are of one family with it, as far as editors said so."""
        family = source.family or domain(source.home_url)
        if not family:
            return "none: it has neither a family nor a home page"
        others = Source.objects.filter(family=family).exclude(pk=source.pk).values_list("name", flat=True)
        return ", ".join(others[:KIN_SHOWN]) or f"nobody else that says so (its family is {family})"


def _may_grant(request: HttpRequest) -> bool:
    return request.user.has_perm("articles.grant_rights")


def _change(before: Source | None, after: Source, form: ModelForm[Source]) -> Change:
    """Return what a form changed of a source."""
    if before is None:
        return Change(after, {}, {"name": after.name, "state": after.get_state_display()})
    names = [name for name in form.changed_data if hasattr(before, name)]
    return Change(
        after, {name: getattr(before, name) for name in names}, {name: getattr(after, name) for name in names}
    )
