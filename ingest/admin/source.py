"""Sources in the admin, with their feeds: how far we are with each, and the steps from there."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import audit, bulk
from articles.admin import closing
from articles.admin.orders import actor_of
from articles.admin.source import SourceAdmin
from articles.characters import one_line
from articles.models import Article, BulkOrder, Source
from articles.source_states import NEXT, NoWay
from ingest import ledger
from ingest.admin.condition import FAILING
from ingest.models import Feed

State = Source.State
HISTORY = 20
CHOICES = ("leave", "withdraw")
"""What may become of the articles of a source that is closed."""

MEANINGS = {
    State.PROPOSED: "Nothing is asked for, and readers do not hear of it.",
    State.TRIAL: "Its feeds are polled, and every article waits for an editor.",
    State.ACTIVE: "Its feeds are polled, and its articles are published as said below.",
    State.PAUSED: "None of its feeds is polled for now. What is shown of it stays.",
    State.CLOSED: "None of its feeds is polled any more. What is shown of it stays.",
}
WORDS = {
    State.TRIAL: "Put on trial",
    State.ACTIVE: "Take into the edition",
    State.PAUSED: "Pause",
    State.CLOSED: "Close",
}


class Step(NamedTuple):
    """A button: the state that it leads to, what it says, and what that means."""

    state: State
    words: str
    meaning: str


@admin.register(Source)
class PublisherAdmin(SourceAdmin):
    """Publishers with their feeds, and the steps from proposed to closed."""

    list_display = (
        "name", "standing", "granted", "new_articles", "section", "language", "article_count", "feed_count",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Count the feeds of the rows of one page, and those that fail."""
        counts = {"feeds_known": _count(Q()), "feeds_failing": _count(FAILING)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="feeds")
    def feed_count(self, source: Source) -> str:
        """Link to the feeds of the source, and say how many fail."""
        url = f"{reverse('admin:ingest_feed_changelist')}?source__id__exact={source.pk}"
        failing: int = getattr(source, "feeds_failing", 0)
        known: int = getattr(source, "feeds_known", 0)
        link = format_html(
            '<a href="{}">{}<span class="visually-hidden"> feeds of {}</span></a>', url, known, source.name
        )
        return format_html('{} <span class="state failing">{} failing</span>', link, failing) if failing else link

    # Steps ------------------------------------------------------------------------------------------------------------
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Carry out the buttons that lead to another state, and show them."""
        if object_id and request.method == "POST" and "_step" in request.POST:
            return self._take_step(request, object_id)
        if object_id and request.method == "POST" and "_empty" in request.POST:
            return self._empty(request, object_id)
        extra_context = {**(self._standing(request, object_id) if object_id else {}), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _standing(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """Return what the form says above itself."""
        source = self.get_object(request, object_id)
        if source is None:
            return {}
        state = State(source.state)
        may_withdraw = state == State.CLOSED and bulk.may_order(actor_of(request), closing.VERB)
        return {
            "meaning": MEANINGS[state],
            "steps": [Step(next_one, _words(state, next_one), MEANINGS[next_one]) for next_one in NEXT[state]],
            "must_say": source.state in Source.READ,
            "reason_given": request.GET.get("reason", ""),
            "history": audit.history(source)[:HISTORY],
            "withdrawable": closing.count(source) if may_withdraw else 0,
            "most": bulk.MOST,
        }

    def _take_step(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a source into another state, and its feeds with it; the reason is asked for."""
        source = self.get_object(request, object_id)
        if source is None or not self.has_change_permission(request, source):
            raise PermissionDenied
        reason, state = one_line(request.POST.get("reason", ""), 300), request.POST["_step"]
        if not reason:
            messages.error(request, "Nothing done: say why first.")
            return HttpResponseRedirect(request.path)
        if state == State.CLOSED and (count := self._undecided(request, source)):
            return self._ask(request, source, reason, count)
        try:
            with transaction.atomic():
                source, feeds = ledger.take_step(source.pk, state, reason, actor_of(request), timezone.now())
                order = self._withdraw(request, source, reason) if state == State.CLOSED else None
        except NoWay as no_way:
            messages.error(request, f"Nothing done: {no_way}")
            return HttpResponseRedirect(request.path)
        LogEntry.objects.log_actions(
            request.user.pk or 0, Source.objects.filter(pk=source.pk), CHANGE, f"{source.get_state_display()}: {reason}"
        )
        messages.success(request, _done(source, feeds, is_emptied=order is not None))
        return _page_of(order) if order else HttpResponseRedirect(request.path)

    # Closing ----------------------------------------------------------------------------------------------------------
    def _undecided(self, request: HttpRequest, source: Source) -> int:
        """Return of how many articles somebody who may decide it has still to say what becomes of them."""
        may_decide = bulk.may_order(actor_of(request), closing.VERB)
        return closing.count(source) if may_decide and request.POST.get("articles") not in CHOICES else 0

    def _ask(self, request: HttpRequest, source: Source, reason: str, count: int) -> HttpResponse:
        """Ask what becomes of its articles, with how many there are."""
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Close {source}",
            "source": source,
            "reason": reason,
            "count": count,
            "most": bulk.MOST,
        }
        return TemplateResponse(request, "admin/articles/source/close.html", shown)

    def _withdraw(self, request: HttpRequest, source: Source, reason: str) -> BulkOrder | None:
        """Order its articles to be withdrawn, if that was chosen by somebody who may."""
        actor = actor_of(request)
        if request.POST.get("articles") != "withdraw" or not bulk.may_order(actor, closing.VERB):
            return None
        return closing.withdraw(source, reason, actor)

    def _empty(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Withdraw what is still shown of a source that was closed before."""
        source = self.get_object(request, object_id)
        if source is None or not bulk.may_order(actor_of(request), closing.VERB):
            raise PermissionDenied
        reason = one_line(request.POST.get("reason", ""), 300)
        if not reason or source.state != State.CLOSED:
            messages.error(request, "Nothing done: say why first." if not reason else "Nothing done: it is not closed.")
            return HttpResponseRedirect(request.path)
        order = closing.withdraw(source, reason, actor_of(request))
        return _page_of(order) if order else HttpResponseRedirect(request.path)


def _page_of(order: BulkOrder) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_bulkorder_change", args=[order.pk]))


def _count(which: Q) -> Coalesce:
    """Return how many feeds of a source are such."""
    counted = Feed.objects.filter(which, source=OuterRef("pk")).order_by().values("source").values(total=Count("pk"))
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _words(before: State, after: State) -> str:
    """Say what a button does: who comes back is not taken in."""
    if after == State.ACTIVE and before in (State.PAUSED, State.CLOSED):
        return "Take up again"
    return WORDS[after]


def _done(source: Source, feeds: int, *, is_emptied: bool) -> str:
    """Say what a step came to; of what is closed and keeps its articles, where they are found."""
    of_feeds = f"{feeds} feed{'' if feeds == 1 else 's'} {'polled again' if source.state in Source.READ else 'at rest'}"
    said = format_html("{} is {} now; {}.", source.name, source.get_state_display().lower(), of_feeds)
    if source.state != State.CLOSED or is_emptied or not Article.objects.visible().of_source(source).exists():
        return said
    url = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}&status__exact=published"
    way = '{} <a href="{}">What is shown of it</a> stays, until somebody who may withdraw articles does so from here.'
    return format_html(way, said, url)
