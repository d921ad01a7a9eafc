"""Pages that are kept are answered here, before sessions, tokens and people are looked at: they are the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.views import stored
from newsroom.outage import UNREACHABLE, unavailable

SAFE = ("GET", "HEAD")

NEVER_KEPT = (f"/{settings.ADMIN_PATH}", "/healthz")
"""Pages that are made for one reader, or are asked whether the database is there."""


class KeptPagesMiddleware:
    """Answers with the page that is kept for this very address in this language; all others go on to their views.

    It stands behind whatever decides the host, the address and the language. A page with a parameter that it does not know
    is found by its view, which leaves that out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if request.method not in SAFE or request.path.startswith(NEVER_KEPT):
            return self.get_response(request)
        try:
            page = stored.find(stored.key_of(request))
        except UNREACHABLE:
            return unavailable()
        return page.answer(request) if page else self.get_response(request)
