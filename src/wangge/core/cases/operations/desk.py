"""What the desks do: accept, hand on, check, answer, close, take up again, file away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import Action, ClockKind, Outcome
from wangge.core.cases.models import Case
from wangge.core.cases.routing import units_to_dispatch_to
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.errors import NotAllowed, Refusal

from .move import Move, begin
from .rights import check_custody, check_power, check_signed


@transaction.atomic
def accept_case(
    *, actor: Actor, case_id: UUID, category: str = "", grade: str = "", note: str = "",
    seen_step: UUID | None = None, at: datetime,
) -> Case:  # fmt: skip
    """Take a matter into work (受理), correcting its category and grade.

    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.ACCEPT, at=at, seen_step=seen_step)
    case, rules, detail = move.case, move.place.rules, {}
    if category and category != case.category:
        detail["category"] = [case.category, rules.category(category).code]
        case.category, case.urgency = category, rules.category(category).urgency
        case.grade = rules.first_grade(category)
    if grade and grade != case.grade:
        detail["grade"] = [case.grade, rules.grading.grade(grade).code]
        case.grade = grade
    move.stop(ClockKind.ACCEPT)
    move.start(ClockKind.DISPATCH, unit_id=case.owner_unit_id)
    return move.finish(note=note, detail=detail)


@transaction.atomic
def dispatch_case(
    *, actor: Actor, case_id: UUID, unit_id: UUID, note: str = "", seen_step: UUID | None = None, at: datetime
) -> Case:
    """Hand a case to the unit that can solve it (交办、派遣); the clocks start. Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.DISPATCH, at=at, seen_step=seen_step)
    unit = unit_by_id(unit_id=unit_id)
    town = areas_in_memory().by_id[move.case.town_id]
    if unit not in units_to_dispatch_to(area_path=move.case.area_path, town_path=town.path):
        raise Refusal(_("只能交给本地的单位，或者上级在本地设的单位"), field="unit")
    check_custody(move)
    check_power(move, unit)
    if unit.id == move.case.handler_unit_id and move.case.owner_unit_id == unit.id:
        raise Refusal(_("这个事项已经在{unit}").format(unit=unit.name), field="unit")
    move.hand_to(unit)
    giver = move.acting_unit
    detail = {"from_unit": str(giver.id)} if giver else {}
    return move.finish(owner_id=unit.id, to_unit_id=unit.id, note=note, detail=detail)


@transaction.atomic
def verify_case(*, actor: Actor, case_id: UUID, note: str = "", seen_step: UUID | None = None, at: datetime) -> Case:
    """Confirm what was done (核查通过). Nobody verifies one's own work, but for the minor kinds."""
    move = begin(actor=actor, case_id=case_id, action=Action.VERIFY, at=at, seen_step=seen_step)
    _check_not_own_work(move)
    answering = move.desk_with("answer")
    return move.finish(owner_id=answering.id, note=note)


def _check_not_own_work(move: Move) -> None:
    if move.place.rules.category(move.case.category).minor:
        return
    handled = next((s for s in reversed(move.steps) if s.action == Action.HANDLE), None)
    if handled is not None and handled.actor_id is not None and handled.actor_id == move.actor.account_id:
        raise NotAllowed(_("自己办的不能自己核查，请换一位同事核查"))


@transaction.atomic
def send_back_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Send unfinished work back to its handler (核查不通过). Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.SEND_BACK, at=at, seen_step=seen_step, note=note)
    handler = _handler(move)
    move.case.outcome = Outcome.UNKNOWN
    move.start(ClockKind.SIGN, unit_id=handler)
    return move.finish(owner_id=handler, to_unit_id=handler, note=note)


def _handler(move: Move) -> UUID:
    return move.case.handler_unit_id or move.case.owner_unit_id


@transaction.atomic
def answer_case(
    *, actor: Actor, case_id: UUID, answer: str, outcome: str = "", note: str = "", seen_step: UUID | None = None,
    at: datetime,
) -> Case:  # fmt: skip
    """Answer the asker in words he can read (答复); he has some days to rate. Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.ANSWER, at=at, seen_step=seen_step, note=answer)
    if outcome:
        move.case.outcome = Outcome(outcome)
    if not move.case.outcome:
        raise Refusal(_("请选择办理结果"), field="outcome")
    check_signed(move)
    move.stop(ClockKind.CLOSE, ClockKind.REDO, ClockKind.CONTACT, ClockKind.INTERIM)
    move.case.supervision = 0
    answering = move.desk_with("answer")
    move.start(ClockKind.RATE, unit_id=answering.id)
    return move.finish(owner_id=answering.id, public_note=answer, note=note, detail={"outcome": move.case.outcome})


@transaction.atomic
def close_case(*, actor: Actor, case_id: UUID, check: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Close an unrated case on a recorded check, never by silence alone (结案). Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.CLOSE, at=at, seen_step=seen_step, note=check)
    if any(c.kind == ClockKind.RATE and c.due_at > at for c in move.clocks):
        raise Refusal(_("评价期还没有过，先等反映人评价；过期后凭回访核实记录结案"))
    move.stop(ClockKind.RATE, owed=False)
    return move.finish(note=check, detail={"closed_by": "check"})


@transaction.atomic
def reopen_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Take an answered or closed matter up again (重办) with a clock of its own. Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.REOPEN, at=at, seen_step=seen_step, note=note)
    return finish_reopening(move, note=note, public_note="")


def finish_reopening(move: Move, *, note: str, public_note: str, detail: dict[str, Any] | None = None) -> Case:
    """Give the case back to its last handler, or to the desk where nobody handled it."""
    dispatching = move.desk_with("dispatch")
    handler = move.case.handler_unit_id or dispatching.id
    move.case.handler_unit_id = handler
    move.case.outcome = Outcome.UNKNOWN
    move.stop(ClockKind.RATE, owed=False)
    move.start(ClockKind.SIGN, unit_id=handler)
    move.start(ClockKind.REDO, unit_id=handler)
    return move.finish(owner_id=handler, to_unit_id=handler, note=note, public_note=public_note, detail=detail)


@transaction.atomic
def archive_case(*, actor: Actor, case_id: UUID, note: str = "", seen_step: UUID | None = None, at: datetime) -> Case:
    """File a closed case away (归档); it is read-only from then on. Raises as accept_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.ARCHIVE, at=at, seen_step=seen_step)
    return move.finish(note=note)
