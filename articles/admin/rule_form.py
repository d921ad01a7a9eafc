"""The form of a rule: for which entries, on which conditions, and what then."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet

from articles.models import Rule, Source
from articles.rules.condition import AGES, NEGATIVE, NUMBERS, OTHERS, POSITIVE, PRESENCE, TEXTS, Condition, fault
from articles.tags import tag_slug

PREFIX = "conditions"
MOST = 10
"""So many conditions a rule may have."""

EMPTY = Condition("anywhere", "contains")
"""A line that nobody filled in."""

FIELDS = [("Texts", list(TEXTS.items())), ("Others", list(OTHERS.items()))]
OPERATORS = [
    ("Texts", [*POSITIVE.items(), *NEGATIVE.items()]),
    ("Texts and picture", list(PRESENCE.items())),
    ("Age", list(AGES.items())),
    ("Number of words", list(NUMBERS.items())),
]


class ConditionForm(forms.Form):
    """One line: a field, an operator, a value. A line that says nothing is left out."""

    field = forms.ChoiceField(choices=FIELDS, initial=EMPTY.field)
    operator = forms.ChoiceField(choices=OPERATORS, initial=EMPTY.operator)
    value = forms.CharField(max_length=500, required=False, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = int(str(self.prefix).rpartition("-")[2]) + 1 if str(self.prefix)[-1:].isdecimal() else 0
        for name, bound in self.fields.items():
            bound.widget.attrs |= {"aria-label": f"Condition {number}: {name}", "autocomplete": "off"}
        self.fields["value"].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be asked, in words that say what to do."""
        cleaned = super().clean() or self.cleaned_data
        if self.condition and (wrong := fault(self.condition)):
            self.add_error("value", wrong)
        return cleaned

    @property
    def condition(self) -> Condition | None:
        """The condition that the line says, whole or not; None where it says nothing."""
        said = {name: self.cleaned_data.get(name, "") for name in ("field", "operator", "value")}
        condition = Condition(**said)
        return None if condition == EMPTY or not (said["field"] and said["operator"]) else condition


class Conditions(BaseFormSet[ConditionForm]):
    """All lines. One of them at least must say something."""

    def clean(self) -> None:
        """Refuse a rule that would hit everything."""
        if not any(self.errors) and not self.said:
            raise ValidationError("Give at least one condition: without any, the rule would hit every entry.")

    @property
    def said(self) -> list[Condition]:
        """The conditions that the lines say."""
        return [form.condition for form in self.forms if form.condition]


ConditionLines = cast(
    "type[Conditions]",
    forms.formset_factory(ConditionForm, formset=Conditions, extra=1, max_num=MOST, absolute_max=MOST),
)


def lines_of(rule: Rule | None) -> Conditions:
    """Return the lines of a rule that is stored, and an empty one behind them."""
    rows = rule.conditions.all() if rule else ()
    stored = [{"field": row.field, "operator": row.operator, "value": row.value} for row in rows]
    return ConditionLines(initial=stored, prefix=PREFIX)


def lines_in(data: Mapping[str, Any], *, more: int = 0) -> Conditions:
    """Return the lines as they were filled in, and ``more`` behind them."""
    total = f"{PREFIX}-TOTAL_FORMS"
    posted = {name: data[name] for name in data}
    if more and str(posted.get(total, "")).isdecimal():
        count = int(posted[total])
        posted[total] = str(min(count + more, MOST))
        for name, value in (("field", EMPTY.field), ("operator", EMPTY.operator), ("value", "")):
            posted.setdefault(f"{PREFIX}-{count}-{name}", value)
    return ConditionLines(posted, prefix=PREFIX)


class RuleForm(forms.ModelForm[Rule]):
    """All else of a rule."""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        to_field_name="slug",
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off", "class": "vTextField"}),
        label="Source",
        help_text="Begin to write its name and choose. Empty: every source.",
        error_messages={"invalid_choice": "There is no such source: begin to write its name and choose."},
    )
    tags = SimpleArrayField(
        forms.CharField(max_length=60), required=False, label="Add tags", help_text="Several with commas between them."
    )

    class Meta:
        """Conditions stand beside it."""

        model = Rule
        fields = (
            "name", "is_enabled", "source", "section", "needs_all", "standing", "move_to", "tags", "excerpt_only", "stops",
        )  # fmt: skip
        widgets = {"needs_all": forms.RadioSelect, "standing": forms.RadioSelect, "name": forms.TextInput}

    def __init__(self, *args: Any, is_closed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.source:
            self.initial["source"] = self.instance.source.slug
        self.fields["section"].empty_label = "Every section"  # type: ignore[attr-defined]  # They are choices of rows.
        self.fields["move_to"].empty_label = "Leave it where it is"  # type: ignore[attr-defined]  # As above.
        self.fields["move_to"].label = "Move to section"
        for field in self.fields.values():
            field.disabled = is_closed

    def clean_tags(self) -> list[str]:
        """Leave out what is no tag, and what was said twice."""
        given = {tag_slug(tag): tag.strip() for tag in self.cleaned_data["tags"]}
        return [tag for slug, tag in given.items() if slug]

    def clean(self) -> dict[str, Any]:
        """Refuse a rule that is for two, or that does nothing."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") and cleaned.get("section"):
            self.add_error("section", "Choose a source or a section, not both.")
        if not any(cleaned.get(name) for name in ("standing", "move_to", "tags", "excerpt_only")):
            self.add_error("standing", "Say what is to be done: drop, hold, publish, move, tag or excerpt only.")
        if cleaned.get("standing") == Rule.Standing.DROP and any(cleaned.get(name) for name in ("move_to", "tags")):
            self.add_error("standing", "What is dropped is neither moved nor tagged: choose one or the other.")
        return cleaned


def sources() -> Sequence[tuple[str, str]]:
    """Return what the field of the source offers: (slug, name)."""
    return list(Source.objects.order_by("name").values_list("slug", "name"))
