"""What the code on a certificate or a work card says to anybody who scans it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.teams.labels import area_name, post_label, unit_of
from wangge.core.teams.models import Appointment
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.folding import fold_width
from wangge.ground.foundation.text.masking import mask_name_public

VerificationState = Literal["valid", "not_yet", "ended"]
MISREAD = str.maketrans("OISZV", "0152U")


@dataclass(frozen=True)
class Verification:
    """Whether a paper holds today; of somebody who has left only a part of the name is shown."""

    state: VerificationState
    person_name: str
    post_label: str
    area_name: str
    unit_name: str
    duty_phone: str
    number: str
    starts_on: date
    ends_on: date | None  # the day after which it no longer holds
    member_id: UUID
    place: str


def appointment_by_token(*, token: str, at: datetime) -> Verification:
    """Look up a paper by its code (扫码核验). Raises NotFound alike for an unknown and a malformed code."""
    code = fold_width("".join(token.split())).upper().translate(MISREAD)
    row = Appointment.objects.everywhere("whoever holds the paper may verify it").filter(token=code).first()
    if row is None:
        raise NotFound(_("查不到这个证件，请拨打村（社区）或乡镇的公开电话核实"))
    state = _state(row, day_of(at))
    unit = unit_of(row.organisation_id)
    return Verification(
        state=state,
        person_name=row.person_name if state == "valid" else mask_name_public(row.person_name),
        post_label=post_label(row.place, row.post_kind),
        area_name=area_name(row.area_id),
        unit_name=unit.name if unit else "",
        duty_phone=unit.duty_phone if unit else "",
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on if row.ended_on is None else min(row.ended_on, row.ends_on or row.ended_on),
        member_id=row.member_id,
        place=row.place,
    )


def _state(row: Appointment, today: date) -> VerificationState:
    if today in row.term:
        return "valid"
    return "not_yet" if row.ended_on is None and row.starts_on > today else "ended"
