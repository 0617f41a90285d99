"""What else a person may do with a case besides the usual next steps: ask, decide, supervise, put in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import STEPS, Action, By, ClockKind, RequestKind, State
from wangge.core.cases.models import Case, CaseClock, CaseStep
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.rights import Extension

from .offers import Offer

ENDING = (ClockKind.CLOSE, ClockKind.REDO)
LABELS: dict[RequestKind, str | Promise] = {
    RequestKind.EXTEND: gettext_lazy("申请延期"),
    RequestKind.PAUSE: gettext_lazy("申请暂停计时"),
    RequestKind.SUSPEND: gettext_lazy("申请挂账"),
    RequestKind.REJECT: gettext_lazy("申请不予受理"),
    RequestKind.ADJUDICATE: gettext_lazy("申请审定承办单位"),
}


@dataclass(frozen=True)
class Situation:
    """A case as its side steps look at it."""

    case: Case
    actor: Actor
    steps: Sequence[CaseStep]
    clocks: Sequence[CaseClock]
    rules: Rulebook
    at: datetime

    def may(self, action: Action) -> bool:
        """Whether the table and the person's grants allow a step."""
        row = STEPS[action]
        if self.case.state not in row.sources or row.permission is None:
            return False
        at_path = self.case.area_path if row.by == By.DESK else ""
        return self.actor.can(row.permission, at_path=at_path, for_unit=self.case.owner_unit_id)

    @property
    def running(self) -> list[CaseClock]:
        return [clock for clock in self.clocks if clock.stopped_at is None and clock.party_id is None]

    @property
    def extension(self) -> Extension | None:
        return self.rules.rights.extension_of(is_petition=bool(self.case.petition_kind))

    @property
    def is_paused(self) -> bool:
        return self.case.state != State.SUSPENDED and any(clock.paused_at for clock in self.running)


def side_offers(found: Situation) -> list[Offer]:
    """The side steps open to this person now, those of the handler first."""
    return [*_handlers(found), *_requests(found), *_leaders(found), *_desks(found)]


def _handlers(found: Situation) -> Iterator[Offer]:
    if found.is_paused and found.may(Action.RESUME):
        yield Offer(Action.RESUME, _("恢复计时"), _("等的材料或程序到了，从现在接着算"))
    if any(clock.kind == ClockKind.INTERIM for clock in found.running) and found.may(Action.INTERIM):
        yield Offer(Action.INTERIM, _("阶段答复"), _("先告诉反映人办到哪一步，反映人看得到"))


def _requests(found: Situation) -> Iterator[Offer]:
    if not found.may(Action.ASK) or found.is_paused:
        return
    rights, state = found.rules.rights, found.case.state
    is_timed = any(clock.kind in ENDING for clock in found.running)
    possible = {
        RequestKind.EXTEND: found.extension is not None and is_timed,
        RequestKind.PAUSE: bool(rights.pauses) and is_timed,
        RequestKind.SUSPEND: rights.suspension is not None and state in STEPS[Action.SUSPEND].sources,
        RequestKind.REJECT: bool(rights.refusals) and state in STEPS[Action.REJECT].sources,
        RequestKind.ADJUDICATE: state in (State.ACCEPTED, State.DISPATCHED, State.SIGNED),
    }
    for kind, is_possible in possible.items():
        if is_possible:
            yield Offer(Action.ASK, str(LABELS[kind]), _rule_of(kind, found), variant=kind.value)


def _rule_of(kind: RequestKind, found: Situation) -> str:
    extension, suspension = found.extension, found.rules.rights.suspension
    if kind == RequestKind.EXTEND and extension is not None:
        words = _("最多延 {times} 次，一次不超过 {most}；由上级审定")
        return words.format(times=extension.times, most=extension.most.words)
    if kind == RequestKind.SUSPEND and suspension is not None:
        words = _("只限没有权限、没有资金、法定程序三种理由；{days} 天内复核，不算解决")
        return words.format(days=suspension.review_days)
    return {
        RequestKind.PAUSE: _("审定以前照常计时；停了多久就顺延多久，到最长天数自动接着算"),
        RequestKind.REJECT: _("要有法定依据，由另一个人审定；反映人可以申诉"),
        RequestKind.ADJUDICATE: _("承办单位有争议时，由上级审定，审定后不能再退"),
    }.get(kind, "")


def _leaders(found: Situation) -> Iterator[Offer]:
    signed = any(step.action == Action.SIGN_OFF for step in found.steps)
    if found.case.channel in found.rules.rights.sign_off.channels and not signed and found.may(Action.SIGN_OFF):
        yield Offer(Action.SIGN_OFF, _("签批"), _("这类来源要签批以后才能答复"))
    if found.rules.rights.custody_posts and found.may(Action.CUSTODY):
        yield Offer(Action.CUSTODY, _("由我包案"), _("由您负责到底；原来的包案人同时解除"))


def _desks(found: Situation) -> Iterator[Offer]:
    if found.rules.grading.grades and found.may(Action.GRADE):
        yield Offer(Action.GRADE, _("重新定级"), _("办理方式和时限按新的难度算，从原来起算的时候算"))
    if found.may(Action.TAKE_UP):
        yield Offer(Action.TAKE_UP, _("销账续办"), _("条件具备了，交回承办单位接着办"))
    if found.may(Action.REVIEW):
        yield Offer(Action.REVIEW, _("挂账复核"), _("条件还不具备，写明理由，下次复核重新计时"))
    if found.may(Action.SUPERVISE):
        yield Offer(Action.SUPERVISE, _("催办、督办"), _("只通知责任单位，反映人看不到"))
    if found.may(Action.MERGE):
        yield Offer(Action.MERGE, _("并案"), _("并到同一件事的另一个编号下一起办，两位反映人都会得到答复"))
    entered_by = found.steps[0].actor_id if found.steps else None
    if entered_by is not None and entered_by == found.actor.account_id and found.may(Action.VOID):
        yield Offer(Action.VOID, _("作废"), _("自己登记错的才能作废，记录会留着"))
