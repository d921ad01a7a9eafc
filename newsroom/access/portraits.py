"""Portraits of editors: an upload is a stranger's file like any other, and is decoded in a process that may be killed."""

from collections.abc import Mapping

from asgiref.sync import async_to_sync

from ingest import jobs
from ingest.values import Limits
from ingest.workers import Workers


def render(uploaded: bytes, limits: Limits) -> Mapping[int, bytes]:
    """Return square versions of a picture as WebP, by width in pixels. Raises ``DocumentError``; takes a second."""
    with Workers(1, limits) as workers:
        versions: Mapping[int, bytes] = async_to_sync(workers.run)(jobs.portrait, uploaded)
    return versions
