from django.db import models

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class DutyShiftRows(AreaScoped["DutyShift"]):
    area_path = "organisation__area_path"
    unit_field = "organisation_id"


class DutyShift(models.Model):
    """值班: who of a unit answers from `starts` on a day; equal times mean 24 hours, an earlier end the next day.

    Without an appointment the unit answers as a whole, by its duty phone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    appointment = models.ForeignKey("teams.Appointment", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=100, blank=True, default="")

    objects = DutyShiftRows.as_manager()

    class Meta:
        db_table = "teams_duty_shift"
        indexes = [models.Index(fields=["organisation", "on"], name="duty_shift_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "organisation", "on", "starts", "appointment"],
                nulls_distinct=False,
                name="duty_shift_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.starts:%H:%M}"
