"""What may stand in the URLs of the site."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from articles.feeds.formats import FORMATS


class WordsConverter(StringConverter):
    """A slug in any script: letters, digits, hyphens. Nothing that Postgres would refuse, such as NUL."""

    regex = r"[-\w]{1,100}"


class TagConverter(StringConverter):
    """A tag, spelled in any way: whatever comes, ``tag_slug`` makes of it what Postgres is asked."""

    regex = r"[^/\\]{1,100}"


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
    register_converter(TagConverter, "tag")
    register_converter(FormConverter, "form")
