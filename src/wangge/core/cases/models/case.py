from typing import Self

from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped, Scope, within
from wangge.core.cases.lifecycle import FINAL, Action, ClockKind, Outcome, State
from wangge.ground.foundation.ids import uuid7


class CaseRows(AreaScoped["Case"]):
    """Cases of an area, and those a unit owns or handles wherever they lie."""

    area_path = "area_path"
    unit_field = "owner_unit"

    def within(self, scope: Scope) -> Self:
        condition = within(scope, area_path=self.area_path, unit_field=self.unit_field)
        if scope.units and "/" not in scope.roots:
            condition |= Q(handler_unit__in=scope.units)
        return self.filter(condition)._mark()


class Case(models.Model):
    """事项: something reported somewhere that somebody must see to before a deadline.

    `owner_unit` has to act next; `handler_unit` does the work. `due_at` is when the earliest running
    clock ends. `area_path` is the area's path when it was placed; the guard reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=200)
    rulebook_version = models.ForeignKey(
        "places.RulebookVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(max_length=20)
    source_ref = models.CharField(max_length=80, blank=True, help_text="one form or one row of an import, taken once")
    channel = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    where_words = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    owner_unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    handler_unit = models.ForeignKey(
        "teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=8, choices=ClockKind.choices, blank=True)
    last_action = models.CharField(max_length=12, choices=Action.choices)
    closed_at = models.DateTimeField(null=True)

    objects = CaseRows.as_manager()

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["town_id", "source_ref"], condition=~Q(source_ref=""), name="case_source_once"
            ),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="case_outcome_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="case_closed_when_final",
                condition=Q(state__in=sorted(FINAL), closed_at__isnull=False)
                | (~Q(state__in=sorted(FINAL)) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_due_has_kind",
                condition=Q(due_at=None, due_kind="") | (Q(due_at__isnull=False) & ~Q(due_kind="")),
            ),
            models.CheckConstraint(
                name="case_point_whole", condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False)
            ),
            models.CheckConstraint(
                name="case_reported_before_recorded", condition=Q(reported_at__lte=F("recorded_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "-reported_at", "-id"], name="case_newest"),
            models.Index(fields=["owner_unit", "due_at", "id"], condition=Q(closed_at=None), name="case_waiting"),
            models.Index(fields=["town_id", "due_at", "id"], condition=Q(closed_at=None), name="case_due"),
            models.Index(fields=["handler_unit", "-reported_at"], name="case_handler"),
            models.Index(fields=["area_path"], name="case_area", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
