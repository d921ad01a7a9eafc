"""Digest: the SHA-256 that stands for a text too long for an index."""

import hashlib

from django.db import models
from django.db.models import F
from django.db.models.lookups import Exact


def sha256(text: str) -> bytes:
    """Return the 32 bytes that stand for ``text``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def is_sha256(field: str) -> Exact:
    """Return the condition of a check constraint: the binary ``field`` is 32 bytes long (or NULL)."""
    return Exact(models.Func(F(field), function="octet_length", output_field=models.IntegerField()), 32)
