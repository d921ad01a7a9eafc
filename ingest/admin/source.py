"""Sources in the admin, with their feeds: how far we are with each, and the steps from there."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import audit
from articles.admin.orders import actor_of
from articles.admin.source import SourceAdmin
from articles.models import Article, Source
from articles.source_states import NEXT, NoWay
from ingest import ledger
from ingest.admin.condition import FAILING
from ingest.models import Feed

State = Source.State
HISTORY = 20
MEANINGS = {
    State.PROPOSED: "Nothing is asked for, and readers do not hear of it.",
    State.TRIAL: "Its feeds are polled, and every article waits for an editor.",
    State.ACTIVE: "Its feeds are polled, and its articles are published as said below.",
    State.PAUSED: "None of its feeds is polled. What is shown of it stays.",
    State.CLOSED: "None of its feeds is polled, and readers are told so. What is shown of it stays.",
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
        "name", "standing", "granted", "publishing", "section", "language", "article_count", "feed_count",
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
        extra_context = {**(self._standing(request, object_id) if object_id else {}), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _standing(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """Return what the form says above itself."""
        source = self.get_object(request, object_id)
        if source is None:
            return {}
        state = State(source.state)
        return {
            "meaning": MEANINGS[state],
            "steps": [Step(next_one, _words(state, next_one), MEANINGS[next_one]) for next_one in NEXT[state]],
            "must_say": source.state in Source.READ,
            "reason_given": request.GET.get("reason", ""),
            "history": audit.history(source)[:HISTORY],
        }

    def _take_step(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a source into another state, and its feeds with it; the reason is asked for."""
        source = self.get_object(request, object_id)
        if source is None or not self.has_change_permission(request, source):
            raise PermissionDenied
        reason, state = request.POST.get("reason", "").strip(), request.POST["_step"]
        if not reason:
            messages.error(request, "Nothing done: say why first.")
            return HttpResponseRedirect(request.path)
        try:
            source, feeds = ledger.take_step(source.pk, state, reason, actor_of(request), timezone.now())
        except NoWay as no_way:
            messages.error(request, f"Nothing done: {no_way}")
            return HttpResponseRedirect(request.path)
        LogEntry.objects.log_actions(
            request.user.pk or 0, Source.objects.filter(pk=source.pk), CHANGE, f"{source.get_state_display()}: {reason}"
        )
        messages.success(request, _done(source, feeds))
        return HttpResponseRedirect(request.path)


def _count(which: Q) -> Coalesce:
    """Return how many feeds of a source are such."""
    counted = Feed.objects.filter(which, source=OuterRef("pk")).order_by().values("source").values(total=Count("pk"))
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _words(before: State, after: State) -> str:
    """Say what a button does: who comes back is not taken in."""
    if after == State.ACTIVE and before in (State.PAUSED, State.CLOSED):
        return "Take up again"
    return WORDS[after]


def _done(source: Source, feeds: int) -> str:
    """Say what a step came to; of what is closed, where its articles can be withdrawn."""
    of_feeds = f"{feeds} feed{'' if feeds == 1 else 's'} {'polled again' if source.state in Source.READ else 'at rest'}"
    said = format_html("{} is {} now; {}.", source.name, source.get_state_display().lower(), of_feeds)
    if source.state != State.CLOSED or not Article.objects.visible().of_source(source).exists():
        return said
    url = f"{reverse('admin:articles_article_changelist')}?source__id__exact={source.pk}&status__exact=published"
    way = '{} What is shown of it stays, unless you <a href="{}">choose it in the inbox and withdraw it</a>.'
    return format_html(way, said, url)
