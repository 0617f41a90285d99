"""What a person decides about a group of cases: which belong to it, what the meeting planned, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.clustering import refresh
from wangge.core.cases.models import Case, CaseCluster, ClusterAction, ClusterCase, ClusterChange, ClusterPlan
from wangge.core.cases.numbers import tidy_number
from wangge.core.cases.queries.clusters import may_plan
from wangge.core.teams.units import units
from wangge.ground.engines.hot import DEFUSED_AFTER, WITHIN
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text

MAX_WORDS = 5000


@dataclass(frozen=True)
class SpecialPlan:
    """What a meeting on a hot issue decided; `defused_after` are the days without a new report that count as calm."""

    met_on: date
    owner_unit_id: UUID
    owner_name: str
    plan: str
    defused_after: int = DEFUSED_AFTER


@transaction.atomic
def take_out_of_cluster(*, actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    """Say that a case does not belong to its group; it is never put back by itself.

    Raises NotFound, NotAllowed, Refusal.
    """
    member = ClusterCase.objects.select_for_update().filter(case_id=case_id, cluster__isnull=False).first()
    if member is None or member.cluster_id is None:
        raise NotFound(_("这件事项不在任何热点问题里"))
    cluster = _own(actor, member.cluster_id)
    _see(actor, case_id)
    _note(cluster, ClusterAction.TAKE_OUT, actor, _reason(reason), case_id=case_id, at=at)
    member.cluster, member.is_fixed = None, True
    member.save(update_fields=["cluster", "is_fixed"])
    refresh({cluster.pk})


@transaction.atomic
def put_into_cluster(*, actor: Actor, cluster_id: UUID, number: str, reason: str, at: datetime) -> None:
    """Say that a case, named by its number, belongs to a group of its town. Raises NotFound, NotAllowed, Refusal."""
    cluster = _own(actor, cluster_id)
    case = Case.objects.within(actor.scope("case.see")).filter(number=tidy_number(number)).first()
    if case is None or case.town_id != cluster.town_id:
        raise NotFound(_("没有找到这个编号的事项，或者它不在这个镇街"), field="number")
    member = ClusterCase.objects.select_for_update().filter(case_id=case.pk).first()
    before = member.cluster_id if member else None
    if before == cluster.pk:
        raise Conflict(_("这件事项已经在这个热点问题里"), field="number")
    words = _reason(reason)
    if before is not None:
        _note(_own(actor, before), ClusterAction.TAKE_OUT, actor, words, case_id=case.pk, at=at)
    _note(cluster, ClusterAction.PUT_IN, actor, words, case_id=case.pk, at=at)
    ClusterCase.objects.update_or_create(
        case_id=case.pk,
        defaults={
            "town_id": case.town_id, "cluster_id": cluster.pk, "reported_at": case.reported_at, "is_fixed": True
        },
    )  # fmt: skip
    refresh({cluster.pk, *([before] if before else [])})


@transaction.atomic
def plan_cluster(*, actor: Actor, cluster_id: UUID, plan: SpecialPlan, at: datetime) -> None:
    """Keep what the meeting on a hot issue decided (重复工单专题会); a second plan takes the place of the first, which
    the history keeps. Raises NotFound, NotAllowed, Refusal.
    """
    cluster = _own(actor, cluster_id)
    owner = units().by_id.get(plan.owner_unit_id)
    if owner is None:
        raise Refusal(_("请选择责任单位"), field="owner_unit")
    if plan.met_on > localdate(at):
        raise Refusal(_("专题会的日期不能在今天以后"), field="met_on")
    if not 1 <= plan.defused_after <= WITHIN.days:
        raise Refusal(_("观察期要在 1 到 {most} 天之间").format(most=WITHIN.days), field="defused_after")
    words = _filled(plan.plan, field="plan", say=_("请写明专题方案"))
    person = _filled(plan.owner_name, field="owner_name", say=_("请写明责任人"))
    before = ClusterPlan.objects.filter(cluster_id=cluster.pk).first()
    action = ClusterAction.CHANGE_PLAN if before else ClusterAction.PLAN
    _note(cluster, action, actor, words, at=at, detail={
        "met_on": plan.met_on.isoformat(), "owner_unit": owner.name, "owner": person, "days": plan.defused_after,
    })  # fmt: skip
    kept = before or ClusterPlan(cluster_id=cluster.pk, town_id=cluster.town_id)
    kept.met_on, kept.owner_unit_id, kept.owner_name = plan.met_on, owner.id, person[:60]
    kept.plan, kept.defused_after, kept.at = words, plan.defused_after, at
    kept.save()


@transaction.atomic
def record_cluster_result(*, actor: Actor, cluster_id: UUID, result: str, at: datetime) -> None:
    """Keep what came of a plan, in words; whether the issue is defused is counted, not said.

    Raises NotFound, NotAllowed, Refusal.
    """
    cluster = _own(actor, cluster_id)
    kept = ClusterPlan.objects.select_for_update().filter(cluster_id=cluster.pk).first()
    if kept is None:
        raise Refusal(_("还没有专题方案，先记方案再记结果"), field="result")
    kept.result, kept.result_at = _filled(result, field="result", say=_("请写明化解结果")), at
    kept.save(update_fields=["result", "result_at"])
    _note(cluster, ClusterAction.RESULT, actor, kept.result, at=at)


def _own(actor: Actor, cluster_id: UUID) -> CaseCluster:
    rows = CaseCluster.objects.within(actor.scope("case.see")).filter(pk=cluster_id)
    cluster = CaseCluster.objects.everywhere("seen a moment ago").select_for_update().filter(pk__in=rows).first()
    if cluster is None:
        raise NotFound(_("没有找到这个热点问题，或者它不在你的范围内"))
    plan = ClusterPlan.objects.filter(cluster_id=cluster.pk).first()
    if not may_plan(actor=actor, area_path=cluster.area_path, unit_id=plan.owner_unit_id if plan else None):
        raise NotAllowed(_("热点问题由负责派遣的岗位处理，您可以查看"))
    return cluster


def _see(actor: Actor, case_id: UUID) -> None:
    if not Case.objects.within(actor.scope("case.see")).filter(pk=case_id).exists():
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))


def _reason(words: str) -> str:
    return _filled(words, field="reason", say=_("请写明理由"))


def _filled(words: str, *, field: str, say: str) -> str:
    cleaned = clean_text(words, max_length=MAX_WORDS, field=field)
    if not cleaned:
        raise Refusal(say, field=field)
    return cleaned


def _note(
    cluster: CaseCluster, action: ClusterAction, actor: Actor, note: str, *, at: datetime,
    case_id: UUID | None = None, detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    ClusterChange.objects.create(
        town_id=cluster.town_id, cluster_id=cluster.pk, action=action, case_id=case_id, actor_id=actor.account_id,
        actor_name=actor.name, note=note, detail=detail or {}, at=at,
    )  # fmt: skip
