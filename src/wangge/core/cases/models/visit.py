from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.ids import uuid7

from .case import Case


class VisitCause(models.TextChoices):
    UNHAPPY = "unhappy", _("评价不满意")
    UNRATED = "unrated", _("没有评价")
    SAMPLE = "sample", _("抽样")
    CHOSEN = "chosen", _("指定")


class CaseVisit(models.Model):
    """回访: the asker is asked again about one answer, by a script; what he said is the recorded check."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits", db_index=False)
    answer_step_id = models.UUIDField()
    cause = models.CharField(max_length=8, choices=VisitCause.choices)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    done_name = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="each is a step of the case's history")
    was_reached = models.BooleanField(null=True, help_text="null: not tried yet")
    is_solved = models.CharField(max_length=8, blank=True, help_text="yes, partly, no; what the asker says")
    answers = models.JSONField(default=dict, help_text="code of the question → yes or no")
    words = models.TextField(blank=True)

    class Meta:
        db_table = "cases_visit"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "case", "answer_step_id"], name="visit_once_per_answer")
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="visit_of_case"),
            models.Index(fields=["unit", "due_at"], condition=Q(done_at=None), name="visit_waiting"),
        ]
