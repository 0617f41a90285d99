"""Groups of cases about one issue (热点问题, 重复工单), and the special plan made for one (重复工单专题会)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.engines.hot import DEFUSED_AFTER
from wangge.ground.foundation.ids import uuid7

from .case import Case


class ClusterKind(models.TextChoices):
    PLACE = "place", _("同一地点同一事情")
    ASKER = "asker", _("同一反映人")


class ClusterAction(models.TextChoices):
    TAKE_OUT = "take_out", _("移出一件")
    PUT_IN = "put_in", _("并入一件")
    PLAN = "plan", _("定了专题方案")
    CHANGE_PLAN = "change_plan", _("改了专题方案")
    RESULT = "result", _("记了化解结果")


class ClusterRows(AreaScoped["CaseCluster"]):
    area_path = "area_path"
    unit_field = "plan__owner_unit"


class CaseCluster(models.Model):
    """热点问题: cases of one asker, or of one place and topic, none more than 90 days after one it is like.

    `area_path` is the path that all its cases share. Cases stay cases: a group changes nothing about them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=ClusterKind.choices)
    title = models.CharField(max_length=120)
    words = ArrayField(models.CharField(max_length=20), default=list)
    category = models.CharField(max_length=40)
    size = models.IntegerField()
    first_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    objects = ClusterRows.as_manager()

    class Meta:
        db_table = "cases_cluster"
        constraints = [
            models.CheckConstraint(name="cluster_not_negative", condition=Q(size__gte=0)),
            models.CheckConstraint(name="cluster_in_order", condition=Q(first_at__lte=F("latest_at"))),
        ]
        indexes = [models.Index(fields=["town_id", "-latest_at", "-id"], name="cluster_newest")]


class ClusterCase(models.Model):
    """Which group a case is in. `is_fixed`: a person decided it, also that it is in none; nothing changes that."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="clustered")
    town_id = models.UUIDField(editable=False)
    cluster = models.ForeignKey(CaseCluster, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reported_at = models.DateTimeField()
    is_fixed = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_cluster_case"
        indexes = [
            models.Index(
                fields=["cluster", "reported_at"], condition=Q(cluster__isnull=False), name="cluster_case_by_day"
            )
        ]
        constraints = [
            models.CheckConstraint(name="cluster_case_in_one", condition=Q(cluster__isnull=False) | Q(is_fixed=True))
        ]


class ClusterPlan(models.Model):
    """专题方案: what the meeting on a hot issue decided, who answers for it, and what came of it."""

    cluster = models.OneToOneField(CaseCluster, primary_key=True, on_delete=models.PROTECT, related_name="plan")
    town_id = models.UUIDField(editable=False)
    met_on = models.DateField()
    owner_unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_name = models.CharField(max_length=60)
    plan = models.TextField()
    defused_after = models.PositiveSmallIntegerField(default=DEFUSED_AFTER, help_text="days without a new report")
    result = models.TextField(blank=True)
    result_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_cluster_plan"
        indexes = [models.Index(fields=["owner_unit"], name="cluster_plan_owner")]
        constraints = [
            models.CheckConstraint(
                name="cluster_days_sound", condition=Q(defused_after__gte=1) & Q(defused_after__lte=365)
            )
        ]


class ClusterChange(models.Model):
    """What a person did to a group, and why; rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    cluster = models.ForeignKey(CaseCluster, on_delete=models.PROTECT, related_name="changes", db_index=False)
    action = models.CharField(max_length=12, choices=ClusterAction.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)
    note = models.TextField()
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_cluster_change"
        indexes = [models.Index(fields=["cluster", "id"], name="cluster_changes")]
