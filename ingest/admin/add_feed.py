"""The form that adds a feed."""

from typing import Any

from django import forms

from articles.models import Section
from ingest import adding
from ingest.adding import Added
from ingest.errors import IngestError
from ingest.models import Feed
from ingest.pipeline import Settings


class AddFeedForm(forms.ModelForm[Feed]):
    """Ask for a URL; adding fetches it once, so the form knows at once whether a feed is there."""

    url = forms.URLField(
        label="URL", max_length=2048, assume_scheme="https", help_text="Of the feed, or of a site that leads to one."
    )
    section = forms.ModelChoiceField(queryset=Section.objects.all(), required=False)
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
        try:
            self.added = adding.add(facts["url"], Settings.from_django(), facts.get("section"))
        except IngestError as error:
            raise forms.ValidationError({"url": str(error)}) from error
        return facts

    def _post_clean(self) -> None:
        """Leave out what a form does for a row it would save: ``adding`` has saved it."""

    def save(self, commit: bool = True) -> Feed:
        """Return the feed that was added."""
        return self.added.feed

    def save_m2m(self) -> None:
        """There is nothing to do."""
