import django.db.models.deletion
import django.db.models.manager
import wangge.ground.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    """What grid teams own, and whom their members are linked with."""

    initial = True

    dependencies = [
        ('areas', '0001_tree'),
        ('people', '0004_found_by_person'),
        ('teams', '0004_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChatGroup',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('owner_id', models.UUIDField(help_text='the member who opened it', null=True)),
                ('owner_name', models.CharField(max_length=60)),
                ('size', models.PositiveSmallIntegerField(null=True)),
                ('size_on', models.DateField(help_text='when somebody counted', null=True)),
                ('join_words', models.CharField(blank=True, max_length=200)),
                ('join_until', models.DateField(null=True)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'db_table': 'gridteams_chat_group',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ContactCard',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('issued_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('replaced_on', models.DateField(null=True)),
                ('household', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
            ],
            options={
                'db_table': 'gridteams_contact_card',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='GroupText',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('topic', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=60)),
                ('words', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'db_table': 'gridteams_group_text',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Broadcast',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('sent_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gridteams.chatgroup')),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gridteams.grouptext')),
            ],
            options={
                'db_table': 'gridteams_broadcast',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HouseholdLink',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('member_id', models.UUIDField()),
                ('since', models.DateField()),
                ('until', models.DateField(help_text='the first day on which it no longer holds', null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('ended_by', models.CharField(blank=True, default='', max_length=60)),
                ('household', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
            ],
            options={
                'db_table': 'gridteams_household_link',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ListEntry',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('list_code', models.CharField(max_length=40)),
                ('member_id', models.UUIDField(null=True)),
                ('slot', models.PositiveSmallIntegerField(help_text='counted from 1')),
                ('words', models.CharField(max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=60)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'db_table': 'gridteams_list_entry',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='NetCover',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('net', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('holder_name', models.CharField(blank=True, max_length=60)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'db_table': 'gridteams_net_cover',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SupplyItem',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('supply', models.CharField(max_length=40)),
                ('member_id', models.UUIDField(help_text='to whom, where it is not for the team', null=True)),
                ('quantity', models.PositiveSmallIntegerField(default=1)),
                ('amount', models.DecimalField(decimal_places=2, help_text='money, for an allowance', max_digits=10, null=True)),
                ('issued_on', models.DateField()),
                ('returned_on', models.DateField(null=True)),
                ('note', models.CharField(blank=True, default='', max_length=100)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'db_table': 'gridteams_supply_item',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.UUIDField(default=wangge.ground.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('town_id', models.UUIDField(editable=False)),
                ('area_path', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('field', '责任田'), ('road', '包街'), ('building', '楼栋')], max_length=10)),
                ('title', models.CharField(help_text='as it stands on the wall', max_length=60)),
                ('promise', models.CharField(blank=True, max_length=200)),
                ('member_id', models.UUIDField(null=True)),
                ('claimed_on', models.DateField()),
                ('published_on', models.DateField(help_text='上墙公示', null=True)),
                ('ended_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='teams.organisation')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.namedplace')),
            ],
            options={
                'db_table': 'gridteams_charge',
                'indexes': [models.Index(fields=['area_path'], name='charge_path', opclasses=['varchar_pattern_ops']), models.Index(condition=models.Q(('ended_on', None)), fields=['member_id'], name='charge_of_member')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None), ('place__isnull', False)), fields=('town_id', 'kind', 'place'), name='charge_of_place_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['field', 'road', 'building'])), name='charge_kind_known'), models.CheckConstraint(condition=models.Q(('member_id__isnull', False), ('organisation__isnull', False), _connector='OR'), name='charge_has_somebody'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='charge_is_named'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('claimed_on')), _connector='OR'), name='charge_ends_after_start')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('_followed', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='chatgroup',
            index=models.Index(fields=['area_path'], name='chat_group_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='chatgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None)), fields=('town_id', 'area', 'name'), name='chat_group_once'),
        ),
        migrations.AddConstraint(
            model_name='chatgroup',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='chat_group_is_named'),
        ),
        migrations.AddConstraint(
            model_name='chatgroup',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='chat_group_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='contactcard',
            index=models.Index(fields=['household'], name='card_of_household'),
        ),
        migrations.AddConstraint(
            model_name='contactcard',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_on', None)), fields=('town_id', 'household'), name='contact_card_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='contactcard',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_on', None), ('replaced_on__gte', models.F('issued_on')), _connector='OR'), name='contact_card_replaced_later'),
        ),
        migrations.AddIndex(
            model_name='grouptext',
            index=models.Index(fields=['area_path'], name='group_text_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='grouptext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='group_text_says_something'),
        ),
        migrations.AddIndex(
            model_name='broadcast',
            index=models.Index(fields=['text'], name='broadcast_of_text'),
        ),
        migrations.AddConstraint(
            model_name='broadcast',
            constraint=models.UniqueConstraint(fields=('town_id', 'group', 'text', 'sent_on'), name='broadcast_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='householdlink',
            index=models.Index(condition=models.Q(('until', None)), fields=['household'], name='link_of_household'),
        ),
        migrations.AddIndex(
            model_name='householdlink',
            index=models.Index(condition=models.Q(('until', None)), fields=['member_id'], name='link_of_member'),
        ),
        migrations.AddConstraint(
            model_name='householdlink',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('town_id', 'household', 'member_id'), name='household_link_once'),
        ),
        migrations.AddConstraint(
            model_name='householdlink',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='household_link_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='listentry',
            index=models.Index(fields=['member_id'], name='list_entry_of_member'),
        ),
        migrations.AddConstraint(
            model_name='listentry',
            constraint=models.UniqueConstraint(fields=('town_id', 'area', 'list_code', 'member_id', 'slot'), name='list_entry_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='listentry',
            constraint=models.CheckConstraint(condition=models.Q(('slot__gte', 1)), name='list_entry_slot_counts_from_one'),
        ),
        migrations.AddIndex(
            model_name='netcover',
            index=models.Index(fields=['area_path'], name='net_cover_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='netcover',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('town_id', 'area', 'net', 'name'), name='net_cover_once'),
        ),
        migrations.AddConstraint(
            model_name='netcover',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='net_cover_is_named'),
        ),
        migrations.AddConstraint(
            model_name='netcover',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='net_cover_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='supplyitem',
            index=models.Index(fields=['area_path'], name='supply_path', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='supplyitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='supply_counts'),
        ),
        migrations.AddConstraint(
            model_name='supplyitem',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gt', 0), _connector='OR'), name='supply_amount_is_money'),
        ),
        migrations.AddConstraint(
            model_name='supplyitem',
            constraint=models.CheckConstraint(condition=models.Q(('returned_on', None), ('returned_on__gte', models.F('issued_on')), _connector='OR'), name='supply_returned_later'),
        ),
    ]
