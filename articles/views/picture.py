"""Our own pictures, as long as rights let them be seen: so nothing but this view may serve MEDIA_ROOT."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import rights
from articles.models import Article
from articles.models.mirrored import file_name

log = logging.getLogger(__name__)

FOR_A_DAY = "public, max-age=86400, immutable"
"""The name holds a digest of the content, so what it names never changes; but the right to show it may end."""


@require_safe
def picture(_request: HttpRequest, folder: str, digest: str, width: int) -> FileResponse | HttpResponse:
    """Answer with one version of a picture; 503 where the storage is away."""
    name = file_name(digest, width)
    if folder != digest[:2] or not _may_be_seen(digest):
        raise Http404("no such picture")
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404("no such picture") from error
    except OSError as error:
        log.warning("picture_not_read", extra={"file": name, "error": str(error)})
        return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": FOR_A_DAY})


def _may_be_seen(digest: str) -> bool:
    """Tell whether an article shows the picture today, above its text or in it; the same one may belong to several."""
    today = timezone.localdate()
    articles = Article.objects.visible().select_related("source")
    leading = (rights.in_force(a.source.grant, today) for a in articles.filter(mirror__digest=digest, no_picture=False))
    inside = (rights.in_force(a.source.grant, today) for a in articles.filter(body_pictures__digest=digest))
    return any(grant.images for grant in leading) or any(grant.images and grant.mode == "full" for grant in inside)
