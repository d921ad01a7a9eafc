"""What a person may be allowed to do with a feed beyond Django's four verbs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ingest", "0008_desk"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelOptions(
            name="feed",
            options={
                "ordering": ("id",),
                "permissions": (("operate_feed", "Can poll now, pause, resume, add feeds and import lists"),),
            },
        )
    ]
