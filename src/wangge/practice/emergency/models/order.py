from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class OrderRows(AreaScoped["EvacuationOrder"]):
    area_path = "area_path"


class EvacuationOrder(models.Model):
    """转移令: who of a town is to be moved, where and why. One alarm over several towns has one for each of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    alarm_id = models.UUIDField(help_text="the same for the orders of one alarm")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    title = models.CharField(max_length=40)
    words = models.CharField(max_length=500, blank=True)
    shelter = models.CharField(max_length=120, blank=True, help_text="安置点")
    outline = models.JSONField(null=True, help_text="GeoJSON polygon in WGS84; empty: the areas alone")
    areas = ArrayField(models.UUIDField(), default=list)
    conditions = models.JSONField(default=dict)
    roots = ArrayField(models.CharField(max_length=60), default=list, help_text="within which the list is made")
    planned = models.PositiveIntegerField(default=0, help_text="persons of this town when it was ordered")
    issued_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True, help_text="since when the list is whole: it is issued")
    issued_by = models.CharField(max_length=60)
    issued_by_id = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_words = models.CharField(max_length=200, blank=True)

    objects = OrderRows.as_manager()

    class Meta:
        db_table = "emergency_order"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "alarm_id"], name="evacuation_once_a_town"),
            models.CheckConstraint(name="evacuation_is_named", condition=~Q(title="")),
        ]
        indexes = [models.Index(fields=["alarm_id"], name="evacuation_of_alarm")]
