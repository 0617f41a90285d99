from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7

from .case import Case


class ReceptionKind(models.TextChoices):
    RECEIVE = "receive", _("接访")
    GO_DOWN = "go_down", _("下访")


class ReceptionRows(AreaScoped["ReceptionDay"]):
    area_path = "area_path"


class ReceptionDay(models.Model):
    """领导下访接访: on which day which leader receives people where, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=ReceptionKind.choices)
    leader_name = models.CharField(max_length=60)
    on = models.DateField()
    where_words = models.CharField(max_length=100)
    planned_by = models.CharField(max_length=60)
    planned_at = models.DateTimeField()
    is_held = models.BooleanField(null=True, help_text="null: nothing is recorded yet; false: it did not take place")
    people = models.PositiveIntegerField(default=0, help_text="人次 received")
    words = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(null=True)

    objects = ReceptionRows.as_manager()

    class Meta:
        db_table = "cases_reception_day"
        indexes = [
            models.Index(fields=["area_path"], name="reception_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["town_id", "-on"], name="reception_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "on", "leader_name", "where_words"], name="reception_planned_once"
            ),
            models.CheckConstraint(
                name="reception_recorded_whole",
                condition=Q(is_held=None, recorded_at=None) | Q(is_held__isnull=False, recorded_at__isnull=False),
            ),
        ]


class ReceptionCase(models.Model):
    """A matter that was brought to a leader on such a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    day = models.ForeignKey(ReceptionDay, on_delete=models.PROTECT, related_name="cases", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="receptions", db_index=False)

    class Meta:
        db_table = "cases_reception_case"
        constraints = [models.UniqueConstraint(fields=["town_id", "day", "case"], name="reception_case_once")]
        indexes = [
            models.Index(fields=["day"], name="reception_case_of_day"),
            models.Index(fields=["case"], name="reception_of_case"),
        ]
