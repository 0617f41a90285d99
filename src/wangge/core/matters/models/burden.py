from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.matters.lifecycle import Burden
from wangge.ground.foundation.ids import uuid7


class BurdenRows(AreaScoped["BurdenEntry"]):
    area_path = "area_path"


class BurdenEntry(models.Model):
    """减负账的一笔: what one fact cost a grid, or spared it; counted once however often it is told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=200)
    month = models.DateField(help_text="the first day of the month")
    kind = models.CharField(max_length=16, choices=Burden.choices)
    count = models.PositiveIntegerField()
    source_ref = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_label = models.CharField(max_length=80, blank=True)
    counted_at = models.DateTimeField()

    objects = BurdenRows.as_manager()

    class Meta:
        db_table = "matters_burden"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "area", "kind", "source_ref"], name="burden_counted_once"),
            models.CheckConstraint(name="burden_from_one", condition=Q(count__gte=1)),
            models.CheckConstraint(name="burden_kind_known", condition=Q(kind__in=Burden.values)),
        ]
        indexes = [models.Index(fields=["town_id", "month", "area"], name="burden_of_month")]
