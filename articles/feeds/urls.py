"""Where the feeds out are: each list of the site, by the path of its page, and what is fed out of it."""

from collections.abc import Callable, Mapping
from functools import partial

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from articles.feeds import listings, records
from articles.feeds.views import feed
from articles.views import search
from articles.views.most_read import PERIODS
from articles.views.whereabouts import at_its_address

LISTS: Mapping[str, Callable[..., HttpResponseBase]] = {
    "": feed(listings.front),
    "latest/": feed(listings.latest),
    "section/<words:slug>/": feed(listings.section),
    "section/<words:slug>/latest/": feed(listings.section_latest),
    "tag/<tag:slug>/": feed(listings.tag),
    "archive/<day:day>/": feed(listings.archive_day),
    **{
        f"most-read/{end}": feed(partial(listings.most_read, days=days, path=f"/most-read/{end}"))
        for end, days in PERIODS.items()
    },
    "source/<words:slug>/": feed(listings.source),
    "search/": feed(search.listing),
    "author/<words:slug>/": feed(records.author),
    "corrections/": feed(records.corrections),
    "changes/": feed(records.changes),
    "story/<int:number>-<str:slug>/": at_its_address(feed(listings.story)),
}
"""A new list needs a line here, ``feeds/_links.html`` in the head of its page and ``articles/_follow.html`` at its end."""

urlpatterns: list[URLPattern] = [path(f"{page}feed.<form:form>", view) for page, view in LISTS.items()]
