"""Names of sections: where the desk gave a section one of the usual names, readers see it in the language of the frame."""

from django.utils.translation import pgettext, pgettext_lazy

USUAL = (
    pgettext_lazy("section", "World"),
    pgettext_lazy("section", "Politics"),
    pgettext_lazy("section", "Business"),
    pgettext_lazy("section", "Economy"),
    pgettext_lazy("section", "Local"),
    pgettext_lazy("section", "Society"),
    pgettext_lazy("section", "Education"),
    pgettext_lazy("section", "Science"),
    pgettext_lazy("section", "Technology"),
    pgettext_lazy("section", "Health"),
    pgettext_lazy("section", "Climate"),
    pgettext_lazy("section", "Environment"),
    pgettext_lazy("section", "Culture"),
    pgettext_lazy("section", "Opinion"),
    pgettext_lazy("section", "Sport"),
    pgettext_lazy("section", "Travel"),
)
"""What the catalogues know; every other name stays as the desk wrote it."""


def section_name(name: str) -> str:
    """Return the name of a section in the frame's language, as far as that is known: "World" -> "Monde"."""
    return pgettext("section", name) if name else ""
