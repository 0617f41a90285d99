from django.db import models
from django.db.models import F, Q

from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.ground.foundation.ids import uuid7

from .case import Case


class CaseStep(models.Model):
    """办理过程: one line of a case's history; rows are only ever added (the database refuses to change one).

    `note` is for staff; `public_note` is what the asker reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps", db_index=False)
    action = models.CharField(max_length=12, choices=Action.choices)
    state_after = models.CharField(max_length=12, choices=State.choices)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=80, blank=True, help_text="on whose behalf")
    to_unit = models.ForeignKey(
        "teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.TextField(blank=True)
    public_note = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "cases_step"
        indexes = [
            models.Index(fields=["case", "id"], name="step_of_case"),
            models.Index(fields=["to_unit", "case"], condition=Q(to_unit__isnull=False), name="step_to_unit"),
        ]


class CaseClock(models.Model):
    """时限: one deadline, from when it started to when it was met, with how it was reckoned.

    A paused clock stands still; when it goes on, what was paused is added (`reckoning`). A clock with a
    `party` is of one of several units that work the case at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=8, choices=ClockKind.choices)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    rulebook_version = models.ForeignKey(
        "places.RulebookVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        "cases.CaseParty", null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0, help_text="how many rungs of the ladder it has climbed")
    next_rung_at = models.DateTimeField(null=True, help_text="when the next one is reached; null: none is left")
    derivation = models.JSONField()
    stopped_at = models.DateTimeField(null=True)
    was_met = models.BooleanField(null=True, help_text="null: still running, or stopped without being owed any more")

    class Meta:
        db_table = "cases_clock"
        indexes = [
            models.Index(fields=["case", "id"], name="clock_of_case"),
            models.Index(
                fields=["next_rung_at"],
                condition=Q(stopped_at=None, paused_at=None, next_rung_at__isnull=False),
                name="clock_climbing",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "party"],
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                name="clock_runs_once",
            ),
            models.CheckConstraint(name="clock_due_after_start", condition=Q(due_at__gte=F("started_at"))),
        ]


class CasePhoto(models.Model):
    """照片: a picture the asker sent or that shows what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos", db_index=False)
    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="photos", db_index=False)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_public = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_photo"
        indexes = [models.Index(fields=["case", "id"], name="photo_of_case")]
