"""What is done with a plan, each by a page of its own: drawn anew, called off, shown, approved, put in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridplans import operations as act_on
from wangge.practice.gridplans.lifecycle import (
    DRAWING_BUSY,
    PLAN_STEPS,
    PlanAction,
    PlanState,
    ProposalKind,
    approval_waits,
    effect_waits,
)
from wangge.practice.gridplans.queries import PlanPage, effect_of, plan_page, plan_row

from .forms import AgainForm, ApproveForm, WordsForm
from .parts import plan_url, scope_of, step_url, things_words

A = PlanAction


@dataclass(frozen=True)
class Doing:
    """A plan somebody wants to do something with."""

    request: StaffRequest
    page: PlanPage

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.request.actor, "plan_id": self.page.row.id, "at": self.request.at}

    @property
    def data(self) -> Any:
        return posted(self.request)


Built = tuple[forms.Form, Callable[[dict[str, Any]], str]]  # the act gives what to say when it is done


@dataclass(frozen=True)
class Step:
    """How a step is called, what it says before it is taken, and what it asks."""

    action: PlanAction
    label: Words
    words: Words
    build: Callable[[Doing], Built]
    icon: str
    is_danger: bool = False


def _draw(doing: Doing) -> Built:
    row = doing.page.row
    usual = {"norm": row.norm, "tolerance": row.tolerance, "keep_barriers": True}
    form = AgainForm(doing.data, doing.request.FILES or None, initial=usual)

    def act(given: dict[str, Any]) -> str:
        act_on.draw_again(**given, **doing.who)
        return _("开始重新测算")

    return form, act


def _plain(operation: Callable[..., object], said: Words) -> Callable[[Doing], Built]:
    def build(doing: Doing) -> Built:
        def act(_given: dict[str, Any]) -> str:
            operation(**doing.who)
            return str(said)

        return NoFields(doing.data), act

    return build


def _reasoned(operation: Callable[..., object], said: Words) -> Callable[[Doing], Built]:
    def build(doing: Doing) -> Built:
        def act(given: dict[str, Any]) -> str:
            operation(words=given["words"], **doing.who)
            return str(said)

        return WordsForm(doing.data), act

    return build


def _approve(doing: Doing) -> Built:
    form = ApproveForm(doing.data, first_day=localdate(doing.request.at) + timedelta(days=1))

    def act(given: dict[str, Any]) -> str:
        act_on.approve_plan(effective_on=given["effective_on"], **doing.who)
        return _("已批准，{day} 生效").format(day=given["effective_on"].isoformat())

    return form, act


def _put_in_force(doing: Doing) -> Built:
    def act(_given: dict[str, Any]) -> str:
        moved: Mapping[str, int] = act_on.put_in_force(**doing.who)
        return _("已生效：{things}").format(things=things_words(moved))

    return NoFields(doing.data), act


STEPS: dict[str, Step] = {
    "draw": Step(
        A.DRAW, gettext_lazy("重新测算"), gettext_lazy("底图重新读，现有的比选和手工调整作废；锁定的不动。"), _draw,
        "refresh",
    ),
    "cancel": Step(
        A.CANCEL, gettext_lazy("停止测算"), gettext_lazy("已经算出来的方案留着。"),
        _plain(act_on.cancel_drawing, gettext_lazy("已停止")), "ban",
    ),
    "publish": Step(
        A.PUBLISH, gettext_lazy("公示"), gettext_lazy("公示期间谁都能看、能提意见；要改先退回。"),
        _plain(act_on.publish_plan, gettext_lazy("开始公示")), "speakerphone",
    ),
    "revise": Step(
        A.REVISE, gettext_lazy("退回修改"), gettext_lazy("公示停下，改好以后重新公示。"),
        _reasoned(act_on.revise_plan, gettext_lazy("已退回")), "arrow-back-up",
    ),
    "approve": Step(
        A.APPROVE, gettext_lazy("批准"), gettext_lazy("由拟定人以外的人批准。到生效那天，网格按方案调整。"), _approve,
        "shield-check",
    ),
    "put-in-force": Step(
        A.TAKE_EFFECT, gettext_lazy("现在生效"),
        gettext_lazy("网格、住户、事项、任务和岗位一起按方案调整。错了用“恢复原网格”改回来。"), _put_in_force, "check",
        is_danger=True,
    ),
    "withdraw": Step(
        A.WITHDRAW, gettext_lazy("撤回方案"), gettext_lazy("撤回以后不能再用，可以另拟新的。"),
        _reasoned(act_on.withdraw_plan, gettext_lazy("已撤回")), "trash", is_danger=True,
    ),
}  # fmt: skip


def may(request: StaffRequest, page: PlanPage, action: PlanAction) -> bool:
    """Whether the plan stands where a step begins and the person holds its permission there."""
    rule, is_busy = PLAN_STEPS[action], page.row.drawing in DRAWING_BUSY
    if is_busy and action not in (A.CANCEL, A.WITHDRAW):
        return False
    return page.row.state in rule.sources and request.actor.can(rule.permission, at_path=page.row.area_path)


def links_of(request: StaffRequest, page: PlanPage) -> list[tuple[str, Step]]:
    """The steps that may be taken now, with their addresses."""
    return [
        (step_url(page.row.id, name), step)
        for name, step in STEPS.items()
        if may(request, page, step.action) and _has_come(request, page, step.action)
    ]


def _has_come(request: StaffRequest, page: PlanPage, action: PlanAction) -> bool:
    if action == A.CANCEL:
        return page.row.drawing in DRAWING_BUSY
    if action == A.APPROVE and page.row.made_by_id == request.actor.account_id:
        return False
    return action not in (A.APPROVE, A.TAKE_EFFECT) or not waits_of(request, page)


def waits_of(request: StaffRequest, page: PlanPage) -> str:
    """What the next step of a plan that is shown or approved waits for, in words."""
    row, today = page.row, localdate(request.at)
    if row.state == PlanState.NOTICE and row.notice_until:
        return approval_waits(notice_until=row.notice_until, unanswered=row.unanswered, today=today)
    if row.state == PlanState.APPROVED and row.effective_on:
        return effect_waits(effective_on=row.effective_on, today=today)
    return ""


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.see")
def take(request: StaffRequest, plan_id: UUID, step: str) -> HttpResponseBase:
    """One step of a plan. Raises NotFound."""
    if step == "undo":
        return _undo(request, plan_id)
    if step not in STEPS:
        raise Http404
    page = plan_page(scope=scope_of(request), plan_id=plan_id)
    doing, taken = Doing(request, page), STEPS[step]
    form, act = taken.build(doing)

    def done(given: dict[str, Any]) -> HttpResponseBase:
        say_done(request, act(given))
        return HttpResponseRedirect(plan_url(plan_id))

    asked = Asked(
        taken.label, taken.label, plan_url(plan_id), taken.words, facts=_facts(doing, taken.action),
        is_danger=taken.is_danger,
    )  # fmt: skip
    return ask(request, form, asked, done)


def _facts(doing: Doing, action: PlanAction) -> list[Fact]:
    """What is decided about; before it is approved or takes effect also what would move."""
    row, layout = doing.page.row, doing.page.layout
    facts = [Fact(_("方案"), row.title)]
    if layout is None:
        return facts
    facts.append(Fact(_("网格"), len(layout.judgement.grids)))
    if action not in (A.PUBLISH, A.APPROVE, A.TAKE_EFFECT):
        return facts
    found = effect_of(scope=scope_of(doing.request), plan_id=row.id, at=doing.request.at)
    return [
        *facts,
        Fact(_("换网格的户"), found.households),
        Fact(_("没办完的事项换网格"), found.cases),
        Fact(_("撤销的网格"), "、".join(found.closed) or _("没有")),
        Fact(_("要重新任职的岗位"), found.posts),
        Fact(_("新设的网格"), "、".join(found.opened) or _("没有")),
    ]


@require_http_methods(["GET", "POST"])
@staff_page(needs="plan.draft")
def choose(request: StaffRequest, plan_id: UUID, kind: str) -> HttpResponseBase:
    """Choose one of the proposals; asks first where another was chosen. Raises NotFound."""
    row = plan_row(scope=scope_of(request), plan_id=plan_id)
    if kind not in ProposalKind.values:
        raise Http404

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        act_on.choose_proposal(actor=request.actor, plan_id=plan_id, kind=kind, at=request.at)
        say_done(request, _("已选定，可以手工调整"))
        return HttpResponseRedirect(plan_url(plan_id))

    words = _("原来选定的和在它上面的手工调整不再用。")
    facts = [Fact(_("方案"), row.title), Fact(_("改选"), ProposalKind(kind).label)]
    asked = Asked(_("改选方案"), _("改选这种"), plan_url(plan_id), words, facts=facts)
    return ask(request, NoFields(posted(request)), asked, done)


def _undo(request: StaffRequest, plan_id: UUID) -> HttpResponseBase:
    """A new version that brings back the grids before a plan in force."""
    row = plan_row(scope=scope_of(request), plan_id=plan_id)
    if row.state != PlanState.IN_FORCE:
        raise Http404

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        made = act_on.undo_plan(actor=request.actor, plan_id=plan_id, at=request.at)
        say_done(request, _("拟好了恢复原网格的新一版，公示、批准以后生效"))
        return HttpResponseRedirect(plan_url(made))

    words = _("按这个方案以前的网格拟一版新的；原来的记录不动，照样公示、批准。")
    asked = Asked(_("恢复原网格"), _("拟新的一版"), plan_url(plan_id), words, facts=[Fact(_("方案"), row.title)])
    return ask(request, NoFields(posted(request)), asked, done)
