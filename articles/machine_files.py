"""What the site tells machines of itself: robots.txt and tdmrep.json, from the same rights as every page."""

from collections.abc import Callable
from datetime import date
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import rights
from articles.models import Source
from articles.views.page import for_readers

CACHE_SECONDS = 3_600

MINERS = (
    "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-training-data-crawler",
    "Diffbot", "Google-Extended", "GPTBot", "meta-externalagent", "omgili", "PerplexityBot", "PetalBot", "Timpibot",
)  # fmt: skip
"""Robots that gather texts for mining and training and that obey robots.txt by these names."""

Arguments = ParamSpec("Arguments")


def machine_file(view: Callable[Arguments, HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make ``view`` answer GET and HEAD only, and let any cache keep the file for an hour."""
    return for_readers(require_safe(cache_control(public=True, max_age=CACHE_SECONDS)(view)))


@machine_file
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where not to go (RFC 9309). A page that must not be found says so itself: it has to be read."""
    reserved, free = _by_reservation(timezone.localdate())
    context = {
        "reserved": reserved,
        "free": [iri_to_uri(source.get_absolute_url()) for source in free],
        "miners": MINERS,
        "sitemaps": [f"{settings.SITE_URL}/sitemap.xml", f"{settings.SITE_URL}/news-sitemap.xml"],
    }
    return render(request, "machine_files/robots.txt", context, content_type="text/plain; charset=utf-8")


@machine_file
def tdmrep(_request: HttpRequest) -> HttpResponse:
    """Reserve text and data mining (TDM Reservation Protocol): the free sources first, then all else."""
    reserved, free = _by_reservation(timezone.localdate())
    rules = [{"location": iri_to_uri(source.get_absolute_url()), "tdm-reservation": 0} for source in free]
    rules.append({"location": "/", "tdm-reservation": int(bool(reserved))})
    return JsonResponse(rules, safe=False)


def _by_reservation(today: date) -> tuple[list[Source], list[Source]]:
    """Part the sources into those that reserve mining today and those that leave it free."""
    reserved: list[Source] = []
    free: list[Source] = []
    for source in Source.objects.all():
        (reserved if rights.in_force(source.grant, today).ai_reserved else free).append(source)
    return reserved, free
