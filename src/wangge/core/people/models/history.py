from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.people.lifecycle import EventKind
from wangge.ground.foundation.ids import uuid7


class RosterEventRows(AreaScoped["RosterEvent"]):
    area_path = "area_path"


class RosterEvent(models.Model):
    """人口变动: something that happened to persons or a household; only ever added, a wrong one is reversed.

    `household` and `person` name whom it is about; the dated rows it opened and closed point to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    household_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)
    source = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, help_text="where the rows it changed stood before: ids and paths only")
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = RosterEventRows.as_manager()

    class Meta:
        db_table = "people_event"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "reverses"], name="event_reversed_once"),
            models.CheckConstraint(name="event_kind_known", condition=Q(kind__in=EventKind.values)),
            models.CheckConstraint(
                name="event_reverses_one",
                condition=Q(kind=EventKind.REVERSED, reverses__isnull=False)
                | (~Q(kind=EventKind.REVERSED) & Q(reverses=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["household_id", "-id"], name="event_of_household"),
            models.Index(fields=["person_id", "-id"], name="event_of_person"),
            models.Index(fields=["town_id", "-id"], name="event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class Dated(models.Model):
    """Something true from a day until another (the first on which it is not).

    A row is never edited: `closed_by` is the event that ended it, `voided_by` the one that found it was never
    so. An event that is reversed voids what it opened, and what it closed is opened anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    since = models.DateField()
    until = models.DateField(null=True)
    term = models.GeneratedField(
        expression=Func(template="daterange(since, until, '[)')", output_field=DateRangeField()),
        output_field=DateRangeField(),
        db_persist=True,
    )
    opened_by = models.ForeignKey(RosterEvent, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(RosterEvent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    voided_by = models.ForeignKey(RosterEvent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


LIVE = Q(until=None, voided_by=None)


def dated_constraints(prefix: str) -> list[models.BaseConstraint]:
    """A row does not end before it begins, and what ended was ended by an event."""
    return [
        models.CheckConstraint(name=f"{prefix}_ends_after_start", condition=Q(until=None) | Q(until__gte=F("since"))),
        models.CheckConstraint(
            name=f"{prefix}_ended_by_an_event", condition=Q(until=None) | Q(closed_by__isnull=False)
        ),
    ]


def once_at_a_time(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows of the same `fields` may overlap, except those found to be wrong."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("town_id", RangeOperators.EQUAL),
            *((field, RangeOperators.EQUAL) for field in fields),
            ("term", RangeOperators.OVERLAPS),
        ],
        condition=(condition or Q()) & Q(voided_by=None),
    )
