"""The machine: whether there is room on its disks, and in its memory."""

import os
import shutil
from pathlib import Path

import psutil
from django.conf import settings
from django.db import DatabaseError, connection

from newsroom.operating.doctor.finding import Finding

LEAST_DISK_BYTES = 1_000_000_000
LEAST_MEMORY_BYTES = 300_000_000
CONTROL_GROUP = Path("/sys/fs/cgroup")
MB = 1_000_000


def has_disk() -> Finding:
    """Look at the disk of ``NEWSROOM_VAR``, and at the database's where that is on this machine."""
    places = {"NEWSROOM_VAR": settings.VAR, "the database": _database_directory()}
    free = {name: shutil.disk_usage(path).free for name, path in places.items() if path and path.is_dir()}
    closed = [str(path) for path in _written() if not (path.is_dir() and os.access(path, os.W_OK))]
    if closed:
        return Finding.to_do(
            f"{' and '.join(closed)} is no directory that we may write to", "make it, for the user that we are."
        )
    short = [name for name, there in free.items() if there < LEAST_DISK_BYTES]
    told = ", ".join(f"{there // MB:,} MB free for {name}" for name, there in free.items())
    if short:
        return Finding.to_do(told, "make room: manage.py prune, old backups, logs; or a larger disk.")
    return Finding.fine(told)


def _written() -> list[Path]:
    """Return what must be open to us: in a container ``NEWSROOM_VAR`` is not, but what is mounted in it."""
    mounted = [settings.VAR / name for name in ("media", "bodies")]
    return [path for path in mounted if path.is_dir()] or [settings.VAR]


def _database_directory() -> Path | None:
    """Return where the server keeps its data, if that is here and we may know."""
    host = str(connection.settings_dict["HOST"])
    if host not in ("", "localhost", "127.0.0.1", "::1") and not host.startswith("/"):
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            return Path(cursor.fetchone()[0])
    except DatabaseError:  # Away, or it is nothing that our role may know.
        return None


def has_memory() -> Finding:
    """Look at what is free, of the machine or of the container that we are in."""
    free = min(psutil.virtual_memory().available, _left_in_group())
    if free < LEAST_MEMORY_BYTES:
        return Finding.to_do(
            f"{free // MB:,} MB free",
            "run fewer processes (NEWSROOM_WEB_WORKERS, NEWSROOM_INGEST_WORKERS), or see who else takes it.",
        )
    return Finding.fine(f"{free // MB:,} MB free")


def _left_in_group() -> float:
    """Return what the control group may still take; without a limit that is no limit."""
    try:
        limit, taken = ((CONTROL_GROUP / name).read_text("ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return float("inf")
    return float("inf") if limit == "max" else int(limit) - int(taken)
