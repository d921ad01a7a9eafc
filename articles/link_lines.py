"""Links of an editor in a form: addresses of web pages, one a line."""

from typing import Any

from django import forms
from django.core.validators import URLValidator

from articles.models.editor import MOST_LINKS

WEB = URLValidator(schemes=("http", "https"))


class LinkLines(forms.CharField):
    """At most ``MOST_LINKS`` addresses; ``https://`` may be left out."""

    widget = forms.Textarea(attrs={"rows": MOST_LINKS, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """Write them one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare line by line."""
        return bool(super().has_changed(self.prepare_value(initial), "\n".join((data or "").splitlines())))

    def clean(self, value: Any) -> list[str]:
        """Return them."""
        links = [_whole(line.strip()) for line in (value or "").splitlines() if line.strip()]
        if len(links) > MOST_LINKS:
            raise forms.ValidationError(f"At most {MOST_LINKS}.")
        return links


def _whole(line: str) -> str:
    link = line if "://" in line else f"https://{line}"
    try:
        WEB(link)
    except forms.ValidationError as error:
        raise forms.ValidationError(f"{line} is no address of a web page.") from error
    return link
