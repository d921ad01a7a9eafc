"""The files of mirrored pictures: those that no picture needs any more are deleted.

They are left by articles that are gone, and by articles whose publisher chose other pictures. Several pictures may share
one file, because files are named by what is in them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Count

from articles.models import BodyPicture, Editor, Picture
from articles.models.mirrored import FOLDER

IN_THE_MAKING = timedelta(hours=1)
"""A younger file may be one whose picture is just being written down."""

NAME = re.compile(r"([0-9a-f]{64})-\d+\.webp")


def sweep(now: datetime, gone: Mapping[str, int] | None = None, *, is_dry: bool = False) -> int:
    """Delete the files that no picture needs. Return how many.

    ``gone`` counts pictures, by digest, to be taken as deleted: a dry run leaves them in the database.
    """
    return sum(_sweep_folder(folder, now, gone or {}, is_dry=is_dry) for folder in _folders())


def _folders() -> Iterator[str]:
    """Yield the folders that hold pictures."""
    try:
        names, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    yield from (f"{FOLDER}/{name}" for name in sorted(names))


def _sweep_folder(folder: str, now: datetime, gone: Mapping[str, int], *, is_dry: bool) -> int:
    """Sweep one folder."""
    names = {name: match[1] for name in default_storage.listdir(folder)[1] if (match := NAME.fullmatch(name))}
    needed = _needed(set(names.values()), gone)
    paths = [f"{folder}/{name}" for name, digest in names.items() if digest not in needed]
    left = [path for path in paths if default_storage.get_modified_time(path) < now - IN_THE_MAKING]
    for path in left if not is_dry else ():
        default_storage.delete(path)
    return len(left)


def _needed(digests: set[str], gone: Mapping[str, int]) -> set[str]:
    """Return those of the digests that a picture still has."""
    counts = Counter[str]()
    for model in (Picture, BodyPicture):
        counts.update(dict(model.objects.filter(digest__in=digests).values_list("digest").annotate(Count("pk"))))
    shown = {digest for digest, count in counts.items() if count > gone.get(digest, 0)}
    return shown | set(Editor.objects.filter(portrait__in=digests).values_list("portrait", flat=True))
