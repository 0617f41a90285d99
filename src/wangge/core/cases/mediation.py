"""What all work on disputes shares: reaching one, who may work on it, adding a line to its history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case, CounsellingReferral, Dispute, DisputeLine, LineKind
from wangge.core.places.queries import in_force, rulebook_of_version
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.mediation import Mediation

MAX_WORDS = 5000
DROPPED = frozenset({State.REJECTED, State.MERGED, State.WITHDRAWN, State.VOIDED})


@dataclass(frozen=True)
class Reached:
    """A locked case with its dispute, if there is a record of it yet, and the rules that bind it."""

    case: Case
    dispute: Dispute | None
    rules: Mediation

    @property
    def record(self) -> Dispute:
        """The record. Raises NotFound where none was made."""
        if self.dispute is None:
            raise NotFound(_("这件事还没有登记成纠纷"))
        return self.dispute


def reach_dispute(*, actor: Actor, case_id: UUID) -> Reached:
    """Lock a case for work on its dispute. Raises NotFound, NotAllowed, Conflict."""
    case = Case.objects.select_for_update(of=("self",)).within(actor.scope("case.see")).filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    dispute = Dispute.objects.filter(pk=case.pk).first()
    if not may_mediate(actor=actor, case=case, dispute=dispute):
        raise NotAllowed(_("这件纠纷由责任单位、承办单位或者调解单位办理，您可以查看，不能代办"))
    if case.state in DROPPED:
        raise Conflict(_("这件事已经{state}，不再调解").format(state=State(case.state).label), state=case.state)
    return Reached(case, dispute, mediation_of(case))


def reach_open_dispute(*, actor: Actor, case_id: UUID) -> Reached:
    """The same for what can be done only until it is settled. Raises NotFound, NotAllowed, Conflict."""
    found = reach_dispute(actor=actor, case_id=case_id)
    if found.record.result:
        raise Conflict(_("这件纠纷已经了结，不能再改"), state=found.case.state)
    return found


def mediation_of(case: Case) -> Mediation:
    """What the rules that bind a case say of disputes."""
    return rulebook_of_version(version_id=case.rulebook_version_id).rules.mediation


def has_counsellors(case: Case) -> bool:
    """Whether the place of a case has a role that counsels; what is told there is read by nobody else."""
    place = areas_in_memory().place_of(case.area_id)
    return any("dispute.counsel" in role.permissions for role in in_force(place=place).rules.roles)


def may_mediate(*, actor: Actor, case: Case, dispute: Dispute | None) -> bool:
    """Whether a person works on a dispute: at a desk above it, or for the unit that owns, handles or mediates it."""
    if actor.can("case.accept", at_path=case.area_path):
        return True
    involved = {case.owner_unit_id, case.handler_unit_id, dispute.unit_id if dispute else None} - {None}
    return any(actor.can("case.handle", for_unit=unit_id) for unit_id in involved)


def offices_for(*, rules: Mediation, area_path: str) -> list[Unit]:
    """The units that mediate for an area (矛调中心、调解处), the nearest first."""
    return [unit for unit in units().serving(area_path=area_path) if unit.unit_kind in rules.offices]


def new_line(
    dispute: Dispute, kind: LineKind, *, actor: Actor, at: datetime, words: str = "", subject: str = "",
    happened_at: datetime | None = None,
) -> DisputeLine:  # fmt: skip
    """A line of the history, not written yet. Raises Refusal for words that are too long."""
    return DisputeLine(
        town_id=dispute.town_id,
        dispute_id=dispute.pk,
        kind=kind,
        subject=clean_text(subject, max_length=60, field="subject"),
        words=clean_text(words, max_length=MAX_WORDS, field="words"),
        at=happened_at or at,
        recorded_at=at,
        actor_id=actor.account_id,
        actor_name=actor.name,
    )


def needed(words: str, *, field: str, message: str, most: int = MAX_WORDS) -> str:
    """Words that must be there. Raises Refusal."""
    found = clean_text(words, max_length=most, field=field)
    if not found:
        raise Refusal(message, field=field)
    return found


def reach_referral(*, actor: Actor, referral_id: UUID, lock: bool = False) -> CounsellingReferral:
    """One referral, for counsellors of its area only. Raises NotFound alike for missing and forbidden."""
    cases = Case.objects.within(actor.scope("dispute.counsel")).order_by().values("pk")
    rows = CounsellingReferral.objects.select_related("dispute__case").filter(dispute__case__in=cases)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=referral_id).first()
    if found is None:
        raise NotFound(_("没有找到这次疏导，或者您不是这里的疏导员"))
    return found
