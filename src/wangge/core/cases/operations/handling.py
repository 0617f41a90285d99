"""What the unit does that was given the case: sign, ask back, work, report, or return it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action, ClockKind, Outcome
from wangge.core.cases.models import Case
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.files import PreparedImage

from .move import begin


@transaction.atomic
def take_case(*, actor: Actor, case_id: UUID, note: str = "", seen_step: UUID | None = None, at: datetime) -> Case:
    """Keep a matter and handle it oneself (自办). Raises NotFound, Conflict, NotAllowed."""
    move = begin(actor=actor, case_id=case_id, action=Action.TAKE, at=at, seen_step=seen_step)
    unit_id = move.case.owner_unit_id
    move.case.handler_unit_id = unit_id
    move.stop(ClockKind.DISPATCH)
    move.start(ClockKind.CONTACT, unit_id=unit_id)
    move.start(ClockKind.INTERIM, unit_id=unit_id)
    move.start(ClockKind.CLOSE, unit_id=unit_id)
    return move.finish(note=note, detail={"self_handled": True})


@transaction.atomic
def sign_case(*, actor: Actor, case_id: UUID, note: str = "", seen_step: UUID | None = None, at: datetime) -> Case:
    """Acknowledge a dispatch (签收). Raises NotFound, Conflict, NotAllowed."""
    move = begin(actor=actor, case_id=case_id, action=Action.SIGN, at=at, seen_step=seen_step)
    move.stop(ClockKind.SIGN)
    return move.finish(note=note)


@transaction.atomic
def contact_asker(
    *, actor: Actor, case_id: UUID, note: str, at_door: bool = False, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Record that the asker was spoken to (首次联系), by telephone or `at_door` (上门).

    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.CONTACT, at=at, seen_step=seen_step, note=note)
    move.stop(ClockKind.CONTACT)
    return move.finish(note=note, detail={"at_door": True} if at_door else None)


ON_THEIR_WAY = "照片在途"  # why there is no photo yet, in one spelling in every language: pages look for it


@dataclass(frozen=True)
class Done:
    """What was done: words for staff, what became of it, pictures or the reason why there is none."""

    words: str
    outcome: str
    photos: tuple[PreparedImage, ...] = ()
    photos_public: bool = False
    no_evidence_reason: str = ""


@transaction.atomic
def handle_case(*, actor: Actor, case_id: UUID, done: Done, seen_step: UUID | None = None, at: datetime) -> Case:
    """Report what was done (处置反馈) with evidence or the reason for none. Raises as sign_case, Refusal."""
    move = begin(actor=actor, case_id=case_id, action=Action.HANDLE, at=at, seen_step=seen_step, note=done.words)
    if done.outcome not in set(Outcome.values) - {Outcome.UNKNOWN}:
        raise Refusal(_("请选择办理结果"), field="outcome")
    if not done.photos and not done.no_evidence_reason.strip():
        raise Refusal(_("请附上照片，或者写明为什么没有照片"), field="no_evidence_reason")
    move.case.outcome = Outcome(done.outcome)
    if move.acting_unit is not None:
        move.case.solved_level = move.place.rules.unit_kind(move.acting_unit.unit_kind).level
    verifying = move.desk_with("verify")
    detail = {"outcome": done.outcome, "no_evidence_reason": done.no_evidence_reason.strip()}
    return move.finish(
        owner_id=verifying.id, note=done.words, photos=done.photos, photos_public=done.photos_public, detail=detail
    )


@transaction.atomic
def return_case(
    *, actor: Actor, case_id: UUID, reason: str, note: str, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Send back what is not one's own (退回), with a listed reason, so often as the place allows. Raises Refusal."""
    move = begin(actor=actor, case_id=case_id, action=Action.RETURN, at=at, seen_step=seen_step, note=note)
    rules = move.place.rules
    known = {r.code: r for r in rules.routing.return_reasons}
    if reason not in known:
        raise Refusal(_("请选择退回的理由"), field="reason")
    done, cap = sum(s.action == Action.RETURN for s in move.steps), rules.routing.return_cap
    if done >= cap:
        raise Refusal(_("这个事项已经退回 {done} 次，最多 {cap} 次；还有争议的，请申请审定").format(done=done, cap=cap))
    move.stop(ClockKind.SIGN)
    move.stop(ClockKind.CONTACT, owed=False)
    move.case.handler_unit_id = None
    back_to = move.desk_with("dispatch")
    move.start(ClockKind.DISPATCH, unit_id=back_to.id)
    return move.finish(
        owner_id=back_to.id, to_unit_id=back_to.id, note=note, public_note=known[reason].public,
        detail={"reason": reason, "times": done + 1},
    )  # fmt: skip
