from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class AppointmentAbsenceRows(AreaScoped["AppointmentAbsence"]):
    area_path = "appointment__area_path"
    unit_field = "appointment__organisation_id"

    def running(self, *, on: date) -> Self:
        """Those of whoever is away on a day."""
        still = Q(returned_on=None) | Q(returned_on__gt=on)
        return self.filter(still, starts_on__lte=on, ends_on__gte=on)


class AppointmentAbsence(models.Model):
    """不在岗: the days on which somebody is away from a post and the deputy acts (AB岗); both days count."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey("teams.Appointment", on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=60, blank=True)
    deputies = models.CharField(max_length=200, blank=True, help_text="names of those who act meanwhile")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    returned_on = models.DateField(null=True, help_text="first day back, when that came sooner")

    objects = AppointmentAbsenceRows.as_manager()

    class Meta:
        db_table = "teams_appointment_absence"
        constraints = [
            models.UniqueConstraint(
                fields=["town", "appointment", "starts_on"], condition=Q(returned_on=None), name="absence_once_a_day"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
