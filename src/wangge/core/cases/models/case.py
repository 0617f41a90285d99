from collections.abc import Sequence
from typing import Self
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, F, Func, Q

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import AreaScoped, Scope, within
from wangge.core.cases.lifecycle import FINAL, Action, ClockKind, Outcome, State
from wangge.core.teams.units import units
from wangge.ground.foundation.ids import uuid7


class CaseRows(AreaScoped["Case"]):
    """Cases of an area, and those a unit owns, handles or was called to wherever they lie.

    The towns are named wherever they are known, because every index of the lists begins with the town.
    """

    area_path = "area_path"
    unit_field = "owner_unit"

    def within(self, scope: Scope) -> Self:
        if "/" in scope.roots:
            return super().within(scope)
        areas, known = areas_in_memory(), units().by_id
        paths = {u: known[u].area_path if u in known else "" for u in scope.units}
        others = Scope((), tuple(u for u, path in paths.items() if not scope.covers(town_path(path))))
        whole = [path for path in scope.roots if path in areas.by_path and areas.by_path[path].level == Level.TOWN]
        condition = within(Scope(tuple(r for r in scope.roots if r not in whole)), area_path=self.area_path)
        condition |= Q(town_id__in=[areas.by_path[path].id for path in whole])
        if others.units:
            condition |= Q(owner_unit__in=others.units) | Q(handler_unit__in=others.units)
            condition |= Q(called_to(others.units))
        towns = {areas.by_path.get(town_path(path)) for path in (*scope.roots, *(paths[u] for u in others.units))}
        if towns and all(town is not None and town.level == Level.TOWN for town in towns):
            condition &= Q(town_id__in=[town.id for town in towns if town is not None])
        return self.filter(condition)._mark()


def called_to(units: Sequence[UUID]) -> Func:
    """That one of these units was called to a case (吹哨、协办) and has not finished there.

    An array, because an index serves it beside the owner's and the handler's, which it does not for a subquery.
    """
    parties = apps.get_model("cases", "CaseParty").objects.filter(unit__in=units, closed_at=None)
    return Func(
        F("pk"),
        ArraySubquery(parties.values("case_id")),
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=BooleanField(),
    )


def town_path(path: str) -> str:
    """The path of the town an area lies in; of a county its own."""
    return "/" + "".join(f"{part}/" for part in path.strip("/").split("/")[:2] if part)


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
    grade = models.CharField(max_length=40, blank=True, help_text="难度, of the place's grading")
    urgency = models.CharField(max_length=8, default="normal")
    asker_kind = models.CharField(max_length=10, default="person", help_text="person or enterprise")
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
    first_unit = models.ForeignKey(
        "teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="首办、首问负责: who received it first; never changes",
    )  # fmt: skip
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    petition_kind = models.CharField(max_length=8, blank=True, help_text="first, repeat or backlog (初访、重访、积案)")
    supervision = models.PositiveSmallIntegerField(default=0, help_text="0 none, 1 urged, 2 yellow, 3 red, 4 leader")
    solved_level = models.CharField(max_length=8, blank=True, help_text="level of the unit that solved it (四不出)")
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=8, choices=ClockKind.choices, blank=True)
    warn_at = models.DateTimeField(null=True, help_text="from when the deadline is near (将到期)")
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
                name="case_merged_into_another",
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into=None)),
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
            models.Index(fields=["town_id", "-reported_at", "-id"], condition=Q(closed_at=None), name="case_open"),
            models.Index(
                fields=["owner_unit", "due_at", "id", "warn_at", "state", "last_action", "due_kind"],
                condition=Q(closed_at=None),
                name="case_waiting",
            ),  # all that the counts of what waits ask for, so that they read nothing else
            models.Index(fields=["town_id", "due_at", "id"], condition=Q(closed_at=None), name="case_due"),
            models.Index(fields=["owner_unit", "-reported_at"], name="case_owner"),
            models.Index(fields=["handler_unit", "-reported_at"], name="case_handler"),
            models.Index(fields=["town_id", "closed_at"], condition=Q(closed_at__isnull=False), name="case_closed"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged"),
            models.Index(fields=["area_path"], name="case_area", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
