"""The roles of the desk: what each may do, and the groups that they are.

A person may have several. The table is all there is: the migration makes groups of it, docs/howto/roles-and-people.md shows it, and
tests/web/test_roles.py walks the desk by it. Who manages people is a superuser, and has no role for it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.management import create_permissions

APPS = ("articles", "ingest")

READING = (
    "articles.view_article", "articles.view_story", "articles.view_suggestion", "articles.view_doubt",
    "articles.view_source", "articles.view_section", "articles.view_editor", "articles.view_correction",
    "articles.view_deskevent", "articles.view_auditline", "articles.view_tombstone",
)  # fmt: skip
"""What whoever works with articles may look at."""

CURATING = (
    *READING,
    "articles.publish_article", "articles.change_article", "articles.change_story", "articles.change_suggestion",
    "articles.change_doubt",
)  # fmt: skip

ROLES: Mapping[str, tuple[str, ...]] = {
    "Curator": CURATING,
    "Editor": (
        *CURATING,
        "articles.feature_article", "articles.correct_article", "articles.withdraw_article", "articles.delete_article",
        "articles.add_correction", "articles.change_correction", "articles.delete_tombstone",
        "articles.add_section", "articles.change_section",
        "articles.view_rule", "articles.add_rule", "articles.change_rule", "articles.delete_rule",
    ),
    "Rights": (
        "articles.view_article", "articles.view_section", "articles.view_correction", "articles.view_deskevent",
        "articles.view_auditline", "articles.view_source", "articles.add_source", "articles.change_source",
        "articles.grant_rights", "articles.view_takedown", "articles.change_takedown",
    ),
    "Operations": (
        "articles.view_source", "articles.view_section",
        "ingest.view_feed", "ingest.add_feed", "ingest.change_feed", "ingest.delete_feed", "ingest.operate_feed",
        "ingest.view_fetch", "ingest.view_run", "ingest.view_host", "ingest.change_host", "ingest.view_notice",
        "ingest.change_notice", "ingest.view_subscription",
    ),
}  # fmt: skip
"""The permissions of each role, as "app.codename"."""


def make_permissions(apps: Any) -> None:
    """Store the permissions that the models of ``apps`` know of. Django does so only after the last migration."""
    for label in APPS:
        config = apps.get_app_config(label)
        known, config.models_module = getattr(config, "models_module", None), True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = known


def make_roles(apps: Any, *, is_restoring: bool = False) -> list[str]:
    """Make the group of each role and return the names of those that were made or filled.

    A group that is there and may do something is left as it is: whoever runs the site wanted it so. ``is_restoring`` gives
    it back what the table says. Permissions of models that ``apps`` does not know yet are left out.
    """
    groups = apps.get_model("auth", "Group")
    made = []
    for name, permissions in ROLES.items():
        group, _ = groups.objects.get_or_create(name=name)
        if is_restoring or not group.permissions.exists():
            group.permissions.set(_rows(apps, permissions))
            made.append(name)
    return made


def _rows(apps: Any, names: tuple[str, ...]) -> list[Any]:
    """Return the permissions of those names that are stored."""
    stored = apps.get_model("auth", "Permission").objects.filter(content_type__app_label__in=APPS)
    return [
        row for row in stored.select_related("content_type") if f"{row.content_type.app_label}.{row.codename}" in names
    ]
