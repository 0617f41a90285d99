from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.lifecycle import ErrandState

from .visit import Visit


class ErrandRows(AreaScoped["Errand"]):
    area_path = "area_path"


class Errand(models.Model):
    """上门事务: what somebody wants done at a household; done at the next visit, whoever makes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=40)
    source_kind = models.CharField(max_length=20, blank=True, help_text="what it comes from: case, hazard, care …")
    source_id = models.UUIDField(null=True)
    source_label = models.CharField(max_length=60, blank=True)
    unit_id = models.UUIDField(null=True, help_text="the unit that asked")
    unit_name = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ErrandState.choices, default=ErrandState.OPEN)
    done_at = models.DateTimeField(null=True)
    done_in = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="errands")
    result = models.CharField(max_length=200, blank=True)

    objects = ErrandRows.as_manager()

    class Meta:
        db_table = "visits_errand"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "household", "kind", "source_id"],
                condition=Q(state=ErrandState.OPEN, source_id__isnull=False),
                name="errand_asked_once",
            ),
            models.CheckConstraint(name="errand_state_known", condition=Q(state__in=ErrandState.values)),
            models.CheckConstraint(
                name="errand_done_in_a_visit", condition=~Q(state=ErrandState.DONE) | Q(done_in__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["household"], condition=Q(state=ErrandState.OPEN), name="errand_of_household"),
            models.Index(fields=["area", "due_on"], condition=Q(state=ErrandState.OPEN), name="errand_of_grid"),
            models.Index(fields=["unit_id", "-asked_at"], name="errand_of_unit"),
        ]
