"""What asks for what cannot be: a page whose address names a value that Postgres cannot even read is a bad request."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

READING = ("GET", "HEAD")


class UnreadableMiddleware:
    """Answers 400 where Postgres refuses a value of an address, as a NUL in a filter of the desk.

    Our own pages judge what they are asked; the filters of Django's lists, and of the lists of packages, hand it on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say so of a page; what is wrong with a form that was sent is ours to know. Django calls this by its name."""
        return (
            bad_request(request, exception) if isinstance(exception, DataError) and request.method in READING else None
        )
