"""五小: what a grid settles on the spot is logged in three fields and goes through the usual steps at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import STEPS, Action, Outcome, State
from wangge.core.cases.models import Case, SessionOutcome
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.places.queries import in_force
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.schema.mediation import QuickLog

from .agreement import Terms, conclude_agreement
from .desk import accept_case, answer_case, dispatch_case, verify_case
from .handling import Done, handle_case, sign_case, take_case
from .intake import report_case
from .mediating import DisputeFacts, Held, hold_session, open_dispute


@dataclass(frozen=True)
class SmallDispute:
    """The three fields, and what names the form."""

    area_id: UUID
    happened: str
    settled_by: str
    source_ref: str


@transaction.atomic
def log_small_dispute(*, actor: Actor, small: SmallDispute, at: datetime) -> Reported:
    """Log a minor friction settled on the spot (五小): reported, handled, agreed by word of mouth, and as far on as
    this person may take it; it is closed by the asker's word or a check like any other.

    Raises NotFound, NotAllowed, Refusal; a form sent twice gives the same case.
    """
    quick, path = _quick(small.area_id)
    if not actor.can("case.report", at_path=path):
        raise NotAllowed(_("您不能在这个网格登记"))
    for name in ("happened", "settled_by"):
        if not getattr(small, name).strip():
            raise Refusal(_("请写一写"), field=name)
    report = CaseReport(
        area_id=small.area_id, channel=quick.channel, category=quick.category, body=small.happened,
        source_ref=small.source_ref, account_id=None,
    )  # fmt: skip
    reported = report_case(report=report, actor=actor, at=at)
    if reported.is_new:
        _go_through(actor, reported.case_id, small, quick.venue, at)
    return reported


def _quick(area_id: UUID) -> tuple[QuickLog, str]:
    area = areas_in_memory().by_id.get(area_id)
    if area is None or area.town_id is None:
        raise NotFound(_("没有这个网格，或者它已经撤销"))
    found = in_force(place=areas_in_memory().place_of(area_id)).rules.mediation.quick
    if found is None:
        raise Refusal(_("这里没有设小纠纷快速登记"))
    return found, area.path


def _go_through(actor: Actor, case_id: UUID, small: SmallDispute, venue: str, at: datetime) -> None:
    case = accept_case(actor=actor, case_id=case_id, at=at)
    own = _own_unit(actor, case)
    if case.owner_unit_id == own:
        take_case(actor=actor, case_id=case_id, at=at)
    else:
        dispatch_case(actor=actor, case_id=case_id, unit_id=own, note=_("当场办"), at=at)
        sign_case(actor=actor, case_id=case_id, at=at)
    _mediate(actor, case_id, small, venue, at)
    done = Done(words=small.settled_by, outcome=Outcome.SOLVED, no_evidence_reason=_("当场劝和，没有拍照"))
    case = handle_case(actor=actor, case_id=case_id, done=done, at=at)
    if case.state == State.HANDLED and _may(actor, case, Action.VERIFY):
        case = verify_case(actor=actor, case_id=case_id, at=at)
    if case.state == State.VERIFIED and _may(actor, case, Action.ANSWER):
        answer_case(actor=actor, case_id=case_id, answer=small.settled_by, at=at)


def _own_unit(actor: Actor, case: Case) -> UUID:
    """The unit of this person that answers for the place of the case, the nearest one."""
    near = [unit for unit in units().serving(area_path=case.area_path) if unit.id in actor.units]
    able = [unit for unit in near if actor.can("case.handle", for_unit=unit.id)]
    if not able:
        raise NotAllowed(_("要由网格里的人来登记：您不属于这个网格的任何单位"))
    return next((unit.id for unit in able if unit.id == case.owner_unit_id), able[0].id)


def _mediate(actor: Actor, case_id: UUID, small: SmallDispute, venue: str, at: datetime) -> None:
    open_dispute(actor=actor, case_id=case_id, facts=DisputeFacts(), at=at)
    held = Held(venue=venue, outcome=SessionOutcome.AGREED, words=small.settled_by)
    hold_session(actor=actor, case_id=case_id, held=held, at=at)
    terms = Terms(facts=small.happened, terms=small.settled_by, is_written=False)
    conclude_agreement(actor=actor, case_id=case_id, terms=terms, at=at)


def _may(actor: Actor, case: Case, action: Action) -> bool:
    permission = STEPS[action].permission
    return permission is not None and actor.can(permission, at_path=case.area_path, for_unit=case.owner_unit_id)
