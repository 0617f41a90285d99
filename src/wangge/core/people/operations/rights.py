"""What residents may ask: to be told what is held, to agree and to take it back; and that what is left is erased."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.people.carried import carry
from wangge.core.people.doors import BROKEN, reached
from wangge.core.people.lifecycle import Signatory
from wangge.core.people.models import (
    CareTag,
    ChangeRequest,
    Consent,
    ConsentText,
    HouseholdMember,
    Person,
    Relation,
    Residence,
    RosterEvent,
    Sheet,
)
from wangge.core.people.months import months_later
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.text.cleaning import clean_line, clean_text

from .care import end_tags
from .revealing import note_look

OF_AGE = 14 * 12  # months from which somebody agrees himself (个人信息保护法第三十一条)
CARE = ("kind", "purpose", "source", "reason", "owner_name", "ended_because")
WHY = "of a person who was reached"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Who agrees to what after reading which text; a guardian agrees for a child under 14."""

    person_id: UUID
    purpose: str
    title: str
    body: str
    channel: str
    signatory: str = Signatory.SELF
    guardian_id: UUID | None = None
    expires_on: date | None = None


@transaction.atomic
def give_consent(*, actor: Actor, agreement: Agreement, at: datetime) -> Consent:
    """Record a consent with the hash of the text shown (同意). Raises NotFound, NotAllowed, Conflict, Refusal."""
    person = reached(actor, Person, agreement.person_id)
    purpose, body = clean_line(agreement.purpose, 200, field="purpose"), clean_text(agreement.body, 20_000)
    if not purpose or not body:
        raise Refusal(_("目的和告知书内容都要有"), field="purpose")
    if agreement.signatory not in Signatory.values:
        raise Refusal(_("只能由本人或者监护人同意"), field="signatory")
    _check_guardian(person, agreement, today=day_of(at))
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    text, _made = ConsentText.objects.get_or_create(
        town_id=person.town_id,
        sha256=sha256,
        defaults={"title": clean_line(agreement.title, 80), "body": body, "shown_from": at},
    )
    with refusing(BROKEN):
        return Consent.objects.create(
            town_id=person.town_id,
            person=person,
            purpose=purpose,
            text=text,
            text_sha256=sha256,
            signatory=agreement.signatory,
            guardian_id=agreement.guardian_id,
            channel=clean_line(agreement.channel, 20),
            given_at=at,
            recorded_by=actor.name,
            expires_on=agreement.expires_on,
        )


def _check_guardian(person: Person, agreement: Agreement, *, today: date) -> None:
    is_child = bool(person.born_on) and months_later(date.fromisoformat(person.born_on), OF_AGE) > today
    if is_child and agreement.signatory != Signatory.GUARDIAN:
        raise Refusal(_("不满十四周岁，要由监护人同意"), field="signatory")
    if agreement.signatory == Signatory.SELF:
        if agreement.guardian_id is not None:
            raise Refusal(_("本人同意的不填监护人"), field="guardian_id")
        return
    guardian_id = agreement.guardian_id or person.pk
    guardians = Person.objects.everywhere(WHY).filter(pk=guardian_id, town_id=person.town_id)
    if guardian_id == person.pk or not guardians.exists():
        raise Refusal(_("请选监护人"), field="guardian_id")


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent_id: UUID, at: datetime) -> int:
    """A consent is taken back (撤回同意): care tags for the same purpose end. Gives how many.

    Raises NotFound, NotAllowed, Conflict.
    """
    consent = reached(actor, Consent, consent_id)
    if consent.withdrawn_at is not None:
        raise Conflict(_("已经撤回了"))
    consent.withdrawn_at, consent.withdrawn_by = at, actor.name
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    tags = CareTag.objects.everywhere(WHY).filter(person_id=consent.person_id, purpose=consent.purpose)
    ended = end_tags(tags, by=actor.name, because=_("撤回同意"), at=at)
    if ended:
        outbox.publish(*ended, at=at)
    carry(household_ids=[], person_ids=[consent.person_id], at=at)
    return len(ended)


@dataclass(frozen=True)
class Held:
    """All that is held about a person, for that person: under each heading lines of plain words."""

    person_id: UUID
    headings: tuple[tuple[str, tuple[str, ...]], ...]


@transaction.atomic
def tell_person(*, actor: Actor, person_id: UUID, purpose: str, address: str = "", at: datetime) -> Held:
    """What is held about somebody who asks (查阅复制本人信息), and who looked at it; the asking is in the audit.

    Raises NotFound, NotAllowed, Refusal.
    """
    person = reached(actor, Person, person_id, permission="people.reveal")
    note_look(actor, f"person:{person.pk}", person.area_path, purpose, address=address, at=at)
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=f"person:{person.pk}", area_path=person.area_path,
        detail={"rows": 1}, address=address,
    )  # fmt: skip
    return Held(
        person.pk,
        (
            (_("身份"), (person.name, person.document_number, person.born_on, person.phone)),
            (_("居住"), _lines(Residence, person, "kind", "since", "until")),
            (_("户内关系"), _lines(HouseholdMember, person, "role", "since", "until")),
            (_("关系"), _lines(Relation, person, "kind", "since", "until")),
            (_("关爱标记"), _lines(CareTag, person, *CARE)),
            (_("信息表"), _lines(Sheet, person, "values", "sealed", "since_at", "until_at", "source")),
            (_("更正申请"), _lines(ChangeRequest, person, "field", "value_before", "value", "state", "asked_by")),
            (_("同意"), _lines(Consent, person, "purpose", "text_sha256", "given_at", "withdrawn_at")),
            (_("变动"), _events(person)),
            (_("谁看过"), _looks(person)),
        ),
    )


def _lines(table: type, person: Person, *names: str) -> tuple[str, ...]:
    rows = table.objects.everywhere(WHY).filter(person=person).order_by("id")  # type: ignore[attr-defined]
    return tuple(" ".join(filter(None, (_word(row, name) for name in names))) for row in rows)


def _word(row: Model, name: str) -> str:
    """A value as the person reads it: codes by their words, items one behind the other."""
    value = getattr(row, name)
    shown = getattr(row, f"get_{name}_display", None)  # of a field of fixed words
    if shown is not None:
        return str(shown())
    if isinstance(value, dict):
        return "，".join(f"{key}：{one}" for key, one in value.items())
    return f"{localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "")


def _events(person: Person) -> tuple[str, ...]:
    rows = RosterEvent.objects.everywhere(WHY).filter(person_id=person.pk).order_by("id")
    return tuple(f"{row.happened_on} {row.get_kind_display()} {row.recorded_by} {row.note}".strip() for row in rows)


def _looks(person: Person) -> tuple[str, ...]:
    rows = AuditEntry.objects.filter(action=AuditAction.REVEALED, target=f"person:{person.pk}").order_by("at", "id")
    return tuple(f"{row.at:%Y-%m-%d %H:%M} {row.account_name} {row.detail.get('purpose', '')}" for row in rows)
