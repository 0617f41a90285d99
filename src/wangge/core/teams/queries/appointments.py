"""The list of appointments, page by page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import area_name, in_post, post_label, unit_of
from wangge.core.teams.models import Appointment
from wangge.core.teams.models.appointment import AppointmentRows
from wangge.ground.foundation.errors import NotFound

State = Literal["live", "ahead", "over", "all"]
STATE_LABELS: dict[State, str | Promise] = {
    "live": _("在任"),
    "ahead": _("未到任"),
    "over": _("已离任"),
    "all": _("全部"),
}
SOON = timedelta(days=60)


@dataclass(frozen=True)
class AppointmentFilter:
    """What to look for; empty fields do not narrow."""

    words: str = ""
    post_kind: str = ""
    area_path: str = ""
    organisation_id: UUID | None = None
    state: State = "live"


@dataclass(frozen=True)
class AppointmentRow:
    """One line of the list."""

    id: UUID
    member_id: UUID
    number: str
    person_name: str
    post_kind: str
    post_label: str
    area_id: UUID
    area_path: str
    area_name: str
    unit_id: UUID
    unit_name: str
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    has_account: bool
    account_id: UUID | None
    state: State


@dataclass(frozen=True)
class AppointmentPage:
    """A page of the list; `after` is the key of the next one, None on the last."""

    rows: tuple[AppointmentRow, ...]
    after: UUID | None


def appointments(
    *,
    scope: Scope,
    on: date,
    wanted: AppointmentFilter = AppointmentFilter(),
    after: UUID | None = None,
    limit: int = 50,
) -> AppointmentPage:
    """The appointments in the scope, the newest first; `on` says which of them are running."""
    rows = _narrowed(Appointment.objects.within(scope), wanted, on)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk").defer("token")[: limit + 1])
    shown = tuple(_row(row, on) for row in found[:limit])
    return AppointmentPage(shown, shown[-1].id if len(found) > limit else None)


def in_post_count(*, scope: Scope, on: date, area_path: str) -> int:
    """How many are in post in an area and below it: what the list narrowed to it shows."""
    return _narrowed(Appointment.objects.within(scope), AppointmentFilter(area_path=area_path), on).count()


def appointment_row(*, scope: Scope, appointment_id: UUID, on: date) -> AppointmentRow:
    """One appointment. Raises NotFound alike for a missing one and one outside the scope."""
    row = Appointment.objects.within(scope).defer("token").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return _row(row, on)


def ending_soon(*, scope: Scope, on: date, limit: int = 50) -> list[AppointmentRow]:
    """Terms that run out within two months, the first one first (聘期将满)."""
    rows = in_post(Appointment.objects.within(scope), on=on).filter(ends_on__lte=on + SOON, ended_on=None)
    return [_row(row, on) for row in rows.order_by("ends_on", "pk")[:limit]]


def _narrowed(rows: AppointmentRows, wanted: AppointmentFilter, on: date) -> AppointmentRows:
    if wanted.words:
        words = "".join(wanted.words.split())
        rows = rows.filter(Q(person_name__contains=words) | Q(number__istartswith=words))
    if wanted.post_kind:
        rows = rows.filter(post_kind=wanted.post_kind)
    if wanted.area_path:
        rows = rows.filter(area_path__startswith=wanted.area_path)
    if wanted.organisation_id is not None:
        rows = rows.filter(organisation_id=wanted.organisation_id)
    if wanted.state == "live":
        rows = in_post(rows, on=on)
    elif wanted.state == "ahead":
        rows = rows.filter(starts_on__gt=on, ended_on=None)
    elif wanted.state == "over":
        rows = rows.exclude(term__contains=on).exclude(starts_on__gt=on, ended_on=None)
    return rows


def _row(row: Appointment, on: date) -> AppointmentRow:
    unit = unit_of(row.organisation_id)
    return AppointmentRow(
        id=row.pk,
        member_id=row.member_id,
        number=row.number,
        person_name=row.person_name,
        post_kind=row.post_kind,
        post_label=post_label(row.place, row.post_kind),
        area_id=row.area_id,
        area_path=row.area_path,
        area_name=area_name(row.area_id),
        unit_id=row.organisation_id,
        unit_name=unit.name if unit else "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ended_on=row.ended_on,
        has_account=row.account_id is not None,
        account_id=row.account_id,
        state=_state(row, on),
    )


def _state(row: Appointment, on: date) -> State:
    if on in row.term:
        return "live"
    return "ahead" if row.ended_on is None and row.starts_on > on else "over"
