"""What editors write and choose on the page of a story."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from articles.models import Article, Story
from articles.stories import orders

ADDRESS = re.compile(r"(?:\S*/story/)?#?(\d{1,18})(?:-[^/\s]*)?/?")
"""A story by its number or its address."""

OFFERED = 5
PINS = {"3h": timedelta(hours=3), "12h": timedelta(hours=12), "1d": timedelta(days=1)}


class StoryField(forms.CharField):
    """A story by its number, its address, or words of its headline that no other has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=600, help_text="Its number, its address, or words of its headline.", **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the story. Raises ``ValidationError``, with the choice where several match."""
        said = super().clean(value)
        if not said:
            return None
        named = ADDRESS.fullmatch(said)
        if named:
            return _only(Story.objects.filter(pk=named[1])[:1])
        words = Q(edited_headline__icontains=said) | Q(lead__edited_headline__icontains=said)
        found = Story.objects.visible().filter(words | Q(lead__headline__icontains=said)).select_related("lead")
        return _only(found.ranked()[: OFFERED + 1])


def _only(found: Any) -> Story:
    """Return the one story that was found."""
    stories: list[Story] = list(found)
    if not stories:
        raise ValidationError("There is no such story.")
    if len(stories) > 1:
        more = " and others" if len(stories) > OFFERED else ""
        named = "; ".join(f"{story.pk}: {story}" for story in stories[:OFFERED])
        raise ValidationError(f"Which of these? {named}{more}. Give its number.")
    return stories[0]


class ReportsForm(forms.Form):
    """Which reports leave, and where to."""

    articles = forms.ModelMultipleChoiceField(
        queryset=Article.objects.none(), error_messages={"required": "Choose at least one report."}
    )
    to = StoryField(required=False, label="Story to move them to")

    def __init__(self, data: Any, story: Story) -> None:
        super().__init__(data)
        self.fields["articles"].queryset = story.articles.all()  # type: ignore[attr-defined]  # It is the field above.


class MoveForm(ReportsForm):
    """As above, where they have to go somewhere."""

    def clean_to(self) -> Story:
        """Demand a story."""
        story: Story | None = self.cleaned_data["to"]
        if story is None:
            raise ValidationError("Say which story to move them to.")
        return story


class MergeForm(forms.Form):
    """Which story to take in, and why."""

    gone = StoryField(label="Story to take in")
    reason = forms.CharField(max_length=300, required=False, label="Why (for the history)")


class HeadlineForm(forms.Form):
    """A headline and a dek of our own."""

    headline = forms.CharField(
        max_length=orders.HEADLINE,
        required=False,
        help_text="Shown in place of the lead's, whatever is reported later.",
    )
    dek = forms.CharField(
        max_length=orders.DEK, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="As above."
    )


class RankForm(forms.Form):
    """How high a story stands."""

    pin = forms.ChoiceField(
        label="Pin",
        required=False,
        choices=[
            ("", "As it is"),
            ("3h", "For 3 hours from now"),
            ("12h", "For 12 hours from now"),
            ("1d", "For a day from now"),
            ("none", "Not pinned"),
        ],
        help_text="A pinned story stands before all others.",
    )
    boost = forms.FloatField(
        min_value=-orders.BOOST,
        max_value=orders.BOOST,
        widget=forms.NumberInput(attrs={"step": 0.1}),
        help_text="Added to its rank; 1 counts as ten times the publishers.",
    )

    def pinned_until(self, before: datetime | None, now: datetime) -> datetime | None:
        """Return until when it is pinned by what was chosen."""
        chosen = self.cleaned_data["pin"]
        if chosen == "none" or (before and before <= now and not chosen):
            return None
        return now + PINS[chosen] if chosen else before
