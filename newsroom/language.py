"""Which language the frame of a page is in: the reader's choice, else the browser's wish; the desk stays English."""

import logging
import struct
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

logger = logging.getLogger(__name__)

UNREADABLE = (OSError, ValueError, struct.error)
"""What Python raises for a catalogue that is no catalogue."""

DECIDES = ("Accept-Language", "Cookie")


class LanguageMiddleware:
    """Answers each page in a language of the reader's, and says to caches what that depends on.

    Files (feeds, sitemaps, pictures: whatever has a dot in the last part of its path) and the desk are in the site's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and leave the thread in the language it had."""
        is_negotiated = _is_page(request.path_info)
        language = (
            _readable(translation.get_language_from_request(request)) if is_negotiated else settings.LANGUAGE_CODE
        )
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if is_negotiated:
            patch_vary_headers(response, DECIDES)
        return response


def _is_page(path: str) -> bool:
    return "." not in path.rpartition("/")[2] and not path.startswith(f"/{settings.ADMIN_PATH}")


def _readable(language: str) -> str:
    """Return ``language``, or the site's where its catalogue is broken: that must cost no reader the page."""
    try:
        with translation.override(language):
            translation.gettext("Latest")
    except UNREADABLE:
        logger.exception("catalogue_unreadable", extra={"language": language})
        return settings.LANGUAGE_CODE
    return language
