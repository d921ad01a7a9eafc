"""The note that backups and drills leave for ``manage.py doctor``, in ``NEWSROOM_VAR``."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

NAME = "backup.json"


class Last(NamedTuple):
    """The newest backup made from here, and when one was last proven to restore (None: never)."""

    at: datetime
    file: Path
    drilled_at: datetime | None = None


def last() -> Last | None:
    """Return what is noted; None where nothing is, or nothing that can be read."""
    try:
        told = json.loads((settings.VAR / NAME).read_text("utf-8"))
        drilled = told.get("drilled_at")
        return Last(
            datetime.fromisoformat(told["at"]), Path(told["file"]), datetime.fromisoformat(drilled) if drilled else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_backup(at: datetime, file: Path) -> None:
    """Note that a backup was made."""
    before = last()
    _keep(Last(at, file, before.drilled_at if before else None))


def note_drill() -> None:
    """Note that the newest backup was restored, and was whole."""
    before = last()
    if before:
        _keep(before._replace(drilled_at=datetime.now(UTC)))


def _keep(noted: Last) -> None:
    """Write it whole or not at all."""
    told = {
        "at": noted.at.isoformat(),
        "file": str(noted.file),
        "drilled_at": noted.drilled_at.isoformat() if noted.drilled_at else None,
    }
    place = settings.VAR / NAME
    part = place.with_suffix(".part")
    with contextlib.suppress(OSError):  # In a container it may be read-only: the backup is no worse for it.
        part.write_text(json.dumps(told), "utf-8")
        part.replace(place)
