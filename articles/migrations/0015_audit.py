"""The audit: who changed what at the desk. How a notice of takedown is answered. Daily figures for the statistics.

A line is written once: triggers refuse every deletion, every emptying of the table, and every change but that the account
which did it is gone. Only lines of the sample edition are free. A column that comes later is guarded without a change here.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION articles_auditline_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'the audit is never emptied' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.is_sample THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the audit is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id
        OR to_jsonb(NEW) - 'actor_id' <> to_jsonb(OLD) - 'actor_id'
    THEN
        RAISE EXCEPTION 'the audit is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_auditline_is_kept BEFORE UPDATE OR DELETE ON articles_auditline
    FOR EACH ROW EXECUTE FUNCTION articles_auditline_is_kept();
CREATE TRIGGER articles_auditline_is_not_emptied BEFORE TRUNCATE ON articles_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION articles_auditline_is_kept();
"""
UNGUARD = """
DROP TRIGGER articles_auditline_is_not_emptied ON articles_auditline;
DROP TRIGGER articles_auditline_is_kept ON articles_auditline;
DROP FUNCTION articles_auditline_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_workflow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(blank=True, help_text='Empty where the site did it by itself.', max_length=150)),
                ('verb', models.CharField(max_length=30)),
                ('model', models.CharField(max_length=60)),
                ('row', models.BigIntegerField()),
                ('name', models.CharField(blank=True, max_length=200)),
                ('before', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('after', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('is_sample', models.BooleanField(default=False, help_text='Of the sample edition: such lines may be deleted.')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_river'), models.Index(fields=['model', 'row', '-at', '-id'], name='audit_of_row'), models.Index(fields=['model', '-at', '-id'], name='audit_of_model'), models.Index(fields=['verb', '-at', '-id'], name='audit_of_verb'), models.Index(fields=['actor', '-at', '-id'], name='audit_of_actor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verb', ''), _negated=True), name='audit_line_has_verb'), models.CheckConstraint(condition=models.Q(('model__contains', '.')), name='audit_line_names_its_model')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.CreateModel(
            name='DailyFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('source', 'Articles that came in, by publisher'), ('section', 'Articles that came in, by section'), ('hour', 'Articles that came in, by hour'), ('delay', 'Articles by how long after publication they came'), ('prompt', 'Articles that came within an hour of publication, by publisher'), ('coverage', 'Stories by how many independent publishers report them')], max_length=10)),
                ('key', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'day', 'key'), name='daily_figure_once'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='daily_figure_counted'), models.CheckConstraint(condition=models.Q(('kind__in', ['source', 'section', 'hour', 'delay', 'prompt', 'coverage'])), name='daily_figure_kind_known')],
            },
        ),
        migrations.RemoveConstraint(model_name='takedown', name='takedown_forgotten_names_nobody'),
        migrations.AddField(
            model_name='takedown',
            name='answer',
            field=models.TextField(blank=True, help_text='As it is mailed to the writer.', max_length=4000),
        ),
        migrations.AddField(model_name='takedown', name='answer_mailed_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name='takedown',
            name='articles',
            field=models.ManyToManyField(blank=True, related_name='takedowns', to='articles.article'),
        ),
        migrations.AddField(model_name='takedown', name='desk_mailed_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name='takedown', name='receipt_mailed_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name='takedown', name='reminded_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name='takedown',
            name='taken_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('answer', ''), ('email', ''), ('name', ''), ('statement', '')), _connector='OR'), name='takedown_forgotten_names_nobody'),
        ),
    ]
