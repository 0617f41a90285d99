from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7

from .lifecycle import RunState


class RunRows(AreaScoped["Run"]):
    area_path = "area_path"


class Run(models.Model):
    """一次推演: what was tried on which numbers, how far it is, and what came of it; the result is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    basis = models.JSONField()
    changes = models.JSONField()
    seeds = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField(help_text="the first one; the same seed gives the same result")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    done = models.PositiveSmallIntegerField(default=0, help_text="years played")
    result = models.JSONField(null=True)
    words = models.CharField(max_length=300, blank=True, help_text="why it was not finished")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RunRows.as_manager()

    class Meta:
        db_table = "whatif_run"
        constraints = [
            models.CheckConstraint(name="run_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="run_done_with_result",
                condition=Q(state=RunState.DONE, result__isnull=False) | (~Q(state=RunState.DONE) & Q(result=None)),
            ),
        ]
        indexes = [models.Index(fields=["town_id", "-id"], name="run_newest")]

    @property
    def years(self) -> int:
        """How many years are played: each seed today and changed."""
        return 2 * self.seeds
