"""What follows from a whistle: the called units and members are told by name; a finished case calls nobody."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import accounts_of_units
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import CaseMoved
from .lifecycle import FINAL, Action
from .models import CaseStep
from .operations.whistling import end_whistles

TELLING = {
    (Action.WHISTLE, ""): _("请求吹哨，请批"),
    (Action.BLOW, ""): _("吹哨了，请报到"),
    (Action.NO_WHISTLE, ""): _("不同意吹哨"),
    (Action.CONCLUDE, ""): _("收哨了"),
    (Action.MUSTER, "report"): _("被叫的单位报了结果"),
    (Action.MUSTER, "decline"): _("被叫的单位说不能来，请审定"),
    (Action.MUSTER, "refuse_help"): _("不同意协办"),
    (Action.DECIDE, "must_come"): _("审定：必须到场"),
    (Action.DECIDE, "released"): _("审定：不用到场"),
    (Action.HELP, "help"): _("请协办"),
    (Action.ASSESS, "review"): _("评哨有了结果"),
}
ACTIONS = {action for action, _what in TELLING}


def tell_called(events: Sequence[CaseMoved]) -> None:
    """Tell units and persons whom a step of a whistle concerns; told once however often delivered."""
    told = {e.step_id: e for e in events if e.action in ACTIONS}
    if not told:
        return
    at = timezone.now()
    rows = CaseStep.objects.filter(pk__in=list(told), detail__has_key="tell")
    steps = [s for s in rows if (Action(s.action), s.detail.get("what", "")) in TELLING]
    units = {UUID(one) for step in steps for one in step.detail["tell"]}
    people = accounts_of_units(unit_ids=sorted(units), at=at)
    notify(new=[_notice(told[step.pk], step, people) for step in steps], at=at)


def _notice(event: CaseMoved, step: CaseStep, people: dict[UUID, list[UUID]]) -> NewNotice:
    called = [UUID(one) for one in step.detail.get("people", [])]
    accounts = [pk for unit in step.detail["tell"] for pk in people.get(UUID(unit), [])] + called
    words = TELLING[Action(step.action), step.detail.get("what", "")]
    kind = step.detail.get("label", "")
    return NewNotice(
        account_ids=tuple(pk for pk in dict.fromkeys(accounts) if pk != event.actor_id),
        kind="case.whistle",
        title=f"{kind}：{words} {event.number}" if kind else f"{words} {event.number}",
        dedupe_key=f"case.whistle:{event.step_id}",
        area_path=event.area_path,
        subject=SubjectRef("case", event.case_id, event.number),
    )


def end_calls(events: Sequence[CaseMoved]) -> None:
    """End the whistles and the help of cases that are finished."""
    over = [e.case_id for e in events if e.state in FINAL]
    if over:
        end_whistles(case_ids=over, at=timezone.now())
