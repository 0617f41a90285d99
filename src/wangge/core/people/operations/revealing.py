"""Looking at what is masked: for a stated purpose, for a minute, written down."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.people.doors import reached
from wangge.core.people.models import CareTag, ChangeRequest, Enterprise, Person, Sheet
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line

SHOWN_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Revealed:
    """A person in clear until a moment; whoever shows it hides it then."""

    person_id: UUID
    name: str
    document_kind: str
    document_number: str
    born_on: date | None
    phone: str
    until: datetime


@transaction.atomic
def reveal_person(*, actor: Actor, person_id: UUID, purpose: str, address: str = "", at: datetime) -> Revealed:
    """Name, document, birth and telephone of a person (查看隐私信息). Raises NotFound, NotAllowed, Refusal."""
    person = reached(actor, Person, person_id, permission="people.reveal")
    note_look(actor, f"person:{person.pk}", person.area_path, purpose, address=address, at=at)
    return Revealed(
        person.pk,
        person.name,
        person.document_kind,
        person.document_number,
        date.fromisoformat(person.born_on) if person.born_on else None,
        person.phone,
        at + SHOWN_FOR,
    )


@transaction.atomic
def reveal_contact(
    *, actor: Actor, enterprise_id: UUID, purpose: str, address: str = "", at: datetime
) -> tuple[str, str]:
    """Name and telephone of an enterprise's contact. Raises NotFound, NotAllowed, Refusal."""
    row = reached(actor, Enterprise, enterprise_id, permission="people.reveal")
    note_look(actor, f"enterprise:{row.pk}", row.area_path, purpose, address=address, at=at)
    return row.contact_name, row.contact_phone


@transaction.atomic
def reveal_care(*, actor: Actor, tag_id: UUID, purpose: str, address: str = "", at: datetime) -> str:
    """Why somebody is cared for (关爱原因); of a sensitive kind only to who may see such. Raises NotFound, NotAllowed,
    Refusal."""
    tag = reached(actor, CareTag, tag_id, permission="people.reveal")
    if tag.is_sensitive:
        reached(actor, CareTag, tag_id, permission="people.care")
    note_look(actor, f"care:{tag.pk}", tag.area_path, purpose, address=address, at=at)
    return tag.reason


@transaction.atomic
def reveal_sheet(*, actor: Actor, sheet_id: UUID, purpose: str, address: str = "", at: datetime) -> dict[str, Any]:
    """The sensitive items of a sheet. Raises NotFound, NotAllowed, Refusal."""
    sheet = reached(actor, Sheet, sheet_id, permission="people.care")
    note_look(actor, f"sheet:{sheet.pk}", sheet.area_path, purpose, address=address, at=at)
    found: dict[str, Any] = json.loads(sheet.sealed) if sheet.sealed else {}
    return found


@transaction.atomic
def reveal_change(*, actor: Actor, request_id: UUID, purpose: str, address: str = "", at: datetime) -> tuple[str, str]:
    """What an identity field was and should be, for who decides. Raises NotFound, NotAllowed, Refusal."""
    row = reached(actor, ChangeRequest, request_id, permission="people.decide")
    reached(actor, ChangeRequest, request_id, permission="people.reveal")
    note_look(actor, f"person:{row.person_id}", row.area_path, purpose, address=address, at=at)
    return row.value_before, row.value


def note_look(actor: Actor, target: str, area_path: str, purpose: str, *, address: str, at: datetime) -> None:
    """Write a look into the audit. Raises Refusal without a purpose."""
    said = clean_line(purpose, 200, field="purpose")
    if not said:
        raise Refusal(_("请写明查看的用途"), field="purpose")
    record(
        actor=actor, action=AuditAction.REVEALED, at=at, target=target, area_path=area_path,
        detail={"purpose": said}, address=address,
    )  # fmt: skip
