from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class SupplyItemRows(AreaScoped["SupplyItem"]):
    area_path = "area_path"


class SupplyItem(models.Model):
    """工作保障: what a grid was given to work with, when: kit, allowance, insurance (codes of the rules)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    supply = models.CharField(max_length=40)
    member_id = models.UUIDField(null=True, help_text="to whom, where it is not for the team")
    quantity = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, help_text="money, for an allowance")
    issued_on = models.DateField()
    returned_on = models.DateField(null=True)
    note = models.CharField(max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = SupplyItemRows.as_manager()

    class Meta:
        db_table = "gridteams_supply_item"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="supply_counts"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="supply_amount_is_money"),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("issued_on")), name="supply_returned_later"
            ),
        ]
        indexes = [models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="supply_path")]
