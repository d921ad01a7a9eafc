"""From here on every feed has a host and a turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0003_hosts_of_feeds")]
    operations = [
        migrations.AlterField(
            model_name="feed",
            name="host",
            field=models.ForeignKey(
                editable=False, on_delete=models.deletion.PROTECT, related_name="feeds", to="ingest.host"
            ),
        ),
        migrations.AlterField(
            model_name="feed",
            name="turn_at",
            field=models.DateTimeField(editable=False),
        ),
    ]
