"""Side moves of desks and leaders: go on after a pause, take up again, merge, void, supervise, take into custody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import FINAL, Action, ClockKind, State
from wangge.core.cases.models import Case, CaseCustody, CasePause
from wangge.core.cases.numbers import tidy_number
from wangge.core.matters.queries import why_not_dispatch
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.routing import MARKS, rank_of

from .move import Move, begin


@transaction.atomic
def resume_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Go on after a pause, because what was waited for has come (恢复计时). Raises NotFound, Conflict, NotAllowed."""
    move = begin(actor=actor, case_id=case_id, action=Action.RESUME, at=at, seen_step=seen_step, note=note)
    end_pause(move, until=at)
    return move.finish(note=note, public_note=_("等的材料或者程序已经有了，接着办"))


def end_pause(move: Move, *, until: datetime) -> None:
    """Close the running pause and let the clocks go on. Raises Refusal when none runs."""
    running = CasePause.objects.filter(case_id=move.case.pk, ended_at=None).first()
    if running is None:
        raise Refusal(_("现在没有暂停"))
    running.ended_at = until
    running.save(update_fields=["ended_at"])
    move.resume(reason=running.reason, until=until)


@transaction.atomic
def take_up_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Take a suspended matter up again (销账续办): its clocks go on. Raises as resume_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.TAKE_UP, at=at, seen_step=seen_step, note=note)
    move.stop(ClockKind.REVIEW)
    move.resume(reason="suspended", until=at)
    handler = units().by_id.get(move.case.handler_unit_id or UUID(int=0)) or move.desk_with("dispatch")
    move.hand_to(handler)
    words = _("条件具备了，这件事接着办")
    return move.finish(owner_id=handler.id, to_unit_id=handler.id, note=note, public_note=words)


@transaction.atomic
def review_suspension(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Look at a suspended matter again and leave it so, with the reason (挂账复核). Raises as resume_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.REVIEW, at=at, seen_step=seen_step, note=note)
    move.stop(ClockKind.REVIEW)
    move.start(ClockKind.REVIEW, unit_id=move.case.owner_unit_id)
    return move.finish(note=note, public_note=_("已经复核，条件还不具备，继续挂账"))


@transaction.atomic
def merge_case(
    *, actor: Actor, case_id: UUID, into: str, note: str, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Point a case to another of the same matter, by its number (并案); its asker is led there and answered with it.

    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.MERGE, at=at, seen_step=seen_step, note=note)
    primary = _to_merge_into(actor, into)
    if primary.town_id != move.case.town_id:
        raise _not_found(into)
    if primary.pk == case_id or primary.merged_into_id is not None:
        raise Refusal(_("不能并入它自己，也不能并入已经并走的事项"), field="into")
    if primary.state in FINAL - {State.CLOSED}:
        raise Refusal(_("{number} 已经办结归档，不能再并入").format(number=primary.number), field="into")
    if has_merged(case_id):
        raise Refusal(_("已有事项并入这一件，请把那些事项也并过去，或者反过来并"), field="into")
    move.case.merged_into_id = primary.pk
    words = _("您反映的事与 {number} 是同一件，一起办理；用原来的编号和查询码可以一直看到进展").format(
        number=primary.number
    )
    return move.finish(note=note, public_note=words, detail={"into": str(primary.pk), "number": primary.number})


def _to_merge_into(actor: Actor, number: str) -> Case:
    """The other case, held until this one points to it. Raises Refusal, Conflict."""
    found = Case.objects.within(actor.scope("case.see")).filter(number=tidy_number(number)).first()
    if found is None:
        raise _not_found(number)
    rows = Case.objects.select_for_update(of=("self",), skip_locked=True)
    held = rows.within(actor.scope("case.see")).filter(pk=found.pk).first()
    if held is None:  # waiting would let two cases that are merged into each other wait for ever
        raise Conflict(_("{number} 正在被别人办理，请稍后再并").format(number=found.number), state=found.state)
    return held


def _not_found(number: str) -> Refusal:
    return Refusal(_("没有找到编号为 {number} 的事项，或者不在本乡镇").format(number=number), field="into")


def has_merged(case_id: UUID) -> bool:
    """Whether other cases point to this one; one statement."""
    return Case.objects.everywhere("whether others point here").filter(merged_into=case_id).exists()


@transaction.atomic
def void_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Void what one has oneself entered by mistake, before anybody took it up (作废). Raises as merge_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.VOID, at=at, seen_step=seen_step, note=note)
    entered_by = move.steps[0].actor_id
    if entered_by is None or entered_by != actor.account_id:
        raise NotAllowed(_("只有登记的人自己可以作废；群众反映的不能作废"))
    if has_merged(case_id):
        raise Refusal(_("已有事项并入这一件，不能作废"))
    return move.finish(note=note, public_note=_("登记有误，已作废"))


@transaction.atomic
def supervise_case(
    *, actor: Actor, case_id: UUID, mark: str, note: str, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Urge or supervise a matter by hand (催办、黄牌、红牌督办). Raises as merge_case."""
    if mark not in MARKS:
        raise Refusal(_("请选择催办还是督办"), field="mark")
    action = Action.URGE if mark == "urge" else Action.SUPERVISE
    move = begin(actor=actor, case_id=case_id, action=action, at=at, seen_step=seen_step, note=note)
    move.case.supervision = max(move.case.supervision, rank_of(mark))
    return move.finish(note=note, to_unit_id=move.case.owner_unit_id, detail={"mark": mark})


@transaction.atomic
def take_custody(
    *, actor: Actor, case_id: UUID, responsible: str = "", note: str = "", seen_step: UUID | None = None, at: datetime
) -> Case:
    """Answer for a hard or old matter oneself as a leader (包案); whoever had it before is relieved.

    `responsible` is who does the work under the leader. Raises as merge_case.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.CUSTODY, at=at, seen_step=seen_step)
    assert actor.account_id is not None
    who = clean_text(responsible, max_length=60, field="responsible")
    if _needs_both(move) and not who:
        raise Refusal(_("复杂事项要同时写明责任人和督办领导"), field="responsible")
    CaseCustody.objects.filter(case_id=case_id, ended_at=None).update(ended_at=at)
    CaseCustody.objects.create(
        town_id=move.case.town_id, case_id=case_id, leader_id=actor.account_id, leader_name=actor.name,
        responsible_name=who, started_at=at,
    )  # fmt: skip
    return move.finish(note=note, detail={"responsible": who})


def _needs_both(move: Move) -> bool:
    grading, grade = move.place.rules.grading, move.case.grade
    return bool(grade) and grading.grade(grade).supervised


def check_custody(move: Move) -> None:
    """A backlog petition, a backlog or a supervised grade is handed out only under a named leader (X20, Q21).

    Raises Refusal.
    """
    grade = move.place.rules.grading.grade(move.case.grade) if move.case.grade else None
    is_backlog = move.case.petition_kind == "backlog"
    if not is_backlog and not (grade is not None and (grade.backlog or grade.supervised)):
        return
    if not CaseCustody.objects.filter(case_id=move.case.pk, ended_at=None).exists():
        what = _("积案") if is_backlog or grade is None else grade.label
        raise Refusal(_("“{grade}”要先有领导包案、明确责任人，才能交办").format(grade=what))


def check_power(move: Move, unit: Unit) -> None:
    """A unit without the power, or below what was taken back, is not given the matter (J29, T03). Raises Refusal."""
    level = areas_in_memory().by_id[unit.area_id].level
    why = why_not_dispatch(town_id=move.case.town_id, category=move.case.category, level=level, at=move.at)
    if why:
        raise Refusal(why, field="unit")


@transaction.atomic
def sign_off_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """A leader signs a call or letter with instructions (签批). Raises as merge_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.SIGN_OFF, at=at, seen_step=seen_step, note=note)
    return move.finish(note=note)


def check_signed(move: Move) -> None:
    """What a leader must sign is not answered before (X19). Raises Refusal."""
    if move.case.channel not in move.place.rules.rights.sign_off.channels:
        return
    if not any(step.action == Action.SIGN_OFF for step in move.steps):
        raise Refusal(_("这类来源的事项要先经领导签批，才能答复"))


@transaction.atomic
def give_interim_answer(
    *, actor: Actor, case_id: UUID, answer: str, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Tell the asker how far it is (阶段答复、研究情况). Raises as merge_case."""
    move = begin(actor=actor, case_id=case_id, action=Action.INTERIM, at=at, seen_step=seen_step, note=answer)
    move.stop(ClockKind.INTERIM)
    return move.finish(public_note=answer)
