"""Digest columns: 32 bytes, and Postgres holds us to it."""

from django.db import models
from django.db.models import F
from django.db.models.lookups import Exact


def is_sha256(field: str) -> Exact:
    """Return the condition of a check constraint: the binary ``field`` is 32 bytes long (or NULL)."""
    return Exact(models.Func(F(field), function="octet_length", output_field=models.IntegerField()), 32)
