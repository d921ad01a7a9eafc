"""When the database does not answer, or cannot even read what it is asked: in the house style, never a 500."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from newsroom.methods import SAFE

RETRY_SECONDS = 30

UNREACHABLE = (OperationalError, InterfaceError)
"""What psycopg says where there is no server, where it goes away, and where it takes too long."""


def unavailable() -> HttpResponse:
    """Return the page that needs no database, not to be kept by anyone."""
    return HttpResponse(
        render_to_string("503.html"),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"},
    )


class OutageMiddleware:
    """Turns what the database says into an answer, whichever page asked it.

    One that does not answer is ``unavailable()``. An address with a value that Postgres cannot read, as a NUL in a filter of the
    desk, is a bad request: our own pages judge what they are asked, but the filters of Django's lists, and of those of packages,
    hand it on. What is wrong with a form that was sent is ours to know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Catch what the views could not know; Django calls this by its name."""
        if isinstance(error, UNREACHABLE):
            return unavailable()
        is_unreadable = isinstance(error, DataError) and request.method in SAFE
        return defaults.bad_request(request, error) if is_unreadable else None


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 404 page, whose frame asks the database, or say that this fails."""
    try:
        return defaults.page_not_found(request, exception)
    except UNREACHABLE:
        return unavailable()


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 403 page in the same manner."""
    try:
        return defaults.permission_denied(request, exception)
    except UNREACHABLE:
        return unavailable()
