"""What readers keep in their own browsers: the pages that show it, and reading without a network. Nothing comes to us."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.machine_files import machine_file
from articles.views.page import reader_page

SHELL: Final = (
    "base.css",
    "own.css",
    "reader.js",
    "saved.js",
    "fonts/newsreader.woff2",
    "fonts/newsreader-italic.woff2",
)
"""The files that pages need wherever they are read."""

PAPER = "#fffefb"


@reader_page
def saved(request: HttpRequest) -> HttpResponse:
    """Show the page on which the browser lists what it saved."""
    return render(request, "own/saved.html")


@reader_page
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show the page on which readers choose how theirs look, and carry what they keep to another browser."""
    return render(request, "own/settings.html")


@require_safe
@cache_control(public=True, max_age=3_600)
def offline(request: HttpRequest) -> HttpResponse:
    """Show what stands where there is no network. It asks no database: browsers fetch it beside every first visit."""
    return render(request, "own/offline.html")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker, which names the files as they are called today."""
    context = {"shell": [static(name) for name in SHELL], "offline": reverse("offline")}
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")


@machine_file
def manifest(_request: HttpRequest) -> JsonResponse:
    """Describe the site to those who put it on their home screen (W3C Web Application Manifest)."""
    return JsonResponse(
        {
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME[:12],
            "lang": settings.LANGUAGE_CODE,
            "dir": "ltr",
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [
                {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(
                    {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                    for size in (192, 512)
                ),
                {
                    "src": static("icons/maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )
