"""What a person may do next with a case, and nothing else; the usual step first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor
from wangge.core.cases.deadlines import clocks_of
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
    variant: str = ""  # of a request: what is asked for

    @property
    def code(self) -> str:
        """What names the step in an address: dispatch, ask-extend."""
        return f"{self.action.value}-{self.variant}" if self.variant else self.action.value


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
    if case.state not in row.sources or row.by == By.ASKER or row.permission is None:
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
        return Offer(
            action, str(action.label), _("退回计 1 次，最多 {cap} 次，已退 {done} 次").format(cap=cap, done=done)
        )
    if action == Action.VERIFY and _is_own_work(case, actor, steps, rules):
        return None
    if action == Action.DISPATCH and case.state != State.ACCEPTED:
        return Offer(action, _("转交"), _("转交后由新的单位签收，办结时限不重新计算"))
    return Offer(action, str(action.label), _rule_of(action, case, rules))


def _is_own_work(case: Case, actor: Actor, steps: list[CaseStep], rules: Rulebook) -> bool:
    handled = [s for s in steps if s.action == Action.HANDLE]
    return (
        bool(handled)
        and not rules.category(case.category).minor
        and handled[-1].actor_id is not None
        and handled[-1].actor_id == actor.account_id
    )


def _rule_of(action: Action, case: Case, rules: Rulebook) -> str:
    clocks = clocks_of(rules=rules, case=case)
    if action == Action.DISPATCH:
        return _("交办后开始计时：签收 {sign}，首次联系 {contact}，办结 {close}").format(
            sign=clocks.sign.words, contact=clocks.contact.words, close=clocks.close.words
        )
    if action == Action.REOPEN:
        return _("交回原承办单位再办一次，重办时限 {redo}").format(redo=clocks.redo.words)
    if action == Action.ANSWER:
        return _("反映人有 {days} 天时间评价").format(days=rules.clocks.rating_days)
    return str(RULES.get(action, ""))


RULES = {
    Action.TAKE: gettext_lazy("由本单位自己办，办完由上一级核查"),
    Action.HANDLE: gettext_lazy("附照片，或者写明为什么没有；办完由另一个人核查"),
    Action.VERIFY: gettext_lazy("自己办的不能自己核查"),
    Action.SEND_BACK: gettext_lazy("交回承办单位再办，反映人看不到这一步"),
    Action.CLOSE: gettext_lazy("只凭反映人的评价或者核实记录结案"),
    Action.ARCHIVE: gettext_lazy("归档以后只能看，不能再改"),
    Action.COMMENT: gettext_lazy("只有工作人员看得到"),
}
