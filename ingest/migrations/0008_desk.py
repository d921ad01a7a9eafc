from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ingest", "0007_hosts_free_from_the_start"), ("articles", "0015_audit")]
    operations = []
