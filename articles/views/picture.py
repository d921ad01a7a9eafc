"""Our own pictures, as long as rights let them be seen: so nothing but this view may serve MEDIA_ROOT."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import rights
from articles.models import Article
from articles.models.mirrored import file_name

FOR_A_DAY = "public, max-age=86400, immutable"
"""The name holds a digest of the content, so what it names never changes; but the right to show it may end."""


@require_safe
def picture(_request: HttpRequest, folder: str, digest: str, width: int) -> FileResponse:
    """Answer with one version of a picture."""
    name = file_name(digest, width)
    if folder != digest[:2] or not _may_be_seen(digest) or not default_storage.exists(name):
        raise Http404("no such picture")
    return FileResponse(default_storage.open(name), content_type="image/webp", headers={"Cache-Control": FOR_A_DAY})


def _may_be_seen(digest: str) -> bool:
    """Tell whether an article shows the picture today; the same picture may belong to several."""
    today = timezone.localdate()
    articles = Article.objects.visible().filter(mirror__digest=digest).select_related("source")
    return any(rights.in_force(article.source.grant, today).images for article in articles)
