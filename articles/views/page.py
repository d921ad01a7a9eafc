"""What all pages for readers have in common."""

from collections.abc import Callable
from typing import ParamSpec

from django.http import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

CACHE_SECONDS = 60

Arguments = ParamSpec("Arguments")


def reader_page(view: Callable[Arguments, HttpResponseBase]) -> Callable[Arguments, HttpResponseBase]:
    """Make ``view`` answer GET and HEAD only, and let any cache keep the page: it is the same for every reader."""
    return require_safe(cache_control(public=True, max_age=CACHE_SECONDS)(view))
