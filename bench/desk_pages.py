"""Which pages the desk has: every list with its searches, filters and next page, every form, and the pages beside them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

WORD = "harbour"
CHOICES = 3
"""So many choices of each filter are looked at."""

OTHERS = ("index", "password_change", "articles_statistics", "statistics")
"""Pages without a model, where the desk has them under this name."""


def pages(client: Client) -> Iterator[str]:
    """Yield their addresses; ``client`` is signed in, and asks each list for its filters."""
    for name in OTHERS:
        if path := _path(name):
            yield path
    for model, desk in admin.site._registry.items():  # noqa: SLF001  Django has no other list of them.
        yield from _of_model(client, f"{model._meta.app_label}_{model._meta.model_name}", desk)  # noqa: SLF001  As above.


def _of_model(client: Client, name: str, desk: Any) -> Iterator[str]:
    listed = _path(f"{name}_changelist")
    if listed is None:
        return
    yield listed
    yield from (f"{listed}{query}" for query in _queries(client.get(listed), desk))
    if add := _path(f"{name}_add"):
        yield add
    rows = desk.model.objects.order_by("pk").values_list("pk", flat=True)
    if (first := rows.first()) is not None:
        yield reverse(f"admin:{name}_change", args=[first])
        yield reverse(f"admin:{name}_history", args=[first])


def _queries(response: Any, desk: Any) -> Iterator[str]:
    """Yield the queries that a list offers: a search, its second page, and some choices of each filter."""
    found = (response.context or {}).get("cl") if response.status_code == 200 else None
    if found is None:
        return
    if desk.search_fields:
        yield f"?q={WORD}"
    if getattr(found, "multi_page", False):
        yield "?p=2"
    for spec in found.filter_specs:
        choices = [choice.get("query_string", "") for choice in spec.choices(found) if not choice.get("selected")]
        yield from (query for query in choices[:CHOICES] if query and query != "?")


def _path(name: str) -> str | None:
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return None
