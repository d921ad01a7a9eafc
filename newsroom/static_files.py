"""Static files as readers get them: named by what is in them, compressed, and style sheets without what only we read."""

from typing import Any

from django.core.files.base import ContentFile
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class SmallStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # It has no types.
    """``collectstatic`` leaves out comments and white space of sheets; sources stay as they are written."""

    def _save(self, name: str, content: Any) -> str:
        """Keep a file; Django's storages call this by its name."""
        if name.endswith(".css"):
            content.seek(0)
            content = ContentFile(cssmin(content.read().decode()).encode(), name)
        saved: str = super()._save(name, content)
        return saved
