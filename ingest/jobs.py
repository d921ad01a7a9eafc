"""What worker processes are asked to do. The parent names these functions, and loads nothing of what they need.

A run that finds nothing new never needs a parser; loading one costs as much as a hundred feeds that did not change.
"""

from typing import TYPE_CHECKING

from ingest import documents
from ingest.values import FeedContext, Fetched, Limits, Reading

if TYPE_CHECKING:
    from ingest.imaging import Rendered


def read(answer: Fetched, context: FeedContext, limits: Limits) -> Reading:
    """Read one document. Raises ``DocumentError``."""
    from ingest import reading  # noqa: PLC0415  As said above; a worker process has it already.

    return reading.read(documents.unpacked(answer), context, limits)


def render(body: bytes) -> "Rendered":
    """Render one picture. Raises ``DocumentError``."""
    from ingest import imaging  # noqa: PLC0415  As above.

    return imaging.render(body)


def portrait(body: bytes) -> "dict[int, bytes]":
    """Render one face. Raises ``DocumentError``."""
    from ingest import imaging  # noqa: PLC0415  As above.

    return imaging.portrait(body)
