"""The news sitemap (Google's extension of the protocol): the stories of the last two days whose page is ours to be found.

A story of one publisher is not in it: search engines shall find that publisher's page.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.feeds.formats import FORBIDDEN
from articles.models import Story

RECENT = timedelta(hours=48)
MOST = 1_000
"""The extension allows so many."""

CACHE_SECONDS = 300
REGIONS = {"zh-cn", "zh-tw"}
"""Languages that the extension wants with their region; of all others it wants the code alone."""


@require_safe
@cache_control(public=True, max_age=CACHE_SECONDS)
def news_sitemap(_request: HttpRequest) -> HttpResponse:
    """Answer with the stories, the newest first; with the front page alone where there are none, for a file needs one."""
    recent = Story.objects.visible().independent().filter(first_report_at__gte=timezone.now() - RECENT)
    rows = [
        {
            "url": settings.SITE_URL + iri_to_uri(story.get_absolute_url()),
            "language": _language(story.language),
            "published": story.first_report_at,
            "title": story.display_headline,
        }
        for story in recent.for_addresses().order_by("-first_report_at", "-pk")[:MOST]
    ]
    context = {"rows": rows, "name": settings.SITE_NAME, "front": f"{settings.SITE_URL}/"}
    content = FORBIDDEN.sub("", render_to_string("machine_files/news_sitemap.xml", context))
    return HttpResponse(content, content_type="application/xml")


def _language(tag: str) -> str:
    """Write a BCP 47 tag as the extension wants it; a story whose language is not known is called ours."""
    lower = tag.lower()
    return lower if lower in REGIONS else lower.partition("-")[0] or "en"
