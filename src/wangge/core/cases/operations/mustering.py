"""What a called unit does: sign, contact, come, report, or say with its legal basis why it cannot; and 协办."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action, ClockKind, PartyState, WhistleState
from wangge.core.cases.models import CaseParty
from wangge.core.cases.musters import kind_of, may_be_called
from wangge.core.cases.routing import desk
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text

from .move import Move, begin
from .whistling import MOST_WORDS, start_clocks

EVERY = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.ARRIVE, ClockKind.REPORT)
CALLED, SIGNED, ARRIVED = PartyState.CALLED, PartyState.SIGNED, PartyState.ARRIVED
REPORTED, DECLINED, RELEASED = PartyState.REPORTED, PartyState.DECLINED, PartyState.RELEASED


@transaction.atomic
def sign_party(*, actor: Actor, case_id: UUID, party_id: UUID, at: datetime) -> CaseParty:
    """Acknowledge a call (签收应哨); of a plain request to help: agree. Raises NotFound, Conflict, NotAllowed."""
    move, party = _begin(actor, case_id, party_id, at, (CALLED,))
    _sign(move, party)
    _finish(move, party, "sign", _("签收") if party.whistle_id else _("同意协办"))
    return party


@transaction.atomic
def contact_party(*, actor: Actor, case_id: UUID, party_id: UUID, words: str, at: datetime) -> CaseParty:
    """Say whom one spoke to about the matter (联系). Raises as sign_party, Refusal."""
    move, party = _begin(actor, case_id, party_id, at, (CALLED, SIGNED, ARRIVED))
    if not words.strip():
        raise Refusal(_("请写明和谁联系、怎么说的"), field="words")
    _sign(move, party)
    move.stop(ClockKind.CONTACT, party_id=party.pk)
    party.contacted_at = party.contacted_at or at
    _finish(move, party, "contact", _("联系：{words}").format(words=words))
    return party


@transaction.atomic
def arrive_party(*, actor: Actor, case_id: UUID, party_id: UUID, where: str = "", at: datetime) -> CaseParty:
    """Say that one has come (到场), where in words if one likes; no position is taken. Raises as sign_party."""
    move, party = _begin(actor, case_id, party_id, at, (CALLED, SIGNED))
    if party.whistle_id is None:
        raise Refusal(_("协办不用登记到场"))
    _sign(move, party)
    move.stop(ClockKind.CONTACT, ClockKind.ARRIVE, party_id=party.pk)
    party.state, party.arrived_at, party.contacted_at = ARRIVED, at, party.contacted_at or at
    party.arrived_where = clean_text(where, max_length=200, field="where")
    words = _("到场：{where}").format(where=party.arrived_where) if party.arrived_where else _("到场")
    _finish(move, party, "arrive", words)
    return party


@transaction.atomic
def report_party(*, actor: Actor, case_id: UUID, party_id: UUID, words: str, at: datetime) -> CaseParty:
    """Report what one's unit did (报结果). Raises as sign_party, Refusal."""
    move, party = _begin(actor, case_id, party_id, at, (CALLED, SIGNED, ARRIVED))
    if not words.strip():
        raise Refusal(_("请写明做了什么、结果怎样"), field="words")
    if party.whistle_id is not None and party.state != ARRIVED:
        raise Refusal(_("请先登记到场，再报结果"))
    _sign(move, party)
    move.stop(*EVERY, party_id=party.pk)
    party.state, party.reported_at = REPORTED, at
    party.report = clean_text(words, max_length=MOST_WORDS, field="words")
    if party.whistle_id is None:
        party.closed_at = at
    _finish(move, party, "report", _("报结果：{words}").format(words=words), tell=_who_waits(move, party))
    return party


@transaction.atomic
def decline_party(*, actor: Actor, case_id: UUID, party_id: UUID, basis: str, at: datetime) -> CaseParty:
    """Say why one's unit cannot come, with the legal basis; the deciding desk adjudicates, and that binds.

    Of a plain request to help the reason is enough and ends it. Raises as sign_party, Refusal.
    """
    move, party = _begin(actor, case_id, party_id, at, (CALLED, SIGNED))
    if not basis.strip():
        raise Refusal(_("请写明依据，例如哪部法律、哪一条"), field="basis")
    if party.adjudication:
        raise Refusal(_("上级已经审定必须到场，不能再不来"))
    move.stop(ClockKind.SIGN, party_id=party.pk)
    move.stop(*EVERY, owed=False, party_id=party.pk)
    party.state, party.signed_at = DECLINED, party.signed_at or at
    party.decline_basis = clean_text(basis, max_length=MOST_WORDS, field="basis")
    words = _("不能来：{basis}").format(basis=basis)
    if party.whistle_id is None:
        party.closed_at = at
        _finish(move, party, "refuse_help", words, tell=[move.case.owner_unit_id])
        return party
    decider = desk(rules=move.place.rules, area_path=move.case.area_path, duty="decide")
    _finish(move, party, "decline", words, tell=[decider.id])
    return party


@transaction.atomic
def adjudicate_party(
    *, actor: Actor, case_id: UUID, party_id: UUID, must_come: bool, words: str, at: datetime
) -> CaseParty:
    """Decide whether a unit must come (审定); it binds. A unit that still owes may be released too.

    Who must come has the whole time again from now. Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.DECIDE, at=at)
    party = _party(move, party_id)
    if not words.strip():
        raise Refusal(_("请写明审定的理由"), field="words")
    if party.whistle is None or party.closed_at is not None or party.state in (REPORTED, RELEASED):
        raise Conflict(_("这个单位不用审定：{state}").format(state=PartyState(party.state).label))
    if must_come and party.state != DECLINED:
        raise Conflict(_("{unit}没有说不能来").format(unit=unit_by_id(unit_id=party.unit_id).name))
    if _was_declined_by(move, party):
        raise NotAllowed(_("自己提出不能来的，不能自己审定"))
    party.adjudication = clean_text(words, max_length=MOST_WORDS, field="words")
    party.state = SIGNED if must_come else RELEASED
    if must_come:
        start_clocks(move, party, kind_of(move.place.rules, party.whistle.kind), is_signed=True)
    else:
        move.stop(*EVERY, owed=False, party_id=party.pk)
        party.closed_at = at
    result = _("必须到场") if must_come else _("不用到场")
    what = "must_come" if must_come else "released"
    _finish(move, party, what, _("审定{result}：{words}").format(result=result, words=words), tell=[party.unit_id])
    return party


@transaction.atomic
def ask_help(
    *, actor: Actor, case_id: UUID, unit_id: UUID, words: str, seen_step: UUID | None = None, at: datetime
) -> CaseParty:
    """Ask another unit to help, without a whistle (协办); it agrees or says why not. The owner stays the owner.

    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.HELP, at=at, seen_step=seen_step)
    if not words.strip():
        raise Refusal(_("请写明要协助什么"), field="words")
    unit = unit_by_id(unit_id=unit_id)
    if unit_id == move.case.owner_unit_id:
        raise Refusal(_("不用请自己协办"), field="unit")
    if not may_be_called(unit=unit, area_path=move.case.area_path):
        raise Refusal(_("{unit}不管这个地方，不能叫").format(unit=unit.name), field="unit")
    if CaseParty.objects.filter(case_id=case_id, unit_id=unit_id, closed_at=None).exists():
        raise Conflict(_("{unit}已经在办这件事").format(unit=unit.name))
    party = CaseParty(
        pk=uuid7(), town_id=move.case.town_id, case_id=case_id, unit_id=unit_id, called_at=at,
        asked=clean_text(words, max_length=MOST_WORDS, field="words"),
    )  # fmt: skip
    party.save(force_insert=True)
    move.start(ClockKind.SIGN, unit_id=unit_id, party_id=party.pk)
    note = _("请{unit}协办：{words}").format(unit=unit.name, words=words)
    _close(move, party, "help", note, tell=[unit_id])
    return party


def _begin(
    actor: Actor, case_id: UUID, party_id: UUID, at: datetime, states: tuple[PartyState, ...]
) -> tuple[Move, CaseParty]:
    """The case is locked, so its parties are; the person acts for the unit that was called."""
    move = begin(actor=actor, case_id=case_id, action=Action.MUSTER, at=at)
    party = _party(move, party_id)
    name = unit_by_id(unit_id=party.unit_id).name
    if not actor.can("case.sign", for_unit=party.unit_id):
        raise NotAllowed(_("这一步由{unit}办理，您可以查看，不能代办").format(unit=name))
    over = party.whistle is not None and party.whistle.state != WhistleState.BLOWN
    if over or party.closed_at is not None or party.state not in states:
        raise Conflict(
            _("{unit}现在是“{state}”，不能再办这一步").format(unit=name, state=PartyState(party.state).label)
        )
    return move, party


def _party(move: Move, party_id: UUID) -> CaseParty:
    found = CaseParty.objects.filter(pk=party_id, case_id=move.case.pk).select_related("whistle").first()
    if found is None:
        raise NotFound(_("没有找到这个被叫的单位"))
    return found


def _sign(move: Move, party: CaseParty) -> None:
    """Whoever does more has signed by it."""
    if party.signed_at is None:
        party.state, party.signed_at = SIGNED, move.at
        move.stop(ClockKind.SIGN, party_id=party.pk)


def _who_waits(move: Move, party: CaseParty) -> list[UUID]:
    asked = [party.whistle.asked_unit_id] if party.whistle else []
    return [move.case.owner_unit_id, *asked]


def _was_declined_by(move: Move, party: CaseParty) -> bool:
    said = [s for s in move.steps if s.detail.get("party") == str(party.pk) and s.detail.get("what") == "decline"]
    return bool(said) and said[-1].actor_id is not None and said[-1].actor_id == move.actor.account_id


def _finish(move: Move, party: CaseParty, what: str, words: str, *, tell: list[UUID] | None = None) -> None:
    party.save()
    name = unit_by_id(unit_id=party.unit_id).name
    _close(move, party, what, f"{name}：{words}", tell=tell)


def _close(move: Move, party: CaseParty, what: str, note: str, *, tell: list[UUID] | None = None) -> None:
    detail = {
        "party": str(party.pk), "whistle": str(party.whistle_id or ""), "unit": str(party.unit_id), "what": what,
        "tell": [str(one) for one in dict.fromkeys(tell or [])],
    }  # fmt: skip
    move.finish(note=note, detail=detail, to_unit_id=party.unit_id)
