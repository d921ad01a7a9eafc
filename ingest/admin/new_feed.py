"""What an editor decides about a feed that was found: whose it is, where its articles go, and what readers may see."""

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.http import HttpRequest

from articles.admin import grants
from articles.models import Section, Source
from articles.rights import Grant
from ingest.adding import Wishes, facts_of
from ingest.seek import Sought

NAMES_OFFERED = 1_000
OF_GRANT = ("rights_mode", "excerpt_words", "images_allowed", "licence_name", "licence_url", "rights_evidence")
"""What of the rights this form asks for; the form of the source has the rest."""


class NewFeedForm(forms.ModelForm[Source]):
    """Asks for a source by its name: one that is known, or a new one, which begins as it is told here."""

    whose = forms.CharField(
        label="Source",
        max_length=200,
        help_text="The name of one that is there, or a new name. What stands below is for a new one.",
        widget=forms.TextInput(attrs={"list": "names-known", "class": "vTextField"}),
    )
    section = forms.ModelChoiceField(
        queryset=Section.objects.all(), required=False, help_text="Where its articles go; empty: where its source's go."
    )
    begins = forms.ChoiceField(
        label="A new source begins",
        choices=[
            ("trial", "On trial: every article waits for an editor"),
            ("active", "Active: its articles are published as said below"),
        ],
        widget=widgets.AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    licence_url = forms.URLField(label="Licence URL", max_length=500, required=False, assume_scheme="https")

    field_order = ("whose", "section", "begins", "publishing")

    class Meta:
        """The fields of a new source."""

        model = Source
        fields = ("publishing", *OF_GRANT)

    def __init__(self, sought: Sought, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        facts = facts_of(sought.asked, sought.reading)
        kwargs["initial"] = {"whose": facts["name"], "begins": "trial", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._facts = {name: value for name, value in facts.items() if name != "name"}
        self.may_grant = request.user.has_perm("articles.grant_rights")
        if not self.may_grant:
            for name in OF_GRANT:
                del self.fields[name]
        self.names = Source.objects.order_by("name").values_list("name", flat=True)[:NAMES_OFFERED]
        self.found: Source | None = None

    def clean_whose(self) -> str:
        """Find the source of that name; of two of one name nobody knows which."""
        name: str = self.cleaned_data["whose"].strip()
        found = list(Source.objects.filter(name__iexact=name).select_related("section")[:2])
        if len(found) > 1:
            raise forms.ValidationError("Two sources have this name: give one of them another name first.")
        self.found = found[0] if found else None
        return name

    @property
    def grant(self) -> Grant:
        """The rights that the cards are to be shown under: those of the source, or those of a new one."""
        if self.found:
            return self.found.grant
        said = getattr(self, "cleaned_data", {})
        return Source(**{name: said[name] for name in OF_GRANT if said.get(name) is not None}).grant

    @property
    def shown_rights(self) -> str:
        """The same in words."""
        return grants.in_words(self.grant)

    def wishes(self) -> Wishes:
        """Return what was decided."""
        section = self.cleaned_data["section"]
        if self.found:
            return Wishes(source=self.found, section=section)
        said = {name: self.cleaned_data[name] for name in ("publishing", *OF_GRANT) if name in self.cleaned_data}
        own = {"name": self.cleaned_data["whose"], "state": self.cleaned_data["begins"]}
        return Wishes(facts={**self._facts, **said, **own}, section=section)
