"""What one source's tombstone bears no other source brings: it is asked for by the digest alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("articles", "0019_awaited_reports")]

    operations = [
        migrations.AddIndex("tombstone", models.Index(fields=["digest"], name="tombstone_digest")),
    ]
