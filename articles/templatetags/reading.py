"""What the reader's templates need: moments, languages, links. Written for loops: no tag here asks the database."""

from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info

from articles.attribution import web_address

register = template.Library()

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

register.filter("web_address", web_address)


@register.simple_tag
def age(moment: datetime) -> str:
    """Write how long ago ``moment`` was, as far as a reader cares: "38 min ago", "5 h ago", "14 March"."""
    return _time(moment, _age(timezone.now() - moment, moment))


@register.simple_tag
def moment(moment: datetime) -> str:
    """Write ``moment`` in full, in the site's time zone: "14 March 2026, 12:05"."""
    local = timezone.localtime(moment)
    return _time(moment, f"{local.day} {local:%B %Y, %H:%M}")


@register.simple_tag
def clock(moment: datetime) -> str:
    """Write the time of day of ``moment``, for lists whose heading is the day: "12:05"."""
    return _time(moment, f"{timezone.localtime(moment):%H:%M}")


@register.simple_tag
def today() -> str:
    """Write today's date as a newspaper does: "Saturday 14 March 2026"."""
    now = timezone.localtime()
    return format_html('<time datetime="{}">{}</time>', f"{now:%Y-%m-%d}", f"{now:%A} {now.day} {now:%B %Y}")


@register.simple_tag
def ours() -> str:
    """Write ``lang`` and ``dir`` of the frame's language, for our own words: <html>, and inside what others wrote."""
    return _language_of_frame(get_language() or settings.LANGUAGE_CODE)


@register.filter
def direction(language: str) -> str:
    """Return "rtl" for a language written so, "ltr" for another, "auto" where none is known."""
    primary = language.partition("-")[0].lower()
    if not primary:
        return "auto"
    return "rtl" if primary in RIGHT_TO_LEFT else "ltr"


@register.filter
def language_name(language: str) -> str:
    """Return the English name of a BCP 47 tag where Django knows it, else the tag: "de" -> "German"."""
    try:
        return str(get_language_info(language.lower())["name"])
    except KeyError:
        return language


@register.filter
def host(url: str) -> str:
    """Return the host of ``url`` as a reader knows it, without "www."; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.simple_tag
def name_of_site() -> str:
    """Name the site where there is no context: on the pages that must work when nothing else does."""
    return settings.SITE_NAME


@register.simple_tag(takes_context=True)
def current(context: template.Context, place: str) -> str:
    """Mark a link to the page that is shown, for those who hear it and for the style sheet.

    ``place`` is a path, or the name of a URL.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    match = request.resolver_match
    is_here = place in (request.path, match.url_name if match else None)
    return format_html(' aria-current="{}"', "page") if is_here else ""


@cache
def _language_of_frame(language: str) -> str:
    return format_html('lang="{}" dir="{}"', language, direction(language))


def _time(moment: datetime, text: str) -> str:
    """Keep the English of ``text`` together where it stands in a line that is read from the right."""
    return format_html('<time dir="ltr" datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), text)


def _age(elapsed: timedelta, moment: datetime) -> str:
    if elapsed < HOUR:
        return f"{max(1, elapsed // timedelta(minutes=1))} min ago"
    if elapsed < DAY:
        return f"{elapsed // HOUR} h ago"
    local, now = timezone.localtime(moment), timezone.localtime()
    return f"{local.day} {local:%B}" if local.year == now.year else f"{local.day} {local:%B %Y}"
