"""Pages that are kept are answered here, before sessions, tokens and people are looked at: they are the same for everybody."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from articles.views import stored
from articles.views.page import KEPT
from newsroom.methods import SAFE
from newsroom.outage import UNREACHABLE, unavailable

MOST_PATHS = 10_000
"""Of so many paths a process remembers which view they lead to."""


class KeptPagesMiddleware:
    """Answers with the page that is kept for this very address in this language; all others go on to their views.

    It stands behind whatever decides the host, the address and the language. A page with a parameter that it does not know
    is found by its view, which leaves that out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if request.method not in SAFE or not _may_be_kept(request.path_info):
            return self.get_response(request)
        try:
            page = stored.find(stored.key_of(request))
        except UNREACHABLE:
            return unavailable()
        return page.answer(request) if page else self.get_response(request)


@lru_cache(maxsize=MOST_PATHS)
def _may_be_kept(path: str) -> bool:
    """Tell whether a page for readers stands there: no file, nothing that must answer without the database, not the desk."""
    try:
        return resolve(path).func in KEPT
    except Resolver404:
        return False
