"""How to try to break a rule of the database, for the tests of both apps."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

Break = tuple[type[models.Model], str, dict[str, Any]]
"""A model, the constraint that must refuse (or table.column of a unique field), and the change to all rows of the model."""


def models_of(app: str) -> set[type[models.Model]]:
    return set(apps.get_app_config(app).get_models())


def constraints_of(app: str) -> set[str]:
    """Name what Postgres must refuse: the constraints of Meta, and the fields that are unique of their own."""
    named = {constraint.name for model in models_of(app) for constraint in model._meta.constraints}
    unique = {
        f"{model._meta.db_table}.{field.column}"
        for model in models_of(app)
        for field in model._meta.fields
        if field.unique and not field.primary_key and not field.one_to_one
    }
    return named | unique


def name_of(case: Break) -> str:
    return f"{case[1]}-{'-'.join(case[2])}"


def assert_refused(model: type[models.Model], constraint: str, change: dict[str, Any]) -> None:
    """Change every row of the model, and demand that it is this constraint that refuses."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model.objects.update(**change)

    name = refusal.value.__cause__.diag.constraint_name
    table, _, column = constraint.partition(".")
    assert name == constraint or (column and name.startswith(f"{table}_{column}"))
