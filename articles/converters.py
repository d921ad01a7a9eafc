"""What may stand in the URLs of the site."""

from datetime import date, datetime

from django.urls import register_converter
from django.urls.converters import StringConverter

from articles.feeds.formats import FORMATS


class WordsConverter(StringConverter):
    """A slug in any script: letters, digits, hyphens. Nothing that Postgres would refuse, such as NUL."""

    regex = r"[-\w]{1,100}"


class TagConverter(StringConverter):
    """A tag, spelled in any way: whatever comes, ``tag_slug`` makes of it what Postgres is asked."""

    regex = r"[^/\\]{1,100}"


class DayConverter:
    """A day: 2026/03/14. One that is in no calendar is not found, nor one on which no article can be."""

    regex = "(?:19|20|21)[0-9]{2}/[0-9]{2}/[0-9]{2}"
    form = "%Y/%m/%d"

    def to_python(self, value: str) -> date:
        """Read it; ValueError where there is no such day."""
        return datetime.strptime(value, self.form).date()  # noqa: DTZ007  A day has no time zone.

    def to_url(self, value: date) -> str:
        """Write it."""
        return f"{value:{self.form}}"


class MonthConverter(DayConverter):
    """A month, as its first day: 2026/03."""

    regex = "(?:19|20|21)[0-9]{2}/[0-9]{2}"
    form = "%Y/%m"


class FormConverter(StringConverter):
    """The ending of a feed's address: rss, atom or json."""

    regex = "|".join(FORMATS)


class DigestConverter(StringConverter):
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"


def register() -> None:
    """Make all known to ``path()``."""
    register_converter(DigestConverter, "digest")
    register_converter(WordsConverter, "words")
    register_converter(DayConverter, "day")
    register_converter(MonthConverter, "month")
    register_converter(TagConverter, "tag")
    register_converter(FormConverter, "form")
