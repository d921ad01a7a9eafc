"""Adding a feed in two screens: any address -> what is found there, and how it would look -> decided and saved.

Nothing is stored before the second is saved but what was fetched (``ingest/drafts.py``), so that it is fetched once.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import audit
from articles.audit import Change
from articles.digest import sha256
from articles.ruling import current_book
from ingest import adding, drafts
from ingest.adding import Added
from ingest.admin.entry_card import SHOWN, Frame, cards
from ingest.admin.new_feed import NewFeedForm
from ingest.discover import FoundFeed
from ingest.errors import AddressRefused, BadStatus, IngestError, NotAFeed, TimedOut, Unreachable
from ingest.models import Draft, Feed
from ingest.pipeline import Settings
from ingest.seek import USUAL_PLACES, SeveralFeeds, Sought

HINTS: tuple[tuple[type[IngestError], str], ...] = (
    (TimedOut, "Try it again in a minute, or give the address of the feed itself: then only that is asked."),
    (NotAFeed, "Give the address of the feed itself, or tick the box below to look in the usual places."),
    (AddressRefused, "Give an address that everybody can reach, beginning with https://."),
    (BadStatus, "Open it in your browser: if it is there, its server may refuse programs, and its publisher can help."),
    (Unreachable, "Look for a slip in the address, and whether the site opens in your browser."),
)
"""What to do about each kind of error, the first that fits."""


class AddressForm(forms.Form):
    """Asks for an address, and looks what is there.

    Where a page leads to several feeds, the same field offers them instead of a box to type in: what is chosen is the
    address, and the page is not fetched again.
    """

    url = forms.URLField(
        label="Address",
        max_length=2048,
        assume_scheme="https",
        help_text="Of the feed, or of a site, a channel or a repository that leads to one.",
        widget=forms.URLInput(attrs={"class": "vURLField", "autofocus": True}),
    )
    probe = forms.BooleanField(
        label="Look in the usual places too",
        required=False,
        help_text=f"Where the page names no feed: at {', '.join(USUAL_PLACES)}, one request each.",
    )
    known: Feed | None = None
    sought: Sought | None = None

    def clean(self) -> dict[str, Any] | None:
        """Fetch it: whatever keeps us from it becomes the error of the field, with what to do about it."""
        facts = super().clean() or self.cleaned_data
        if "url" not in facts:
            return facts
        try:
            self.known = adding.known_at(facts["url"])
            if self.known is None:
                settings = adding.hurried(Settings.from_django())
                self.sought = adding.look(facts["url"], settings, probe=facts["probe"])
                self.known = adding.known_at(adding.address_of(self.sought))
        except SeveralFeeds as error:
            self._offer(error.found)
            raise forms.ValidationError({"url": "Choose one of the feeds that this page leads to."}) from error
        except IngestError as error:
            hint = next((hint for kind, hint in HINTS if isinstance(error, kind)), "")
            raise forms.ValidationError({"url": f"{error} {hint}".strip()}) from error
        return facts

    def _offer(self, found: tuple[FoundFeed, ...]) -> None:
        """Let the editor choose, and say which feeds are here already."""
        digests = {feed.url: sha256(feed.url) for feed in found}
        rows = Feed.objects.filter(url_digest__in=digests.values()).values_list("url_digest", flat=True)
        known = set(map(bytes, rows))
        choices = [
            (
                feed.url,
                render_to_string("admin/ingest/feed/choice.html", {"feed": feed, "known": digests[feed.url] in known}),
            )
            for feed in found
        ]
        self.fields["url"].widget = AdminRadioSelect(attrs={"class": "radiolist"}, choices=choices)
        self["url"].label, self["url"].help_text = "Feed", ""


class Journey(admin.ModelAdmin[Feed]):
    """The two screens."""

    def journey_urls(self) -> list[URLPattern]:
        """Return where the second screen is; the first is where Django's own form would be."""
        return [path("add/<uuid:token>/", self.admin_site.admin_view(self.preview_view), name="ingest_feed_preview")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who operates feeds adds some."""
        return request.user.has_perm("ingest.operate_feed")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for an address, look there, and go on with what is found."""
        owner = self._owner(request)
        form = AddressForm(request.POST or None, initial={"url": request.GET.get("url", "")})
        if request.method == "POST" and form.is_valid():
            if form.known:
                messages.warning(request, f"This feed is here already: {form.known.source}.")
                return HttpResponseRedirect(reverse("admin:ingest_feed_change", args=[form.known.pk]))
            if form.sought:
                draft = drafts.keep_document(form.sought.asked, form.sought.answer, owner, timezone.now())
                return HttpResponseRedirect(reverse("admin:ingest_feed_preview", args=[draft.token]))
        return self._page(request, "admin/ingest/feed/add.html", {"form": form, "title": "Add a feed"})

    def preview_view(self, request: HttpRequest, token: Any) -> HttpResponse:
        """Show what the entries would become, ask what is to be decided, and save."""
        draft = drafts.find(token, self._owner(request))
        if draft is None:
            messages.warning(request, "What was fetched is kept for a day, and was saved or given up: look again.")
            return HttpResponseRedirect(reverse("admin:ingest_feed_add"))
        try:
            settings = adding.hurried(Settings.from_django())
            sought = adding.read_again(draft.url, drafts.document_of(draft), settings, timezone.now())
        except IngestError as error:
            messages.error(request, f"{draft.url}: {error}")
            return HttpResponseRedirect(f"{reverse('admin:ingest_feed_add')}?{urlencode({'url': draft.url})}")
        form = NewFeedForm(sought, request, request.POST or None)
        is_valid = request.method == "POST" and form.is_valid()
        if is_valid and "_add" in request.POST:
            return self._add(request, draft, sought, form)
        return self._page(request, "admin/ingest/feed/preview.html", _facts(sought, form))

    def _add(self, request: HttpRequest, draft: Draft, sought: Sought, form: NewFeedForm) -> HttpResponse:
        """Make the feed of what was fetched, and say what came of it."""
        now = timezone.now()
        added = adding.keep_first(sought, form.wishes())
        drafts.drop(draft)
        adding.put_in_place(now)
        if added.is_new:
            self.log_addition(request, added.feed, f"Added {added.feed.url}")
            told = Change(added.feed.source, {}, {"feed": str(added.feed), "state": added.feed.source.state})
            audit.record("feed added", [told], actor=self._owner(request), now=now)
        messages.success(request, _told(added))
        return HttpResponseRedirect(reverse("admin:ingest_feed_change", args=[added.feed.pk]))

    def _owner(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        return request.user

    def _page(self, request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **facts}
        return render(request, template, context)


def _facts(sought: Sought, form: NewFeedForm) -> dict[str, Any]:
    """Return what the second screen shows of a feed."""
    reading = sought.reading
    section = form.cleaned_data.get("section") if form.is_bound and form.is_valid() else None
    shelf = section or (form.found.section if form.found else None)
    frame = Frame(
        grant=form.grant,
        book=current_book(),
        source_id=form.found.pk if form.found else 0,
        section_id=shelf.pk if shelf else None,
        now=timezone.now(),
    )
    return {
        "title": reading.title or "A feed without a title",
        "sought": sought,
        "address": adding.address_of(sought),
        "form": form,
        "cards": cards(reading.entries, frame),
        "count": len(reading.entries),
        "more": max(0, len(reading.entries) - SHOWN),
        "section": shelf,
    }


def _told(added: Added) -> str:
    """Say what came with a feed, and where it is."""
    if added.result is None:
        return "Somebody added this feed meanwhile."
    new, source = added.result.counts.new, added.feed.source
    waits = ", and wait for an editor" if source.state == source.State.TRIAL or source.publishing == "review" else ""
    return f"{new} article{'' if new == 1 else 's'} came with it{waits}."
