"""矛盾纠纷调解: the record of a dispute, its steps, who mediates, what is held, what was found, how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.mediation import (
    Reached,
    mediation_of,
    needed,
    new_line,
    offices_for,
    reach_dispute,
    reach_open_dispute,
)
from wangge.core.cases.models import (
    Case,
    Dispute,
    DisputeLevel,
    DisputeLine,
    DisputeMediator,
    DisputeParty,
    DisputeResult,
    DisputeScale,
    DisputeSession,
    LineKind,
    PartySide,
    ResolutionWay,
    SessionOutcome,
)
from wangge.core.teams.units import Unit
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.dispute_codes import VERSION, dispute_codes
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.mediation import Mediation

MOST_PEOPLE = 100_000
LONGEST_EXTENSION = timedelta(days=366)
FREE_LINES = (LineKind.WITNESS, LineKind.EVIDENCE, LineKind.MILESTONE, LineKind.BANNER)


@dataclass(frozen=True)
class PartyOf:
    """One party as it is typed: the side, the name, what the agreement has to say of it."""

    side: str
    name: str
    details: str = ""


@dataclass(frozen=True)
class DisputeFacts:
    """What a record says of a dispute; an empty code or unit is the place's usual one."""

    code: str = ""
    scale: str = DisputeScale.PERSONAL.value
    level: str = DisputeLevel.ORDINARY.value
    people: int = 2
    unit_id: UUID | None = None
    parties: tuple[PartyOf, ...] = ()


@transaction.atomic
def open_dispute(*, actor: Actor, case_id: UUID, facts: DisputeFacts, at: datetime) -> Dispute:
    """Make the record of a dispute (登记纠纷); its first step began when it was reported.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    found = reach_dispute(actor=actor, case_id=case_id)
    if found.dispute is not None:
        raise Conflict(_("这件纠纷已经登记过了"), state=found.case.state)
    dispute = draft_dispute(case=found.case, facts=facts, actor=actor, at=at)
    dispute.save(force_insert=True)
    first = new_line(dispute, LineKind.STEP, actor=actor, at=at, subject=dispute.step, happened_at=dispute.step_at)
    first.save(force_insert=True)
    DisputeParty.objects.bulk_create(_parties(dispute, facts.parties))
    return dispute


def draft_dispute(*, case: Case, facts: DisputeFacts, actor: Actor, at: datetime) -> Dispute:
    """A record that is not written yet. Raises Refusal."""
    rules = mediation_of(case)
    try:
        usual = rules.dispute(case.category)
    except UnknownCode as unknown:
        raise Refusal(_("这类事项不是矛盾纠纷；归错了类的，先改类别")) from unknown
    _check_facts(facts)
    return Dispute(
        case_id=case.pk,
        town_id=case.town_id,
        code=_known_code(facts.code or usual.code),
        code_version=VERSION,
        scale=facts.scale,
        level=facts.level,
        people=facts.people,
        unit_id=_office(rules, case, facts.unit_id).id,
        step=rules.steps[0].code,
        step_at=case.reported_at,
        opened_at=at,
        opened_name=actor.name,
        due_on=timezone.localdate(at) + timedelta(days=rules.days),
    )


def _check_facts(facts: DisputeFacts) -> None:
    if facts.scale not in DisputeScale.values:
        raise Refusal(_("请选择规模"), field="scale")
    if facts.level not in DisputeLevel.values:
        raise Refusal(_("请选择等级"), field="level")
    if not 2 <= facts.people <= MOST_PEOPLE:
        raise Refusal(_("纠纷至少有两个人，请核对涉及人数"), field="people")


def _known_code(code: str) -> str:
    if code not in dispute_codes():
        raise Refusal(_("请选择纠纷分类"), field="code")
    return code


def _office(rules: Mediation, case: Case, unit_id: UUID | None) -> Unit:
    offices = offices_for(rules=rules, area_path=case.area_path)
    found = next((unit for unit in offices if unit_id in (None, unit.id)), None)
    if found is None:
        raise Refusal(_("请选择本地的调解单位"), field="unit_id")
    return found


def _parties(dispute: Dispute, parties: Sequence[PartyOf]) -> list[DisputeParty]:
    return [_party(dispute, one) for one in parties]


def _party(dispute: Dispute, party: PartyOf) -> DisputeParty:
    if party.side not in PartySide.values:
        raise Refusal(_("请选择是哪一方"), field="side")
    return DisputeParty(
        town_id=dispute.town_id,
        dispute_id=dispute.pk,
        side=party.side,
        name=needed(party.name, field="name", message=_("请填写当事人姓名或者名称"), most=60),
        details=clean_text(party.details, max_length=200, field="details"),
    )


@transaction.atomic
def change_dispute(*, actor: Actor, case_id: UUID, facts: DisputeFacts, words: str, at: datetime) -> Dispute:
    """Correct what a record says (更正档案), with the reason. Raises NotFound, NotAllowed, Conflict, Refusal."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    dispute = found.record
    _check_facts(facts)
    why = needed(words, field="words", message=_("请写明为什么更正"))
    dispute.code = _known_code(facts.code or dispute.code)
    dispute.scale, dispute.level, dispute.people = facts.scale, facts.level, facts.people
    if facts.unit_id is not None:
        dispute.unit_id = _office(found.rules, found.case, facts.unit_id).id
    dispute.save(update_fields=["code", "scale", "level", "people", "unit"])
    new_line(dispute, LineKind.CHANGED, actor=actor, at=at, words=why).save(force_insert=True)
    return dispute


@transaction.atomic
def add_party(*, actor: Actor, case_id: UUID, party: PartyOf, at: datetime) -> DisputeParty:
    """Add a party (当事人) before it is settled. Raises NotFound, NotAllowed, Conflict, Refusal."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    row = _party(found.record, party)
    row.save(force_insert=True)
    return row


@transaction.atomic
def take_dispute_step(
    *, actor: Actor, case_id: UUID, step: str, words: str = "", happened_at: datetime | None = None, at: datetime
) -> Dispute:
    """Enter a step of the place's procedure (四步法), at its time. Raises NotFound, NotAllowed, Conflict, Refusal."""
    found = reach_dispute(actor=actor, case_id=case_id)
    dispute, when = found.record, _past(happened_at, at)
    try:
        code = found.rules.step(step).code
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="step") from unknown
    if code == dispute.step:
        raise Conflict(_("这件纠纷已经在这一步"), state=found.case.state)
    if when < dispute.step_at:
        raise Refusal(_("时间不能早于上一步的时间"), field="happened_at")
    dispute.step, dispute.step_at = code, when
    dispute.save(update_fields=["step", "step_at"])
    line = new_line(dispute, LineKind.STEP, actor=actor, at=at, words=words, subject=code, happened_at=when)
    line.save(force_insert=True)
    return dispute


def _past(moment: datetime | None, at: datetime) -> datetime:
    if moment is not None and moment > at:
        raise Refusal(_("时间不能晚于现在"), field="happened_at")
    return moment or at


@transaction.atomic
def invite_mediator(*, actor: Actor, case_id: UUID, kind: str, name: str, at: datetime) -> DisputeMediator:
    """Invite somebody to mediate (邀请调解员), of a kind the place names. Raises as take_dispute_step."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    dispute = found.record
    try:
        code = found.rules.mediator(kind).code
    except UnknownCode as unknown:
        raise Refusal(_("请选择是哪一种调解员"), field="kind") from unknown
    called = needed(name, field="name", message=_("请写明请的是谁"), most=60)
    if DisputeMediator.objects.filter(dispute_id=dispute.pk, kind=code, name=called).exists():
        raise Conflict(_("已经请过这位了"), state=found.case.state)
    row = DisputeMediator(town_id=dispute.town_id, dispute_id=dispute.pk, kind=code, name=called, invited_at=at)
    row.save(force_insert=True)
    return row


@dataclass(frozen=True)
class Held:
    """One mediation as it is typed: where, who of the invited came, what came of it."""

    venue: str
    outcome: str
    words: str
    mediators: tuple[UUID, ...] = ()
    where_words: str = ""
    unit_id: UUID | None = None
    held_at: datetime | None = None


@transaction.atomic
def hold_session(*, actor: Actor, case_id: UUID, held: Held, at: datetime) -> DisputeSession:
    """Record a mediation (调解一次). Raises NotFound, NotAllowed, Conflict, Refusal."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    dispute = found.record
    came = [one for one in DisputeMediator.objects.filter(dispute_id=dispute.pk) if one.pk in held.mediators]
    _check_session(found, held, came)
    row = DisputeSession(
        town_id=dispute.town_id,
        dispute_id=dispute.pk,
        unit_id=_office(found.rules, found.case, held.unit_id).id if held.unit_id else dispute.unit_id,
        held_at=_past(held.held_at, at),
        venue=held.venue,
        where_words=clean_text(held.where_words, max_length=200, field="where_words"),
        mediators=[str(one.pk) for one in came],
        outcome=held.outcome,
        words=needed(held.words, field="words", message=_("请写明谈了什么")),
        recorded_at=at,
        recorded_name=actor.name,
    )
    row.save(force_insert=True)
    dispute.venue, dispute.unit_id = held.venue, row.unit_id
    dispute.save(update_fields=["venue", "unit"])
    return row


def _check_session(found: Reached, held: Held, came: Sequence[DisputeMediator]) -> None:
    try:
        venue = found.rules.venue(held.venue)
    except UnknownCode as unknown:
        raise Refusal(_("请选择在哪里调解"), field="venue") from unknown
    if held.outcome not in SessionOutcome.values:
        raise Refusal(_("请选择谈得怎样"), field="outcome")
    if venue.needs and not {one.kind for one in came} & set(venue.needs):
        names = "、".join(found.rules.mediator(code).label for code in venue.needs)
        raise Refusal(_("{venue}要有{names}到场").format(venue=venue.label, names=names), field="mediators")


@transaction.atomic
def add_dispute_line(
    *, actor: Actor, case_id: UUID, kind: str, words: str, subject: str = "", happened_at: datetime | None = None,
    at: datetime,
) -> DisputeLine:  # fmt: skip
    """Add a dated line: a witness visited, evidence, a milestone, a banner (锦旗). Raises as take_dispute_step."""
    found = reach_dispute(actor=actor, case_id=case_id)
    if kind not in FREE_LINES:
        raise Refusal(_("请选择记的是什么"), field="kind")
    said = needed(words, field="words", message=_("请写明内容"))
    if kind == LineKind.WITNESS and not subject.strip():
        raise Refusal(_("请写明走访的是哪一类人，例如 村干部、邻居"), field="subject")
    line = new_line(
        found.record, LineKind(kind), actor=actor, at=at, words=said, subject=subject,
        happened_at=_past(happened_at, at),
    )  # fmt: skip
    line.save(force_insert=True)
    return line


@transaction.atomic
def extend_dispute(*, actor: Actor, case_id: UUID, until: date, consent: str, at: datetime) -> Dispute:
    """Give a mediation more time, because the parties agree (延长期限). Raises as take_dispute_step."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    dispute = found.record
    if not dispute.due_on < until <= dispute.due_on + LONGEST_EXTENSION:
        raise Refusal(_("新的期限要晚于现在的期限，一次最多延长一年"), field="until")
    words = needed(consent, field="consent", message=_("要双方同意才能延长，请写明怎么同意的"))
    dispute.due_on = until
    dispute.save(update_fields=["due_on"])
    new_line(dispute, LineKind.EXTENDED, actor=actor, at=at, words=words, subject=until.isoformat()).save(
        force_insert=True
    )
    return dispute


@transaction.atomic
def end_without_agreement(*, actor: Actor, case_id: UUID, result: str, way: str, words: str, at: datetime) -> Dispute:
    """End a mediation without an agreement (调解不成、走其他途径、撤回). Raises as take_dispute_step."""
    found = reach_open_dispute(actor=actor, case_id=case_id)
    if result not in set(DisputeResult.values) - {DisputeResult.OPEN, DisputeResult.AGREED}:
        raise Refusal(_("请选择结果"), field="result")
    why = needed(words, field="words", message=_("请写明原因，引导去了哪里"))
    settle(found.record, DisputeResult(result), way=way, words=why, actor=actor, at=at)
    return found.record


def settle(dispute: Dispute, result: DisputeResult, *, way: str, words: str, actor: Actor, at: datetime) -> None:
    """Write how a dispute ended. Raises Refusal for an unknown way."""
    if way not in ResolutionWay.values:
        raise Refusal(_("请选择化解方式"), field="way")
    dispute.result, dispute.way, dispute.settled_at = result, way, at
    dispute.save(update_fields=["result", "way", "settled_at"])
    new_line(dispute, LineKind.SETTLED, actor=actor, at=at, words=words, subject=result.value).save(force_insert=True)
