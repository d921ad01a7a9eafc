"""Hostile rows: an attack in every column of text of every table, put there by SQL, past every form and every cleaner.

What no cleaner has seen must be harmless by the way in which it is written into pages. Left out is what has a form of its
own: clean HTML (the tests of feeds have it), slugs, what is one of few choices, and what only machines read.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, Field, JSONField, Model, SlugField, TextField

LABELS = ("articles", "ingest", "auth", "admin")
MACHINES = {"Clue", "Posting", "TermCount", "Gist", "SearchText", "Permission", "Push", "Draft"}
OF_ITS_OWN = {
    "Body.html", "Body.raw_kind", "Revision.html", "User.password", "User.username", "Article.tag_slugs", "AuditLine.model",
    "AuditLine.verb", "Editor.portrait", "Subscription.token", "Takedown.receipt", "Membership.method", "Host.name",
}  # fmt: skip


def poison(vector: str) -> set[str]:
    """Put the vector into every column that has a row; return the columns. What a constraint refuses stays as it was."""
    taken = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # The record refuses changes, and that is another test.
        for model, field in columns():
            if _write(cursor, model, field, vector.replace("\x00", "")):
                taken.add(f"{model.__name__}.{field.name}")
        cursor.execute("SET session_replication_role = DEFAULT")
    return taken


def columns() -> Iterator[tuple[type[Model], Field]]:
    """Yield every column that holds words."""
    for label in LABELS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields if model.__name__ not in MACHINES else ():
                is_text = isinstance(field, (CharField, TextField, ArrayField, JSONField))
                is_free = not field.choices and not isinstance(field, SlugField)
                if is_text and is_free and f"{model.__name__}.{field.name}" not in OF_ITS_OWN:
                    yield model, field


def _write(cursor: Any, model: type[Model], field: Field, vector: str) -> int:
    """Update all rows, or where they must differ or some are refused, one after the other. Return how many."""
    rows = model._base_manager.order_by("pk").values_list("pk", field.attname)
    return sum(_write_one(cursor, model, field, pk, _in_its_form(field, vector, old)) for pk, old in rows)


def _write_one(cursor: Any, model: type[Model], field: Field, pk: Any, value: Any) -> int:
    table, key = model._meta.db_table, model._meta.pk.column
    try:
        with transaction.atomic():
            cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', [value, pk])  # noqa: S608  Names of our models.
    except DatabaseError:
        return 0
    return cursor.rowcount


def _in_its_form(field: Field, vector: str, old: Any) -> Any:
    if isinstance(field, ArrayField):
        return [vector[: field.base_field.max_length]]
    if isinstance(field, JSONField):
        return json.dumps(_replaced(old, vector))
    return vector[: field.max_length]


def _replaced(value: Any, vector: str) -> Any:
    """Put the vector where words are, and leave the shape."""
    if isinstance(value, dict):
        return {key: _replaced(inner, vector) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, vector) for inner in value]
    return vector if isinstance(value, str) else value
