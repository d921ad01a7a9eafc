"""The site's URLs with an empty page beside them, and the header by which a request comes as the first of its edition."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from articles import edition
from newsroom.urls import handler403, handler404

FRESH = "X-Fresh-Edition"
LONG_AFTER = float("inf")


def empty(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what Django and our middleware cost."""
    return HttpResponse(b"")


class FreshEdition:
    """Lets a request with the header find a number that nothing was kept under, read as it is after a publish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.risen = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, from nothing where that is asked."""
        if FRESH in request.headers:
            self.risen += 1
            found = edition.read()
            edition.Memory.edition = found._replace(number=found.number + self.risen)
            edition.Memory.until = LONG_AFTER
        return self.get_response(request)


urlpatterns = [path("bench/empty/", empty), path("", include("newsroom.urls"))]
__all__ = ["FreshEdition", "handler403", "handler404", "urlpatterns"]
