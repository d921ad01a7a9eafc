"""What the desk did, for readers; corrections; notices of takedown.

The public log is written once: a trigger refuses every deletion, and every change but that a row which a line points to is
gone. Only lines of the sample edition are free. A column that comes later is guarded without a change here.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.migrations._watching import watched, watched_of_article

GUARD = """
CREATE FUNCTION articles_deskevent_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    links CONSTANT text[] := ARRAY['article_id', 'story_id', 'other_story_id', 'source_id', 'actor_id'];
    before jsonb := to_jsonb(OLD);
    after jsonb;
    link text;
BEGIN
    IF OLD.is_sample THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the public log is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    after := to_jsonb(NEW);
    FOREACH link IN ARRAY links LOOP
        IF after -> link <> before -> link AND after -> link <> 'null'::jsonb THEN
            RAISE EXCEPTION 'the public log is never changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF after - links <> before - links THEN
        RAISE EXCEPTION 'the public log is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_deskevent_is_kept BEFORE UPDATE OR DELETE ON articles_deskevent
    FOR EACH ROW EXECUTE FUNCTION articles_deskevent_is_kept();
"""
UNGUARD = """
DROP TRIGGER articles_deskevent_is_kept ON articles_deskevent;
DROP FUNCTION articles_deskevent_is_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0007_body_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('note', models.TextField(max_length=1000)),
                ('headline_before', models.CharField(blank=True, max_length=500)),
                ('headline_after', models.CharField(blank=True, max_length=500)),
                ('dek_before', models.TextField(blank=True)),
                ('dek_after', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('-made_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='DeskEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('withdrawn', 'Withdrawn'), ('legal', 'Withdrawn by legal order'), ('taken_back', 'Taken back by its publisher'), ('removed', 'Deleted'), ('restored', 'Published again'), ('corrected', 'Corrected'), ('merged', 'Stories merged'), ('split', 'Story split'), ('undone', 'Merge or split taken back'), ('source_added', 'Source added'), ('source_closed', 'Source closed'), ('source_reopened', 'Source taken up again')], max_length=20)),
                ('reason', models.CharField(blank=True, help_text='As readers see it.', max_length=300)),
                ('published_at', models.DateTimeField(blank=True, help_text='When the article was published.', null=True)),
                ('source_name', models.CharField(blank=True, max_length=200)),
                ('is_sample', models.BooleanField(default=False, help_text='Of the sample edition: such lines may be deleted.')),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Takedown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(max_length=14, unique=True)),
                ('received_at', models.DateTimeField()),
                ('name', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('urls', models.TextField(max_length=4000)),
                ('right', models.CharField(choices=[('copyright', 'It is my work, or that of somebody for whom I act'), ('person', 'It is about me and harms me'), ('error', 'It is wrong'), ('other', 'Something else')], max_length=10)),
                ('statement', models.TextField(blank=True, max_length=4000)),
                ('status', models.CharField(choices=[('open', 'Open'), ('granted', 'Closed: taken down'), ('refused', 'Closed: left as it was')], default='open', max_length=10)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-received_at', '-id'),
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('curator'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('curator__isnull', False), ('status', 'published')), name='article_curator_river'),
        ),
        migrations.AddField(
            model_name='correction',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='articles.article'),
        ),
        migrations.AddField(
            model_name='correction',
            name='editor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrections', to='articles.editor'),
        ),
        migrations.AddField(
            model_name='deskevent',
            name='actor',
            field=models.ForeignKey(blank=True, help_text='Readers never learn who.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deskevent',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.article'),
        ),
        migrations.AddField(
            model_name='deskevent',
            name='other_story',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.story'),
        ),
        migrations.AddField(
            model_name='deskevent',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.source'),
        ),
        migrations.AddField(
            model_name='deskevent',
            name='story',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.story'),
        ),
        migrations.AddIndex(
            model_name='takedown',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['received_at'], name='takedown_open'),
        ),
        migrations.AddIndex(
            model_name='takedown',
            index=models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['closed_at'], name='takedown_closed'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('right__in', ['copyright', 'person', 'error', 'other'])), name='takedown_right_known'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status', 'open')), models.Q(('closed_at__isnull', False), ('status__in', ['granted', 'refused'])), _connector='OR'), name='takedown_closed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('status', 'open'), _negated=True), _connector='OR'), name='takedown_open_is_not_forgotten'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('email', ''), ('name', ''), ('statement', '')), _connector='OR'), name='takedown_forgotten_names_nobody'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['-made_at', '-id'], name='correction_river'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='correction_has_note'),
        ),
        migrations.AddIndex(
            model_name='deskevent',
            index=models.Index(fields=['-at', '-id'], name='desk_event_river'),
        ),
        migrations.AddConstraint(
            model_name='deskevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['withdrawn', 'legal', 'taken_back', 'removed', 'restored', 'corrected', 'merged', 'split', 'undone', 'source_added', 'source_closed', 'source_reopened'])), name='desk_event_kind_known'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        watched_of_article("articles_correction"),
        watched("articles_deskevent"),
    ]
