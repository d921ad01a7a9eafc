"""What a person may be allowed to do with a feed beyond Django's four verbs; and the four roles, out of ingest/roles.py.

A group of the same name that may do something already is left as it is. When the table changes, a later migration says so.
"""

from django.db import migrations

from ingest import roles


def make(apps, _schema_editor):
    """Store the permissions of all models, then the groups that have them."""
    roles.make_permissions(apps)
    roles.make_roles(apps)


class Migration(migrations.Migration):
    dependencies = [("ingest", "0008_desk"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelOptions(
            name="feed",
            options={
                "ordering": ("id",),
                "permissions": (("operate_feed", "Can poll now, pause, resume, add feeds and import lists"),),
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
