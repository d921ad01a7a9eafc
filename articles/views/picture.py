"""Our own pictures. In production the web server in front may serve MEDIA_ROOT itself."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from articles.models.picture import file_name

FOR_GOOD = "public, max-age=31536000, immutable"
"""The name holds a digest of the content, so what it names never changes."""


@require_safe
def picture(_request: HttpRequest, folder: str, digest: str, width: int) -> FileResponse:
    """Answer with one version of a picture."""
    name = file_name(digest, width)
    if folder != digest[:2] or not default_storage.exists(name):
        raise Http404("no such picture")
    return FileResponse(default_storage.open(name), content_type="image/webp", headers={"Cache-Control": FOR_GOOD})
