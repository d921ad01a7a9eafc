"""Our own pictures, as long as rights let them be seen: so nothing but this view may serve MEDIA_ROOT."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import rights
from articles.models import Article, Editor
from articles.models.mirrored import file_name
from articles.querysets import ArticleQuerySet

log = logging.getLogger(__name__)

FOR_A_DAY = "public, max-age=86400, immutable"
"""The name holds a digest of the content, so what it names never changes; but the right to show it may end."""

FOR_NOBODY_ELSE = "private, no-store"


@require_safe
def picture(request: HttpRequest, folder: str, digest: str, width: int) -> FileResponse | HttpResponse:
    """Answer with one version of a picture; 503 where the storage is away."""
    name = file_name(digest, width)
    is_public = _may_be_seen(digest, Article.objects.visible()) or _is_a_face(digest)
    if folder != digest[:2] or not (is_public or _may_be_previewed(request, digest)):
        raise Http404("no such picture")
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404("no such picture") from error
    except OSError as error:
        log.warning("picture_not_read", extra={"file": name, "error": str(error)})
        return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    return FileResponse(
        file, content_type="image/webp", headers={"Cache-Control": FOR_A_DAY if is_public else FOR_NOBODY_ELSE}
    )


def _may_be_previewed(request: HttpRequest, digest: str) -> bool:
    """Tell whether it is an editor, who looks at a piece before readers may, as its rights stand."""
    is_of_the_desk = request.user.is_active and request.user.has_perm("articles.view_article")
    return is_of_the_desk and _may_be_seen(digest, Article.objects.all())


def _may_be_seen(digest: str, shown: ArticleQuerySet) -> bool:
    """Tell whether one of these articles shows the picture today, above its text or in it; it may belong to several."""
    today = timezone.localdate()
    articles = shown.select_related("source")
    leading = (rights.in_force(a.source.grant, today) for a in articles.filter(mirror__digest=digest, no_picture=False))
    inside = (rights.in_force(a.source.grant, today) for a in articles.filter(body_pictures__digest=digest))
    return any(grant.images for grant in leading) or any(grant.images and grant.mode == "full" for grant in inside)


def _is_a_face(digest: str) -> bool:
    """Tell whether it is the portrait of an editor, who wants to be seen."""
    return Editor.objects.filter(portrait=digest).exists()
