from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.gridplans.lifecycle import OPEN, DrawingState, PlanAction, PlanState, ProposalKind


class PlanRows(AreaScoped["Plan"]):
    area_path = "area_path"


class Plan(models.Model):
    """一村一策网格优化调整方案: one version of how a village or community is divided into grids.

    `layout` is what was chosen and edited by hand, `judgement` what is to be said of it; see `layout.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(help_text="the version, counted for each village from 1")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    norm = models.PositiveIntegerField(help_text="households a grid")
    tolerance = models.PositiveSmallIntegerField(help_text="percent a grid may be off its share")
    drawing = models.CharField(max_length=10, choices=DrawingState.choices, blank=True, default=DrawingState.IDLE)
    drawn_percent = models.PositiveSmallIntegerField(default=0)
    drawing_words = models.CharField(max_length=300, blank=True, help_text="why the drawing failed")
    chosen = models.CharField(max_length=14, choices=ProposalKind.choices, blank=True)
    layout = models.JSONField(null=True)
    judgement = models.JSONField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_by_id = models.UUIDField(null=True)
    notice_from = models.DateField(null=True)
    notice_until = models.DateField(null=True, help_text="the last day of the public notice")
    effective_on = models.DateField(null=True, help_text="the day it is to take effect, set by who approves it")
    in_force_on = models.DateField(null=True, help_text="the day it did")
    redrawing_id = models.UUIDField(null=True, help_text="what was moved when it took effect")

    objects = PlanRows.as_manager()

    class Meta:
        db_table = "gridplans_plan"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "area", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["town_id", "area"], condition=Q(state__in=sorted(OPEN)), name="plan_one_open_a_village"
            ),
            models.CheckConstraint(name="plan_state_known", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(name="plan_is_named", condition=~Q(title="")),
            models.CheckConstraint(name="plan_norm_counts", condition=Q(norm__gte=1)),
            models.CheckConstraint(
                name="plan_notice_ends_after_start",
                condition=Q(notice_until=None) | Q(notice_until__gte=F("notice_from")),
            ),
            models.CheckConstraint(
                name="plan_in_force_since",
                condition=~Q(state=PlanState.IN_FORCE) | Q(in_force_on__isnull=False, redrawing_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "-id"], name="plan_newest"),
            models.Index(fields=["effective_on"], condition=Q(state=PlanState.APPROVED), name="plan_due"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanGround(models.Model):
    """底图: the buildings of the village as they were when the plan was drawn, with their cells and borders.

    `atoms` are [building, name, households, persons, lon, lat, area, grid, compound] each; `borders` are
    [one, other, metres, is barrier] by the places of atoms; `cells` one geometry collection in their order.
    """

    plan = models.OneToOneField(Plan, primary_key=True, on_delete=models.PROTECT, related_name="ground")
    town_id = models.UUIDField(editable=False)
    outline = models.BinaryField(null=True)
    cells = models.BinaryField()
    atoms = models.JSONField()
    borders = models.JSONField()
    barriers = models.JSONField(null=True, help_text="GeoJSON that was brought along, in WGS84")
    unplaced = models.JSONField(default=list, help_text="[building, name, households] of those without a place")
    grids = models.JSONField(help_text="the open grids then: [id, name, ordinal]")
    read_at = models.DateTimeField()

    class Meta:
        db_table = "gridplans_ground"


class Proposal(models.Model):
    """方案比选: one division that was drawn, with what is to be said of each grid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    kind = models.CharField(max_length=14, choices=ProposalKind.choices)
    layout = models.JSONField()
    judgement = models.JSONField()
    drawn_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, help_text="it was drawn anew")

    class Meta:
        db_table = "gridplans_proposal"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "plan", "kind"], condition=Q(dropped_at=None), name="proposal_once"
            ),
            models.CheckConstraint(name="proposal_kind_known", condition=Q(kind__in=ProposalKind.values)),
        ]
        indexes = [models.Index(fields=["plan"], name="proposal_of_plan")]


class PlanStep(models.Model):
    """方案经过: one thing that was done with a plan; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps", db_index=False)
    action = models.CharField(max_length=12, choices=PlanAction.choices)
    words = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "gridplans_step"
        constraints = [models.CheckConstraint(name="plan_step_known", condition=Q(action__in=PlanAction.values))]
        indexes = [models.Index(fields=["plan", "id"], name="step_of_plan")]
