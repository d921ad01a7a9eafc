"""Pages of a long list: what is beyond them is found by a filter, so that nobody counts or skips a million rows."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000
"""So many rows are counted and can be paged to."""


class CappedPaginator(Paginator[Any]):
    """Pages of the first ``MOST`` rows."""

    @cached_property
    def count(self) -> int:
        """Count the rows that can be paged to, in the order of the list, because that is the order of an index."""
        return min(self._counted, MOST)

    @property
    def is_capped(self) -> bool:
        """Whether there are more."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # Always of a list of the admin.
        return rows.values("pk")[: MOST + 1].count()
