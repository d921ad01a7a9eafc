"""The form that adds a feed."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect
from django.template.loader import render_to_string

from articles.digest import sha256
from articles.models import Section
from ingest import adding
from ingest.adding import Added
from ingest.discover import FoundFeed
from ingest.errors import IngestError
from ingest.models import Feed
from ingest.pipeline import Settings
from ingest.seek import USUAL_PLACES, SeveralFeeds


class AddFeedForm(forms.ModelForm[Feed]):
    """Ask for a URL; adding fetches it once, so the form knows at once whether a feed is there.

    Where a page leads to several feeds, the same field offers them instead of a box to type in: what is chosen is the
    URL, and the page is not fetched again.
    """

    url = forms.URLField(
        label="URL",
        max_length=2048,
        assume_scheme="https",
        help_text="Of the feed, or of a site, a channel or a repository that leads to one.",
    )
    section = forms.ModelChoiceField(queryset=Section.objects.all(), required=False)
    probe = forms.BooleanField(
        label="Look in the usual places too",
        required=False,
        help_text=f"Where the page names no feed: at {', '.join(USUAL_PLACES)}, one request each.",
    )
    added: Added

    class Meta:
        """Only what the editor must say."""

        model = Feed
        fields = ("url", "section")

    def clean(self) -> dict[str, Any] | None:
        """Fetch it: whatever keeps us from it becomes the error of the field."""
        facts = super().clean() or self.cleaned_data
        if "url" not in facts:
            return facts
        settings, section = Settings.from_django(), facts.get("section")
        try:
            self.added = adding.add(facts["url"], settings, section, probe=facts["probe"])
        except SeveralFeeds as error:
            self._offer(error.found)
            raise forms.ValidationError({"url": "Choose one of the feeds that this page leads to."}) from error
        except IngestError as error:
            raise forms.ValidationError({"url": str(error)}) from error
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

    def _post_clean(self) -> None:
        """Leave out what a form does for a row it would save: ``adding`` has saved it."""

    def save(self, commit: bool = True) -> Feed:
        """Return the feed that was added."""
        return self.added.feed

    def save_m2m(self) -> None:
        """There is nothing to do."""
