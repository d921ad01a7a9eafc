"""Lists of feeds at the desk: in, with a dry run first, and out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import audit
from articles.audit import Change
from articles.models import Source
from ingest import drafts, opml, subscriptions
from ingest.errors import DocumentError
from ingest.models import Draft, Feed
from ingest.opml import LIST_BYTES, OpmlList
from ingest.subscriptions import Imported

NO_LIST = "What you sent is kept for a day, and was imported or given up: send it again."
LISTED = 500
"""So many lines of each kind are shown; of more the page says how many there are."""


class ListForm(forms.Form):
    """Asks for a list, and how new sources begin."""

    file = forms.FileField(
        label="OPML file", help_text="As other readers export it: Feedly, Inoreader, NetNewsWire, FreshRSS, Miniflux."
    )
    state = forms.ChoiceField(
        label="New sources begin",
        choices=[
            (Source.State.TRIAL, "On trial: every article waits for an editor"),
            (Source.State.ACTIVE, "Active: their articles are published at once"),
            (Source.State.PROPOSED, "Proposed: nothing is asked for yet"),
        ],
        initial=Source.State.TRIAL,
        widget=widgets.AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    listed: OpmlList
    body: bytes

    def clean_file(self) -> UploadedFile[bytes]:
        """Read it: what cannot be read becomes the error of the field."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        self.body = sent.read(LIST_BYTES + 1)
        try:
            self.listed = opml.read(self.body)
        except DocumentError as error:
            raise forms.ValidationError(f"{error} Export it once more from your reader, as OPML.") from error
        return sent


class Lists(admin.ModelAdmin[Feed]):
    """The page for lists, and the list that we give away."""

    def list_urls(self) -> list[URLPattern]:
        """Return where they are."""
        view = self.admin_site.admin_view
        return [
            path("opml/", view(self.opml_view), name="ingest_feed_opml"),
            path("opml.xml", view(self.export_view), name="ingest_feed_export"),
        ]

    def opml_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a list, say what it would do, and do it."""
        owner = _operator(request)
        if request.method == "POST" and "_import" in request.POST:
            return self._import(request, owner)
        form = ListForm(request.POST or None, request.FILES or None)
        facts: dict[str, Any] = {"form": form, "title": "Import a list of feeds", "listed": LISTED}
        if request.method == "POST" and form.is_valid():
            state = form.cleaned_data["state"]
            draft = drafts.keep_list(form.body, owner, timezone.now())
            rehearsed = subscriptions.import_list(
                _allowed(form.listed, request), timezone.now(), dry_run=True, facts={"state": state}
            )
            facts |= {"draft": draft, "would": rehearsed, "state": Source.State(state), "name": form.listed.title}
            facts |= {"lists": _lists(rehearsed)}
        return render(request, "admin/ingest/feed/opml.html", {**self.admin_site.each_context(request), **facts})

    def _import(self, request: HttpRequest, owner: User) -> HttpResponse:
        """Do what the dry run said."""
        draft, state = _draft(request, owner), request.POST.get("state", "")
        if draft is None or state not in Source.State.values:
            messages.error(request, NO_LIST)
            return HttpResponseRedirect(reverse("admin:ingest_feed_opml"))
        now = timezone.now()
        listed = _allowed(opml.read(drafts.body_of(draft)), request)
        done = subscriptions.import_list(listed, now, facts={"state": state})
        drafts.drop(draft)
        made = Source.objects.filter(created_at__gte=now, name__in=done.sources)
        audit.record("imported", [Change(one, {}, {"state": one.state}) for one in made], actor=owner, now=now)
        feeds, sources = len(done.new), len(done.sources)
        messages.success(
            request, f"{feeds} feeds of {sources} new sources were added; {len(done.known)} were here already."
        )
        return HttpResponseRedirect(reverse("admin:ingest_feed_changelist"))

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with all our feeds, their sections and rights."""
        _operator(request)
        document = opml.write(subscriptions.export(), str(self.admin_site.site_header))
        name = f"feeds-{timezone.localdate():%Y-%m-%d}.opml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return HttpResponse(document, content_type="text/x-opml; charset=utf-8", headers=headers)


def _operator(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("ingest.operate_feed"):
        raise PermissionDenied
    return request.user


def _draft(request: HttpRequest, owner: User) -> Draft | None:
    token = request.POST.get("token", "")
    try:
        return drafts.find(token, owner)
    except (ValueError, forms.ValidationError):
        return None


def _allowed(listed: OpmlList, request: HttpRequest) -> OpmlList:
    """Leave out the rights that a list brings where whoever sends it may not grant any."""
    if request.user.has_perm("articles.grant_rights"):
        return listed
    plain = tuple(replace(outline, rights={}) for outline in listed.outlines)
    return replace(listed, outlines=plain)


def _lists(would: Imported) -> Mapping[str, list[str]]:
    """Return what a dry run found, under the words for it; what is refused comes first."""
    return {
        "Refused, or not as it should be": would.problems,
        "New feeds": would.new,
        "New sources": would.sources,
        "New sections": would.sections,
        "Here already": would.known,
    }
