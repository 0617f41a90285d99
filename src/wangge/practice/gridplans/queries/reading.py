"""A plan within a scope, and the division of it that is to be shown."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import Judgement, Layout
from wangge.practice.gridplans.lifecycle import PlanAction, ProposalKind
from wangge.practice.gridplans.models import Plan, PlanStep, Proposal
from wangge.practice.gridplans.reading import Known


def plan_within(scope: Scope, plan_id: UUID) -> Plan:
    """Raises NotFound alike for a missing plan and a forbidden one."""
    plan = Plan.objects.within(scope).filter(pk=plan_id).select_related("ground", "area").first()
    if plan is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return plan


def last_edit(steps: Sequence[PlanStep]) -> PlanStep | None:
    """The newest change by hand that may still be taken back; of the steps of a plan, oldest first."""
    undone: set[object] = set()
    for step in reversed(steps):
        if step.action != PlanAction.EDIT:
            return None
        if "undoes" in step.detail:
            undone.add(step.detail["undoes"])
        elif str(step.pk) not in undone:
            return step if "way_back" in step.detail else None
    return None


def shown_layout(plan: Plan, known: Known, which: str = "") -> tuple[Layout, Judgement]:
    """One of the divisions of a plan; '' is the chosen one, before that today's. Raises NotFound."""
    if not which and plan.layout is not None and plan.judgement is not None:
        return Layout.read(plan.layout), Judgement.read(plan.judgement)
    kind = which or ProposalKind.TODAY
    found = Proposal.objects.filter(plan=plan, kind=kind, dropped_at=None).first()
    if found is None and which:
        raise NotFound(_("没有这个方案"))
    if found is not None:
        return Layout.read(found.layout), Judgement.read(found.judgement)
    layout = Layout.read(
        {"grids": [["new-1", plan.area.name, None, None, False]], "of": [0] * len(known.houses), "locked": []}
    )
    return layout, judge(known, layout, norm_of(plan.norm, plan.tolerance))
