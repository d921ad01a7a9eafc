"""Keyset paging of records, which are numbered in the order in which they were made: ``?before=`` names the last one shown."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of records, the newest first; ``older`` leads to the next ("" at the end)."""

    rows: list[Row]
    is_first: bool
    older: str


def turn(request: HttpRequest, rows: QuerySet[Row], size: int) -> Page[Row]:
    """Return the page that ``request`` asks for; BadRequest where ``?before=`` is no number."""
    before = number_before(request)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    older = f"?before={found[size - 1].pk}" if len(found) > size else ""
    return Page(rows=found[:size], is_first=before is None, older=older)


def number_before(request: HttpRequest) -> int | None:
    """Read ``?before=``; None where it is not said. Postgres would refuse more than 64 bits with an error of its own."""
    said = request.GET.get("before", "")
    if not said:
        return None
    if not said.isascii() or not said.isdecimal() or len(said) > 18:
        raise BadRequest("?before= is not a place in this list.")
    return int(said)
