from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.emergency.lifecycle import Step

from .order import EvacuationOrder


class EvacuationRowRows(AreaScoped["EvacuationRow"]):
    area_path = "area_path"


class EvacuationRow(models.Model):
    """转移名单: one person who is to be moved, with whoever helps; how far he is stands in the ticks.

    No name is kept here: it is read from the roster by who may read it there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    order = models.ForeignKey(EvacuationOrder, on_delete=models.PROTECT, related_name="rows", db_index=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=160, blank=True)
    door_key = models.CharField(max_length=200, blank=True)
    reasons = ArrayField(models.CharField(max_length=80), default=list)
    helper_id = models.UUIDField(null=True, help_text="the account of who helps")
    helper_name = models.CharField(max_length=60, blank=True)

    objects = EvacuationRowRows.as_manager()

    class Meta:
        db_table = "emergency_row"
        constraints = [models.UniqueConstraint(fields=["town_id", "order", "person"], name="evacuation_row_once")]
        indexes = [
            models.Index(fields=["order", "area_path", "door_key", "id"], name="evacuation_row_by_door"),
            models.Index(fields=["area", "order"], name="evacuation_row_of_grid"),
        ]


class EvacuationTickRows(AreaScoped["EvacuationTick"]):
    area_path = "row__area_path"


class EvacuationTick(models.Model):
    """一次记录: somebody was told, moved, arrived, is home again; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    order = models.ForeignKey(EvacuationOrder, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(EvacuationRow, on_delete=models.PROTECT, related_name="ticks", db_index=False)
    step = models.CharField(max_length=10, choices=Step.choices)
    where = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)

    objects = EvacuationTickRows.as_manager()

    class Meta:
        db_table = "emergency_tick"
        constraints = [models.CheckConstraint(name="evacuation_step_known", condition=Q(step__in=Step.values))]
        indexes = [
            models.Index(fields=["order", "row"], name="evacuation_tick_of_order"),
            models.Index(fields=["row", "happened_at"], name="evacuation_tick_of_row"),
        ]
