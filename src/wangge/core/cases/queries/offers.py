"""What a person may do next with a case, and nothing else; the usual step first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import STEPS, Action, By, ClockKind, State
from wangge.core.cases.models import Case, CaseStep
from wangge.ground.rulebook.rulebook import Rulebook

from .lists import CaseRow

USUAL = (
    Action.ACCEPT, Action.SIGN, Action.HANDLE, Action.VERIFY, Action.ANSWER, Action.CLOSE, Action.DISPATCH, Action.TAKE,
    Action.CONTACT, Action.SEND_BACK, Action.RETURN, Action.REOPEN, Action.ARCHIVE, Action.COMMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One step the person may take; `rule` is said before it is taken."""

    action: Action
    label: str
    rule: str = ""


def offers(*, case: Case, actor: Actor, steps: list[CaseStep], rules: Rulebook, at: datetime) -> list[Offer]:
    """The steps open to this person at this state."""
    found = []
    for action in USUAL:
        if not _is_open(action, case, actor, at=at):
            continue
        offer = _offer(action, case, actor, steps, rules)
        if offer is not None:
            found.append(offer)
    return found


def usual_action(*, row: CaseRow, actor: Actor, at: datetime) -> Action | None:
    """The one step a person would take next with a case of a list; None where it is not this person's turn."""
    return next((a for a in USUAL if a != Action.COMMENT and _is_open(a, row, actor, at=at)), None)


def _is_open(action: Action, case: Case | CaseRow, actor: Actor, *, at: datetime) -> bool:
    """Whether the table, the moment and the person's grants allow a step."""
    row = STEPS[action]
    if case.state not in row.sources or row.by in (By.ASKER, By.SYSTEM) or row.permission is None:
        return False
    if action == Action.CLOSE and case.due_kind == ClockKind.RATE and case.due_at is not None and case.due_at > at:
        return False
    at_path = case.area_path if row.by == By.DESK else ""
    return actor.can(row.permission, at_path=at_path, for_unit=case.owner_unit_id)


def _offer(action: Action, case: Case, actor: Actor, steps: list[CaseStep], rules: Rulebook) -> Offer | None:
    if action == Action.RETURN:
        done, cap = sum(s.action == Action.RETURN for s in steps), rules.routing.return_cap
        if done >= cap:
            return None
        return Offer(action, action.label, _("退回计 1 次,最多 {cap} 次,已退 {done} 次").format(cap=cap, done=done))
    if action == Action.VERIFY and _is_own_work(case, actor, steps, rules):
        return None
    if action == Action.DISPATCH and case.state != State.ACCEPTED:
        return Offer(action, _("转交"), _("转交后由新的单位签收,办结时限不重新计算"))
    return Offer(action, action.label, _rule_of(action, rules))


def _is_own_work(case: Case, actor: Actor, steps: list[CaseStep], rules: Rulebook) -> bool:
    handled = [s for s in steps if s.action == Action.HANDLE]
    return (
        bool(handled)
        and not rules.category(case.category).minor
        and handled[-1].actor_id is not None
        and handled[-1].actor_id == actor.account_id
    )


def _rule_of(action: Action, rules: Rulebook) -> str:
    if action == Action.CLOSE:
        return _("只凭反映人的评价或者核实记录结案")
    if action == Action.ANSWER:
        return _("反映人有 {days} 天时间评价").format(days=rules.clocks.rating_days)
    if action == Action.TAKE:
        return _("由本单位自己办,办完由上一级核查")
    return ""
