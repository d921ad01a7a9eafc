"""Columns that nobody reads, in the two tables that are used most."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunSQL(
            "ALTER TABLE articles_article ADD COLUMN spare_of_bench integer;"
            "ALTER TABLE ingest_feed ADD COLUMN spare_of_bench integer NOT NULL DEFAULT 0",
            "ALTER TABLE articles_article DROP COLUMN spare_of_bench;"
            "ALTER TABLE ingest_feed DROP COLUMN spare_of_bench",
        )
    ]
