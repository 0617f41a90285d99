"""Asking for admission, and deciding it (事项准入)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.matters.doors import town_scope, towns_of
from wangge.core.matters.events import AdmissionAsked, AdmissionDecided
from wangge.core.matters.lifecycle import DECIDED, Decision, Duty, Frequency, RequestState
from wangge.core.matters.memory import MatterRow, lists_of, valid_at
from wangge.core.matters.models import AdmissionRequest, AskedAgain
from wangge.core.matters.queries.overlap import overlap
from wangge.core.teams.units import Unit, unit_by_id
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.outbox import publish
from wangge.ground.foundation.text.cleaning import clean_line

from .lists import clean_fields

LONGEST_YEARS = 3


@dataclass(frozen=True)
class NewRequest:
    """What a unit asks to be admitted; `area_ids` are the town or areas in it."""

    town_id: UUID
    unit_id: UUID
    matter_code: str
    title: str
    legal_basis: str
    fields: tuple[str, ...]
    frequency: str
    expires_on: date
    area_ids: tuple[UUID, ...]


@transaction.atomic
def request_admission(*, actor: Actor, new: NewRequest, at: datetime) -> AdmissionRequest:
    """Ask that something may be asked of grids (准入申请). Raises NotFound, NotAllowed, Refusal."""
    town, unit = asking(actor, new.town_id, new.unit_id)
    matter = matter_to_send(town, new.matter_code, at=at)
    title, basis = clean_line(new.title, 80, field="title"), clean_line(new.legal_basis, 200, field="legal_basis")
    if not title:
        raise Refusal(_("请写这是什么事"), field="title")
    if not basis:
        raise Refusal(_("没有依据不能准入，请写明法律、法规或文件的条款"), field="legal_basis")
    if new.frequency not in Frequency.values:
        raise Refusal(_("请选多久一次"), field="frequency")
    request = AdmissionRequest(
        town_id=town.id,
        area_path=town.path,
        unit_id=unit.id,
        matter_id=matter.id,
        matter_code=matter.code,
        title=title,
        legal_basis=basis,
        fields=list(clean_fields(new.fields, field="fields")),
        frequency=new.frequency,
        expires_on=_until(new.expires_on, day_of(at)),
        paths=[area.path for area in areas_inside(town, new.area_ids)],
        asked_at=at,
        asked_by=actor.name,
        asked_by_id=actor.account_id,
    )
    request.save(force_insert=True)
    publish(AdmissionAsked(request.pk, town.id, town.path, title), at=at)
    return request


def asking(actor: Actor, town_id: UUID, unit_id: UUID) -> tuple[AreaRow, Unit]:
    """The town that is asked and the unit that asks, for somebody who may ask for it. Raises NotFound, NotAllowed."""
    town = areas_in_memory().by_id.get(town_id)
    if town is None or town.level != Level.TOWN or town not in towns_of(actor, "matter.see"):
        raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))
    unit = unit_by_id(unit_id=unit_id)
    if not (town.path.startswith(unit.area_path) or unit.area_path.startswith(town.path)):
        raise Refusal(_("这个单位不管这个地方"), field="unit")
    if not actor.can("matter.request", at_path=unit.area_path, for_unit=unit.id):
        raise NotAllowed(_("你不能替{unit}申请").format(unit=unit.name))
    return town, unit


def matter_to_send(town: AreaRow, code: str, *, at: datetime) -> MatterRow:
    """A matter that may be sent downward at all. Raises Refusal for an unknown one and for one taken back."""
    matter = next((row for row in valid_at(lists_of(town.id).matters, at) if row.code == code), None)
    if matter is None:
        raise Refusal(_("{town}的事项清单里没有这一项，不能下派给网格").format(town=town.name), field="matter")
    if matter.duty == Duty.TAKEN_BACK:
        raise Refusal(
            _("“{name}”是上级收回的事项，由{holder}承担，不能下派给网格").format(
                name=matter.name, holder=matter.holder
            ),
            field="matter",
        )
    return matter


def areas_inside(town: AreaRow, area_ids: Sequence[UUID]) -> list[AreaRow]:
    """Areas of a town, none within another. Raises Refusal."""
    index = areas_in_memory().by_id
    rows = [index[pk] for pk in area_ids if pk in index]
    if not rows or len(rows) < len(area_ids) or any(not row.path.startswith(town.path) for row in rows):
        raise Refusal(_("请选{town}的村、社区或网格").format(town=town.name), field="areas")
    rows = sorted(set(rows), key=lambda row: row.path)
    return [row for row in rows if not any(row.path.startswith(o.path) and row != o for o in rows)]


def _until(last: date, today: date) -> date:
    if last < today:
        raise Refusal(_("截止日期已经过去"), field="expires_on")
    if last.year - today.year > LONGEST_YEARS:
        raise Refusal(_("准入最长 {years} 年，到期要重新申请").format(years=LONGEST_YEARS), field="expires_on")
    return last


@transaction.atomic
def decide_admission(
    *, actor: Actor, request_id: UUID, decision: Decision, merge_into: UUID | None = None, reason: str = "",
    at: datetime,
) -> AdmissionRequest:  # fmt: skip
    """Admit a request, merge it into one in force, or refuse it with a reason (审定准入).

    Raises NotFound, NotAllowed, Conflict, Refusal; nobody decides what he asked for himself.
    """
    row = _to_decide(actor, request_id)
    if row.state != RequestState.ASKED:
        raise Conflict(_("这份申请已经由{name}审定过了").format(name=row.decided_by))
    words = clean_line(reason, 500, field="reason")
    if decision == Decision.REFUSE and not words:
        raise Refusal(_("不准入要写明理由"), field="reason")
    if decision == Decision.APPROVE and row.expires_on < day_of(at):
        raise Refusal(_("申请的截止日期已经过去，请让申请单位重新申请"))
    target = _target(row, merge_into, at=at) if decision == Decision.MERGE else None
    row.state, row.merged_into, row.reason = DECIDED[decision], target, words
    row.decided_at, row.decided_by = at, actor.name
    row.save(update_fields=["state", "merged_into", "reason", "decided_at", "decided_by"])
    fact = AdmissionDecided(row.pk, row.town_id, row.area_path, row.title, row.state, row.unit_id)
    publish(fact, at=at)
    return row


def _to_decide(actor: Actor, request_id: UUID) -> AdmissionRequest:
    rows = AdmissionRequest.objects.select_for_update(of=("self",))
    row = reach(rows, pk=request_id, actor=actor, permission="matter.decide", seen_with="matter.see")
    if row.asked_by_id is not None and row.asked_by_id == actor.account_id:
        raise NotAllowed(_("自己提出的申请不能自己审定"))
    return cast(AdmissionRequest, row)


def _target(row: AdmissionRequest, merge_into: UUID | None, *, at: datetime) -> AdmissionRequest:
    rows = AdmissionRequest.objects.everywhere("a request of the same town, found by its id")
    target = rows.filter(pk=merge_into, town_id=row.town_id).exclude(pk=row.pk).first() if merge_into else None
    if target is None or target.state != RequestState.APPROVED or target.expires_on < day_of(at):
        raise Refusal(_("只能并入本地已准入、没有到期的一项"), field="merge_into")
    return target


@transaction.atomic
def say_why_again(*, actor: Actor, request_id: UUID, field_code: str, reason: str, at: datetime) -> AskedAgain:
    """Say why a field that is held may be asked again (再问的理由): only the unit that holds it may.

    Where no unit is named as its holder, the deciding desk may. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    rows = AdmissionRequest.objects.within(_seen(actor)).filter(pk=request_id)
    row = rows.first()
    if row is None:
        raise NotFound(_("没有这份准入申请，或者它不在你的范围内"))
    held = overlap(town_id=row.town_id, fields=row.fields, at=at).held_fields
    field = next((found for _words, found in held if found.code == field_code), None)
    if field is None:
        raise Refusal(_("这一项本来就没有，不用说明理由"), field="field_code")
    if field.holder_unit_id is None:
        is_its_holder = actor.can("matter.decide", at_path=row.area_path)
    else:
        is_its_holder = field.holder_unit_id in actor.units
    if not is_its_holder:
        raise NotAllowed(_("“{name}”由别的单位掌握，只有它能说为什么要再问").format(name=field.name))
    words = clean_line(reason, 200, field="reason")
    if not words:
        raise Refusal(_("请写明为什么要再问一次"), field="reason")
    again = AskedAgain(
        town_id=row.town_id, request=row, field_id=field.id, field_code=field.code, reason=words, said_at=at,
        said_by=actor.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            again.save(force_insert=True)
    except IntegrityError as twice:
        raise Conflict(_("“{name}”已经说明过理由").format(name=field.name)) from twice
    return again


def _seen(actor: Actor) -> Scope:
    return town_scope(actor, "matter.see")
