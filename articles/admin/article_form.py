"""What an editor may write into an article, and what is asked before it is carried out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import ModelForm
from django.utils import timezone

from articles import freeze
from articles.admin import meanwhile
from articles.admin.moments import MomentField, in_words
from articles.models import Article

EDITED = (*freeze.FIELDS, "section")
NO_TAGS = "-"
TAGS, TAG_CHARACTERS = 30, 60
PLACEHOLDER_CHARACTERS = 200
SAY_WHY = "Say why first: the reason is kept, and readers see that of what was public."


class TagsField(forms.CharField):
    """Tags with commas between them; empty: the publisher's (None), "-": none."""

    def prepare_value(self, value: Any) -> Any:
        """Write tags as an editor does."""
        if isinstance(value, list):
            return ", ".join(value) or NO_TAGS
        return value

    def to_python(self, value: Any) -> list[str] | None:  # type: ignore[override]  # A list is what these words mean.
        """Read them."""
        text = str(value or "").strip()
        if not text:
            return None
        return [] if text == NO_TAGS else list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))

    def validate(self, value: Any) -> None:
        """Refuse too many, and what no tag can be."""
        if value and len(value) > TAGS:
            raise forms.ValidationError(f"At most {TAGS} tags.")
        if value and max(map(len, value)) > TAG_CHARACTERS:
            raise forms.ValidationError(f"A tag has at most {TAG_CHARACTERS} characters.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare tags, not the blanks between them."""
        return bool(self.to_python(data) != initial)

    def run_validators(self, value: Any) -> None:
        """Leave it to ``validate``."""


class ArticleForm(ModelForm[Article]):
    """What an editor may write; with a correction, what was wrong is said openly. Orders bring their times and reasons."""

    edited_tags = TagsField(
        required=False, label="Tags", help_text=f"With commas between them. Empty: the publisher's. “{NO_TAGS}”: none."
    )
    correction = forms.CharField(
        max_length=1000,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Only where we were wrong: what was said, and what is right. Readers see it with today's date, for good.",
    )
    begin = MomentField(label="Show from")
    end = MomentField(label="Show until")
    pin_until = MomentField(label="Pin until")
    status_reason = forms.CharField(max_length=300, required=False, label="Reason")
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        """Show the publisher's words where ours may stand."""
        super().__init__(*args, **named)
        article = self.instance
        self.now = timezone.now()
        self.taken: dict[str, Any] = {}
        times = {"begin": article.visible_from, "end": article.visible_until}
        others = {"status_reason": article.status_reason, "base": meanwhile.base_of(article, EDITED)}
        self.initial = {**self.initial, **times, **others}
        for name, (column, _) in freeze.FIELDS.items():
            if name in self.fields and name != "no_picture":
                self.fields[name].widget.attrs["placeholder"] = _told(getattr(article, column))
        if "no_picture" in self.fields:
            self.fields["no_picture"].label = "Show no picture"

    def clean(self) -> dict[str, Any]:
        """Ask for what the pressed button needs, and see to it that no other editor's words are lost."""
        super().clean()
        self._take_over()
        for button, ask in ASKED.items():
            if button in self.data:
                ask(self)
        self._ask_for_a_button()
        return self.cleaned_data

    def _take_over(self) -> None:
        """Take over what another editor changed; where both changed the same, show both."""
        base = meanwhile.read(self.cleaned_data.get("base", ""))
        if not base:
            return
        for name in EDITED:
            if name in self.fields and name in self.cleaned_data:
                self._settle(name, base.get(name))
        if any(base.get(name) != meanwhile.plain(getattr(self.instance, name)) for name in meanwhile.STANDING):
            self._warn_of_standing()
        if self.errors:  # The form is shown again, of what stands there now.
            self.data = {**{name: self.data[name] for name in self.data}, **self.taken, "base": self.initial["base"]}

    def _settle(self, name: str, before: Any) -> None:
        theirs, ours = getattr(self.instance, name), self.cleaned_data[name]
        now = meanwhile.plain(theirs)
        if now == before or now == meanwhile.plain(ours):
            return
        if meanwhile.plain(ours) == before:
            self.cleaned_data[name], self.taken[name] = theirs, self.fields[name].prepare_value(theirs) or ""
            return
        who = meanwhile.by_whom(self.instance)
        self.add_error(
            name,
            f"Meanwhile {who} wrote here: {meanwhile.in_words(str(theirs) if name == 'section' else theirs)}. "
            "Yours still stands below: save again to put it in its place.",
        )

    def _warn_of_standing(self) -> None:
        if any(button in self.data for button in ORDERS):
            who, state = meanwhile.by_whom(self.instance), self.instance.get_status_display().lower()
            self.add_error(
                None, f"Meanwhile {who} changed where it stands: it is now {state}. Press again if you still want to."
            )

    # What buttons need ------------------------------------------------------------------------------------------------
    def moment(self, name: str) -> datetime | None:
        """Return a time that was filled in."""
        found: datetime | None = self.cleaned_data.get(name)
        return found

    def ask_begin(self) -> None:
        """Ask for a time to come, before the end."""
        begin, end = self.moment("begin"), self.instance.visible_until
        if begin is None and "begin" not in self.errors:
            self.add_error("begin", "Choose from when it is to be shown.")
        elif begin and begin <= self.now:
            self.add_error("begin", f"{in_words(begin, self.now)} is over: choose a time that is still to come.")
        elif begin and end and end <= begin:
            self.add_error(
                "begin", f"It ends at {in_words(end, self.now)}, before it would begin. Give it a later end first."
            )

    def ask_end(self) -> None:
        """Ask for a time to come, after the beginning."""
        end, begin = self.moment("end"), self.instance.visible_from
        if end is None and "end" not in self.errors:
            self.add_error("end", "Choose until when it is to be shown.")
        elif end and end <= self.now:
            self.add_error("end", f"{in_words(end, self.now)} is over: choose a time that is still to come.")
        elif end and begin and end <= begin:
            self.add_error("end", f"It begins at {in_words(begin, self.now)}: choose a time after that.")

    def ask_reason(self) -> None:
        """Ask for the reason."""
        if not self.cleaned_data.get("status_reason", "").strip():
            self.add_error("status_reason", SAY_WHY)

    def ask_pin(self) -> None:
        """Ask for a time to come, of an article that is in a story."""
        until = self.moment("pin_until")
        if self.instance.story_id is None:
            self.add_error("pin_until", "It is in no story yet, and only stories are pinned.")
        elif until is None and "pin_until" not in self.errors:
            self.add_error("pin_until", "Choose until when it is to be pinned.")
        elif until and until <= self.now:
            self.add_error("pin_until", f"{in_words(until, self.now)} is over: choose a time that is still to come.")

    def _ask_for_a_button(self) -> None:
        """Say which button a time is for, rather than lose it where the form is saved without one."""
        if any(button in self.data for button in ORDERS):
            return
        times: Mapping[str, tuple[Any, str]] = {
            "begin": (self.instance.visible_from, "Schedule"), "end": (self.instance.visible_until, "End"), "pin_until": (None, "Pin"),
        }  # fmt: skip
        for name, (stands, button) in times.items():
            chosen = self.moment(name)
            if chosen and not _is_same_minute(chosen, stands):
                self.add_error(name, f"A time alone does nothing: press “{button} …” beside it, or empty it.")


ASKED: Mapping[str, Callable[[ArticleForm], None]] = {
    "_schedule": ArticleForm.ask_begin,
    "_expire": ArticleForm.ask_end,
    "_reject": ArticleForm.ask_reason,
    "_withdraw": ArticleForm.ask_reason,
    "_order": ArticleForm.ask_reason,
    "_pin": ArticleForm.ask_pin,
}
ORDERS = (*ASKED, "_schedule_at", "_publish", "_hold", "_forever", "_unpin", "_take")
"""The buttons that do more than save."""


def _is_same_minute(one: datetime, other: datetime | None) -> bool:
    return other is not None and one == other.replace(second=0, microsecond=0)


def _told(received: Any) -> str:
    """Return what the publisher says, short enough to stand in an empty field."""
    text = ", ".join(received) if isinstance(received, list) else str(received)
    return text[:PLACEHOLDER_CHARACTERS]
