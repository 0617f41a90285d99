"""党员报到: who was called by name signs up and comes; nobody is forced, nobody is ranked, no position is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action, WhistleState
from wangge.core.cases.models import CaseMember
from wangge.ground.foundation.errors import Conflict, NotFound

from .move import Move, begin


@transaction.atomic
def sign_up(*, actor: Actor, case_id: UUID, whistle_id: UUID, at: datetime) -> CaseMember:
    """Say that one will come (报名). Raises NotFound, Conflict."""
    move, member = _begin(actor, case_id, whistle_id, at)
    if member.signed_up_at is not None:
        raise Conflict(_("您已经报过名了"))
    member.signed_up_at = at
    _finish(move, member, "sign_up", _("{name}报名").format(name=member.name))
    return member


@transaction.atomic
def come(*, actor: Actor, case_id: UUID, whistle_id: UUID, at: datetime) -> CaseMember:
    """Say that one has come (报到); it counts as signing up too. Raises NotFound, Conflict."""
    move, member = _begin(actor, case_id, whistle_id, at)
    if member.arrived_at is not None:
        raise Conflict(_("您已经报到过了"))
    member.signed_up_at, member.arrived_at = member.signed_up_at or at, at
    _finish(move, member, "come", _("{name}报到").format(name=member.name))
    return member


def _begin(actor: Actor, case_id: UUID, whistle_id: UUID, at: datetime) -> tuple[Move, CaseMember]:
    move = begin(actor=actor, case_id=case_id, action=Action.MUSTER, at=at)
    rows = CaseMember.objects.filter(whistle_id=whistle_id, whistle__case_id=case_id).select_related("whistle")
    member = rows.filter(account_id=actor.account_id).first() if actor.account_id else None
    if member is None:
        raise NotFound(_("这个哨没有叫您"))
    if member.whistle.state != WhistleState.BLOWN:
        raise Conflict(_("这个哨已经结束"))
    return move, member


def _finish(move: Move, member: CaseMember, what: str, note: str) -> None:
    member.save(update_fields=["signed_up_at", "arrived_at"])
    move.finish(note=note, detail={"whistle": str(member.whistle_id), "what": what})
