"""What the reader's templates need: moments, languages, links. Written for loops: no tag here asks the database."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, ngettext

from articles.attribution import web_address
from articles.section_names import section_name

register = template.Library()

LINKED = frozenset({"latest", "saved", "sources", "about", "search", "section"})
"""Names of the URLs to which the masthead of every page leads."""

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SAMPLES = (1, 2, 3, 11, 100)
"""One number for each plural form that our languages have (CLDR: one, two, few, many, other)."""

register.filter("web_address", web_address)
register.filter("section_name", section_name)


@register.simple_tag
def age(moment: datetime) -> str:
    """Write how long ago ``moment`` was, as far as a reader cares: "38 min ago", "5 h ago", "14 March".

    reader.js keeps it true while the page is open. It stands in a line of ours ({% ours %}), so it needs no direction.
    """
    text = _age(timezone.now() - moment, moment, _language())
    return format_html('<time class="age" datetime="{}">{}</time>', _machine_time(moment), text)


@register.simple_tag
def ages(unit: str) -> str:
    """Write the phrase of ``age`` for each plural form of the language, for reader.js: "1 min ago|2 min ago|..."."""
    phrase = minutes_ago if unit == "minutes" else hours_ago
    return "|".join(phrase(count) for count in SAMPLES)


@register.simple_tag
def moment(moment: datetime) -> str:
    """Write ``moment`` in full, in the site's time zone: "14 March 2026, 12:05"."""
    language = _language()
    return _time(moment, date_format(timezone.localtime(moment), "MOMENT_FORMAT"), direction(language))


@register.simple_tag
def clock(moment: datetime) -> str:
    """Write the time of day of ``moment``, for lists whose heading is the day: "12:05", so in all our languages."""
    return _time(moment, f"{timezone.localtime(moment):%H:%M}", "ltr")


@register.simple_tag
def today() -> str:
    """Write today's date as a newspaper does: "Saturday 14 March 2026"."""
    return _today(timezone.localdate(), _language())


@register.simple_tag
def ours() -> str:
    """Write ``lang`` and ``dir`` of the frame's language, for our own words: <html>, and inside what others wrote."""
    return _language_of_frame(_language())


@register.filter
def direction(language: str) -> str:
    """Return "rtl" for a language written so, "ltr" for another, "auto" where none is known."""
    primary = language.partition("-")[0].lower()
    if not primary:
        return "auto"
    return "rtl" if primary in RIGHT_TO_LEFT else "ltr"


@register.filter
def language_name(language: str) -> str:
    """Name a BCP 47 tag in the frame's language where Django can, else return the tag: "de" -> "German"."""
    try:
        return str(get_language_info(language.lower())["name_translated"])
    except KeyError:
        return language


@register.filter
def host(url: str) -> str:
    """Return the host of ``url`` as a reader knows it, without "www."; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.filter
def bare_address(url: str) -> str:
    """Return ``url`` as people say it: without its scheme, "www." and a last slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


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


@register.filter
def place(request: HttpRequest | None) -> str:
    """Return the path of a page that the masthead links to, "" of any other: all that its lists are made from."""
    match = request.resolver_match if request else None
    return request.path if request and match and match.url_name in LINKED else ""


def minutes_ago(count: int) -> str:
    """Say it in the frame's language."""
    return ngettext("%(count)d min ago", "%(count)d min ago", count) % {"count": count}


def hours_ago(count: int) -> str:
    """Say it in the frame's language."""
    return ngettext("%(count)d h ago", "%(count)d h ago", count) % {"count": count}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@cache
def _language_of_frame(language: str) -> str:
    return format_html('lang="{}" dir="{}"', language, direction(language))


@lru_cache(maxsize=8)
def _today(day: date, language: str) -> str:
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), capfirst(_day(day, "TODAY_FORMAT", language)))


@lru_cache(maxsize=1_024)
def _day(day: date, form: str, _language: str) -> str:
    """Write ``day`` in the language that is active; a list asks for few days, and often."""
    return date_format(day, form)


def _machine_time(moment: datetime) -> str:
    """Write it for machines, UTC as "Z": a front page has sixty of them."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _time(moment: datetime, text: str, direction: str) -> str:
    """Keep ``text`` together where it stands in a line that is read from the other side."""
    return format_html('<time dir="{}" datetime="{}">{}</time>', direction, _machine_time(moment), text)


def _age(elapsed: timedelta, moment: datetime, language: str) -> str:
    if elapsed < HOUR:
        return minutes_ago(max(1, elapsed // MINUTE))
    if elapsed < DAY:
        return hours_ago(elapsed // HOUR)
    day = timezone.localdate(moment)
    return _day(day, "DAY_FORMAT" if day.year == timezone.localdate().year else "DAY_OF_YEAR_FORMAT", language)
