"""How hard a matter is (定级), and with it which mode and which clocks it has."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action, ClockKind
from wangge.core.cases.models import Case
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.schema.base import UnknownCode

from .move import Move, begin

RECLOCKED = (ClockKind.CONTACT, ClockKind.INTERIM, ClockKind.CLOSE)


@transaction.atomic
def grade_case(
    *, actor: Actor, case_id: UUID, grade: str, note: str, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Grade a matter anew, with the reason (重新定级); running clocks are counted anew from when they started.

    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.GRADE, at=at, seen_step=seen_step, note=note)
    case, rules = move.case, move.place.rules
    try:
        found = rules.grading.grade(grade)
    except UnknownCode as unknown:
        raise Refusal(_("请选择难度"), field="grade") from unknown
    if found.code == case.grade:
        raise Refusal(_("现在就是“{grade}”，不用再定").format(grade=found.label), field="grade")
    before, case.grade = case.grade, found.code
    _count_anew(move)
    return move.finish(note=note, detail={"grade": [before, found.code], "mode": found.mode})


def _count_anew(move: Move) -> None:
    """The clocks that now have another allowance start again from their own beginning."""
    running = [c for c in move.clocks if c.kind in RECLOCKED and c.party_id is None]
    for clock in running:
        move.restart(clock)
