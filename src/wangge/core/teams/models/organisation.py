from django.db import models
from django.db.models import F, Q

from wangge.ground.foundation.ids import uuid7


class Organisation(models.Model):
    """组织: a unit that can own a matter or hold posts: a party group, a committee, a centre, a station.

    `unit_kind` is a code of the place's rulebook; `area` is what the unit answers for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=40)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=200)
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    unit_kind = models.CharField(max_length=40)
    nature = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True, help_text="the rulebook's named unit, where it is one")
    name = models.CharField(max_length=80)
    duty_phone = models.CharField(max_length=20, blank=True, help_text="the unit's public telephone, never a person's")
    is_public = models.BooleanField(default=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "teams_organisation"
        indexes = [
            models.Index(fields=["area_path"], name="organisation_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["area", "unit_kind"], name="organisation_at_area"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organisation_ends_after_start",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
            models.UniqueConstraint(
                fields=["area", "unit_kind", "name"], condition=Q(closed_on=None), name="organisation_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
