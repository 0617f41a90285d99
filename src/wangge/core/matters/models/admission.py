from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.matters.lifecycle import Answer, Frequency, RequestState
from wangge.ground.foundation.ids import uuid7

from .catalogue import Matter
from .listed import words
from .registers import HeldField


class AdmissionRows(AreaScoped["AdmissionRequest"]):
    area_path = "area_path"
    unit_field = "unit"


class AdmissionRequest(models.Model):
    """准入申请: a unit asks that something may be asked of grids, until a day, in some areas."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    matter_code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    legal_basis = models.CharField(max_length=200)
    fields = words()
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    expires_on = models.DateField()
    paths = words(200)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    objects = AdmissionRows.as_manager()

    class Meta:
        db_table = "matters_admission"
        constraints = [
            models.CheckConstraint(name="admission_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="admission_decided_once",
                condition=Q(state=RequestState.ASKED, decided_at=None)
                | (~Q(state=RequestState.ASKED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="admission_merged_into_one",
                condition=Q(state=RequestState.MERGED, merged_into__isnull=False)
                | (~Q(state=RequestState.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="admission_refused_with_reason", condition=~Q(state=RequestState.REFUSED) | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "-id"], name="admission_newest"),
            models.Index(fields=["town_id", "matter_code", "state"], name="admission_of_matter"),
        ]

    def __str__(self) -> str:
        return self.title


class AskedAgain(models.Model):
    """再问的理由: why a field that is held already may be asked under an admission; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    request = models.ForeignKey(AdmissionRequest, on_delete=models.PROTECT, related_name="asked_again", db_index=False)
    field = models.ForeignKey(HeldField, on_delete=models.PROTECT, related_name="+", db_index=False)
    field_code = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=60)

    class Meta:
        db_table = "matters_asked_again"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "request", "field_code"], name="asked_again_said_once"),
            models.CheckConstraint(name="asked_again_has_reason", condition=~Q(reason="")),
        ]


class DemandRows(AreaScoped["Demand"]):
    area_path = "area_path"
    unit_field = "unit"


class Demand(models.Model):
    """下派任务: something asked of grids under an admission; one that was refused keeps why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    source_ref = models.CharField(max_length=80, help_text="one form; taken once")
    request = models.ForeignKey(AdmissionRequest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    matter_code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    body = models.TextField(blank=True)
    fields = words()
    retyped = words()
    due_on = models.DateField()
    refused_because = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)

    objects = DemandRows.as_manager()

    class Meta:
        db_table = "matters_demand"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "source_ref"], name="demand_source_once"),
            models.CheckConstraint(
                name="demand_admitted_or_refused", condition=Q(request__isnull=False) | ~Q(refused_because="")
            ),
        ]
        indexes = [models.Index(fields=["town_id", "-id"], name="demand_newest")]

    def __str__(self) -> str:
        return self.title


class DemandTaskRows(AreaScoped["DemandTask"]):
    area_path = "area_path"
    unit_field = "unit"


class DemandTask(models.Model):
    """一个网格的一件任务: what one grid is asked by a demand, and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=200)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)

    objects = DemandTaskRows.as_manager()

    class Meta:
        db_table = "matters_demand_task"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "demand", "area"], name="task_once_a_grid"),
            models.CheckConstraint(
                name="task_answered_whole",
                condition=Q(answer="", answered_at=None) | (Q(answer__in=Answer.values) & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["demand", "area_path"], name="task_of_demand"),
            models.Index(fields=["unit", "due_on", "id"], condition=Q(answer=""), name="task_waiting"),
        ]
