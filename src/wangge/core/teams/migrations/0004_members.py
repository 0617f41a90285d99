import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import wangge.ground.foundation.ids
from django.conf import settings
from django.db import migrations, models


# A renewal is the same member as the term before it.
FILL = """
WITH RECURSIVE chain AS (
    SELECT id, id AS member_id FROM teams_appointment WHERE renewal_of_id IS NULL
    UNION ALL
    SELECT a.id, chain.member_id FROM teams_appointment a JOIN chain ON a.renewal_of_id = chain.id
)
UPDATE teams_appointment a SET member_id = chain.member_id FROM chain WHERE chain.id = a.id;
"""


class Migration(migrations.Migration):
    """Members through all renewals, what is known of them, and their trainings."""

    dependencies = [
        ('areas', '0001_tree'),
        ('teams', '0003_absence_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberProfile',
            fields=[
                ('member_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('area_path', models.CharField(max_length=60)),
                ('is_party', models.BooleanField(default=False)),
                ('employment', models.CharField(blank=True, choices=[('lead', '网格长'), ('full_time', '专职'), ('part_time', '兼职')], default='', max_length=10)),
                ('backgrounds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('main_background', models.CharField(blank=True, default='', max_length=40)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=60)),
            ],
            options={
                'db_table': 'teams_member_profile',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TrainingRecord',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area_path', models.CharField(max_length=60)),
                ('member_id', models.UUIDField(editable=False)),
                ('training', models.CharField(max_length=40)),
                ('held_on', models.DateField()),
                ('valid_until', models.DateField(help_text='the last day on which it holds; empty: for good', null=True)),
                ('hours', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, default='', max_length=100)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
            ],
            options={
                'db_table': 'teams_training_record',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='appointment',
            name='member_id',
            field=models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, help_text='one and the same through all renewals'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['member_id'], name='appointment_of_member'),
        ),
        migrations.AddField(
            model_name='memberprofile',
            name='town',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area'),
        ),
        migrations.AddField(
            model_name='trainingrecord',
            name='town',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area'),
        ),
        migrations.AddIndex(
            model_name='memberprofile',
            index=models.Index(fields=['area_path'], name='profile_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='memberprofile',
            constraint=models.CheckConstraint(condition=models.Q(('main_background', ''), ('backgrounds__contains', [models.F('main_background')]), _connector='OR'), name='profile_main_is_one_of_all'),
        ),
        migrations.AddConstraint(
            model_name='memberprofile',
            constraint=models.CheckConstraint(condition=models.Q(('employment__in', ['', 'lead', 'full_time', 'part_time'])), name='profile_employment_known'),
        ),
        migrations.AddIndex(
            model_name='trainingrecord',
            index=models.Index(fields=['area_path'], name='training_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='trainingrecord',
            index=models.Index(fields=['member_id'], name='training_of_member'),
        ),
        migrations.AddConstraint(
            model_name='trainingrecord',
            constraint=models.UniqueConstraint(fields=('town', 'member_id', 'training', 'held_on'), name='training_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='trainingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('held_on')), _connector='OR'), name='training_ends_after_it_was'),
        ),
    ]
