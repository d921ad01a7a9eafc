"""The methods that the site knows: whoever asks by another one is told so before anything else looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

SAFE = ("GET", "HEAD")
"""Those that only read."""

KNOWN = (*SAFE, "POST")


class MethodsMiddleware:
    """Answers 405 to all other methods, at every address alike.

    Views that name their methods would do so themselves; those of the desk are Django's and take PUT, DELETE or TRACE for GET.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request) if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)
