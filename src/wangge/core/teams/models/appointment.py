from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import READABLE, uuid7

TOKEN_LENGTH = 10


class EndReason(models.TextChoices):
    """Why somebody left a post before its term was over; never shown to the public."""

    MOVED = "moved", _("工作调动")
    RESIGNED = "resigned", _("本人辞任")
    REMOVED = "removed", _("免去职务")
    DIED = "died", _("去世")
    MISTAKE = "mistake", _("登记有误")
    REDRAWN = "redrawn", _("网格调整")
    OTHER = "other", _("其他")


class AppointmentRows(AreaScoped["Appointment"]):
    area_path = "area_path"
    unit_field = "organisation_id"


class Appointment(models.Model):
    """任职: a person in a post at an area, from one day to another.

    `ends_on` is the last day of the term as it stands on the certificate; `ended_on` is the first
    day on which the person is out, when that came sooner. `term` is what both together make.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=40)
    post_kind = models.CharField(max_length=40)
    member_id = models.UUIDField(default=uuid7, editable=False, help_text="one and the same through all renewals")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=60)
    organisation = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    account = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=10, choices=EndReason, blank=True, default="")
    term = models.GeneratedField(
        expression=Func(
            template="daterange(starts_on, LEAST(ends_on + 1, ended_on), '[)')", output_field=DateRangeField()
        ),
        output_field=DateRangeField(),
        db_persist=True,
    )
    is_public = models.BooleanField(help_text="the name stands on the area's public page")
    token = models.CharField(max_length=TOKEN_LENGTH)
    renewal_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    appointed_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")

    objects = AppointmentRows.as_manager()

    class Meta:
        db_table = "teams_appointment"
        indexes = [
            models.Index(fields=["area_path"], name="appointment_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["organisation"], name="appointment_of_unit"),
            models.Index(fields=["member_id"], name="appointment_of_member"),
            GistIndex(fields=["term"], name="appointment_term"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="appointment_number_once"),
            models.UniqueConstraint(fields=["token"], name="appointment_token_once"),
            models.UniqueConstraint(fields=["town", "renewal_of"], name="appointment_renewed_once"),
            models.CheckConstraint(condition=Q(token__regex=f"^[{READABLE}]{{10}}$"), name="appointment_token_shape"),
            models.CheckConstraint(condition=~Q(person_name=""), name="appointment_has_a_person"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")), name="appointment_ended_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_reason="") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="appointment_end_has_a_reason",
            ),
            ExclusionConstraint(
                name="appointment_name_once_in_post",
                expressions=[
                    ("town", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("post_kind", RangeOperators.EQUAL),
                    ("person_name", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="appointment_account_once_in_post",
                expressions=[
                    ("town", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("post_kind", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person_name}"
