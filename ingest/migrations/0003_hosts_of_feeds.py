"""Give every feed its host, and its turn. Apart from the columns' own rule: Postgres alters no table with open triggers."""

from django.db import migrations
from django.db.models import F

from ingest.hosts import host_key


def give_hosts(apps, schema_editor):
    feeds, hosts = apps.get_model("ingest", "Feed").objects, apps.get_model("ingest", "Host").objects
    feeds.update(turn_at=F("next_at"))
    names = {feed_id: host_key(url) for feed_id, url in feeds.values_list("id", "url").iterator()}
    known = {name: hosts.create(name=name).id for name in sorted(set(names.values()))}
    for feed_id, name in names.items():
        feeds.filter(id=feed_id).update(host_id=known[name])


class Migration(migrations.Migration):
    dependencies = [("ingest", "0002_ingest_engine")]
    operations = [migrations.RunPython(give_hosts, migrations.RunPython.noop)]
