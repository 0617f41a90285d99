"""Changing who somebody is: asked by one, decided by another."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.doors import BROKEN, reached, rules_of
from wangge.core.people.events import ChangeAsked
from wangge.core.people.lifecycle import EventKind, IdentityField, RequestState, Sex
from wangge.core.people.models import ChangeRequest, Person
from wangge.core.people.persons import Checked, as_checked, checked_birth, checked_name, fill, read_document
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text.cleaning import clean_line

from .households import area_of
from .recording import event_at, keep, told
from .reversing import bury


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One field (name, document, birth, sex, death) and what it should be; days as 2026-03-02.

    `source_ref` is one form or one operation of a phone: sent again it is refused, not taken twice.
    """

    person_id: UUID
    field: str
    value: str
    reason: str
    source_ref: str
    document_kind: str = ""


@transaction.atomic
def ask_change(*, actor: Actor, asking: Asking, at: datetime) -> ChangeRequest:
    """Ask that an identity field be changed (申请更正). Raises NotFound, NotAllowed, Conflict, Refusal."""
    person = reached(actor, Person, asking.person_id)
    if asking.field not in IdentityField.values:
        raise Refusal(_("这一项不用申请，直接修改"), field="field")
    reason = clean_line(asking.reason, 200, field="reason")
    if not reason:
        raise Refusal(_("请写明原因"), field="reason")
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这个人已经去世或合并"))
    kind = (asking.document_kind or "id_card") if asking.field == IdentityField.DOCUMENT else ""
    request = ChangeRequest(
        id=uuid7(),
        town_id=person.town_id,
        area_path=person.area_path,
        person=person,
        field=asking.field,
        value_before=_now(person, asking.field),
        value=asking.value.strip(),
        document_kind=kind,
        reason=reason,
        source_ref=clean_line(asking.source_ref, 80, field="source_ref"),
        asked_at=at,
        asked_by=actor.name,
        asked_by_id=actor.account_id,
    )
    if request.field != IdentityField.DEATH:
        _changed(person, request, today=day_of(at))
    else:
        _day(request.value)
    fact = ChangeAsked(request_id=request.pk, town_id=request.town_id, area_path=request.area_path, field=request.field)
    with refusing(BROKEN):
        outbox.publish(fact, at=at, alongside=[[request]])
    return request


def _now(person: Person, field: str) -> str:
    held = {
        IdentityField.NAME: person.name,
        IdentityField.DOCUMENT: person.document_number,
        IdentityField.BIRTH: person.born_on,
        IdentityField.SEX: person.sex,
    }
    return str(held.get(IdentityField(field), ""))


def _changed(person: Person, request: ChangeRequest, *, today: date) -> Checked:
    """The person with the field changed. Raises Refusal."""
    held = as_checked(person)
    if request.field == IdentityField.NAME:
        return replace(held, name=checked_name(request.value))
    if request.field == IdentityField.BIRTH:
        return replace(held, born_on=checked_birth(_day(request.value), today=today))
    if request.field == IdentityField.SEX:
        if request.value not in (Sex.MALE, Sex.FEMALE):
            raise Refusal(_("性别只能是男、女或不详"), field="value")
        return replace(held, sex=request.value)
    found = read_document(rules_of(person.town_id), request.document_kind, request.value, today=today)
    return replace(
        held,
        document_kind=request.document_kind,
        document_number=found.number,
        born_on=found.born_on or held.born_on,
        sex=found.sex or held.sex,
    )


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refusal(_("日期要写成 2026-03-02 这样"), field="value") from error


@transaction.atomic
def decide_change(
    *,
    actor: Actor,
    request_id: UUID,
    approve: bool,
    answer: str = "",
    new_head_id: UUID | None = None,
    at: datetime,
) -> ChangeRequest:
    """Agree or refuse (审定更正); nobody decides what he asked for himself. A refusal says why.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    request = _waiting(actor, request_id, permission_to_decide=True)
    if request.asked_by_id is not None and request.asked_by_id == actor.account_id:
        raise NotAllowed(_("自己提出的要由另一个人审定"))
    request.answer = clean_line(answer, 200, field="answer")
    if not approve and not request.answer:
        raise Refusal(_("请写明原因"), field="answer")
    if approve:
        _apply(actor, request, new_head_id=new_head_id, at=at)
    request.state = RequestState.APPROVED if approve else RequestState.REFUSED
    request.decided_at, request.decided_by, request.decided_by_id = at, actor.name, actor.account_id
    request.save(update_fields=["state", "answer", "decided_at", "decided_by", "decided_by_id"])
    return request


@transaction.atomic
def withdraw_change(*, actor: Actor, request_id: UUID, at: datetime) -> None:
    """Who asked no longer wants it (撤回申请). Raises NotFound, NotAllowed, Conflict."""
    request = _waiting(actor, request_id)
    if request.asked_by_id != actor.account_id:
        raise NotAllowed(_("只有提出的人可以撤回"))
    request.state, request.decided_at = RequestState.WITHDRAWN, at
    request.save(update_fields=["state", "decided_at"])


def _waiting(actor: Actor, request_id: UUID, *, permission_to_decide: bool = False) -> ChangeRequest:
    permitted = "people.decide" if permission_to_decide else "people.edit"
    request = reached(actor, ChangeRequest, request_id, permission=permitted)  # type: ignore[arg-type]  # both are
    if request.state != RequestState.ASKED:
        raise Conflict(_("这份申请已经有了结果"))
    return request


def _apply(actor: Actor, request: ChangeRequest, *, new_head_id: UUID | None, at: datetime) -> None:
    rows = Person.objects.everywhere("the request was reached").select_for_update(of=("self",))
    person = rows.get(pk=request.person_id)
    source = f"change:{request.pk}"
    if request.field == IdentityField.DEATH:
        on = _day(request.value)
        bury(person, actor=actor, on=on, new_head_id=new_head_id, at=at, source=source, note="")
        return
    fill(person, _changed(person, request, today=day_of(at)))
    said = told(actor=actor, at=at, on=None, source=source, note=str(IdentityField(request.field).label))
    record = event_at(EventKind.CORRECTED, said, area_of(person), person_id=person.pk)
    with refusing(BROKEN):
        person.save()
        keep(record)
