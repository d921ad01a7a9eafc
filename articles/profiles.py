"""Who stands in the About box: the only writer of editors' profiles, and of the files of their faces."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from articles import audit
from articles.models import Editor
from articles.models.mirrored import file_name
from articles.paths import slug_of

COLUMNS = ("name", "role", "bio", "home_url", "links", "portrait")


def write(
    user: User, facts: Mapping[str, Any], now: datetime, *, portrait: tuple[bytes, Mapping[int, bytes]] | None = None
) -> Editor:
    """Write somebody's profile out of ``facts`` (columns by name), and make it where there is none.

    ``portrait`` is a picture as it was uploaded, and our own versions of it by width in pixels; their files are written
    before the row that names them. The address of the page stays what it first was.
    """
    columns = dict(facts)
    if portrait:
        columns["portrait"] = _keep(*portrait)
    with transaction.atomic():
        editor = Editor.objects.select_for_update().filter(user=user).first()
        before = _shown(editor)
        if editor is None:
            editor = Editor(user=user, slug=_free_slug(columns["name"]))
        for name, value in columns.items():
            setattr(editor, name, value)
        editor.save()
        audit.record("profile", [audit.Change(editor, before, _shown(editor))], actor=user, now=now)
    return editor


def _shown(editor: Editor | None) -> dict[str, Any]:
    """Return what readers see of an editor, by column; {} of none."""
    return {name: getattr(editor, name) for name in COLUMNS} if editor else {}


def _keep(uploaded: bytes, versions: Mapping[int, bytes]) -> str:
    """Write the files of a portrait. Return the digest they are named by."""
    digest = hashlib.sha256(uploaded).hexdigest()
    for width, version in versions.items():
        name = file_name(digest, width)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(version))
    return digest


def _free_slug(name: str) -> str:
    """Return an address that no other editor has."""
    wanted = slug_of(name, "editor")
    taken = set(Editor.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
