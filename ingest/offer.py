"""What readers can take along: the feeds that we read and those that we write, as one list for a reader of their own."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from articles.machine_files import machine_file
from articles.models import Article
from ingest.opml import Outline, write
from ingest.subscriptions import told


@machine_file
def opml(_request: HttpRequest) -> HttpResponse:
    """Answer with the list (OPML 2.0): ours first, then our sources' by section."""
    document = write([*_ours(), *told()], settings.SITE_NAME)
    return HttpResponse(document, content_type="text/x-opml; charset=utf-8")


def _ours() -> Iterator[Outline]:
    """Yield the feeds of the edition, of the river, and of each section that holds something."""
    name = settings.SITE_NAME
    yield _outline("/", name)
    yield _outline("/latest/", f"{name}: latest")
    for section in Article.objects.visible().sections():
        yield _outline(section.get_absolute_url(), f"{name}: {section.name}")


def _outline(path: str, title: str) -> Outline:
    page = settings.SITE_URL + iri_to_uri(path)
    return Outline(url=f"{page}feed.rss", title=title, home_url=page, folders=(settings.SITE_NAME,), language="en")
