"""Requests for admission: as a list, one with its overlap, and which of them are in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import RequestState
from wangge.core.matters.models import AdmissionRequest, AskedAgain
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound

from .overlap import Overlap, overlap

PAGE_SIZE = 30


@dataclass(frozen=True)
class AgainRow:
    """Why a field that is held may be asked again."""

    field_code: str
    reason: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True)
class AdmissionView:
    """A request as pages show it."""

    id: UUID
    town_id: UUID
    unit_id: UUID
    matter_code: str
    matter_name: str
    title: str
    legal_basis: str
    frequency: str
    expires_on: date
    paths: tuple[str, ...]
    state: str
    merged_into_id: UUID | None
    merged_into_title: str
    reason: str
    asked_at: datetime
    asked_by: str
    asked_by_id: UUID | None
    decided_at: datetime | None
    decided_by: str
    overlap: Overlap
    is_expired: bool
    again: tuple[AgainRow, ...] = ()

    @property
    def is_in_force(self) -> bool:
        return self.state == RequestState.APPROVED and not self.is_expired


@dataclass(frozen=True)
class AdmissionPage:
    rows: tuple[AdmissionView, ...]
    after: UUID | None


def admissions(
    *, scope: Scope, at: datetime, state: str = "", matter_code: str = "", after: UUID | None = None,
    size: int = PAGE_SIZE,
) -> AdmissionPage:  # fmt: skip
    """The requests of these towns, the newest first; state may also be `expired`. One statement."""
    rows = AdmissionRequest.objects.within(scope).select_related("matter", "merged_into").order_by("-id")
    today = day_of(at)
    if state == "expired":
        rows = rows.filter(state=RequestState.APPROVED, expires_on__lt=today)
    elif state == RequestState.APPROVED:
        rows = rows.filter(state=state, expires_on__gte=today)
    elif state:
        rows = rows.filter(state=state)
    if matter_code:
        rows = rows.filter(matter_code=matter_code)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = [_view(row, at=at) for row in rows[: size + 1]]
    return AdmissionPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def admission(*, scope: Scope, request_id: UUID, at: datetime) -> AdmissionView:
    """One request with the reasons for asking again. Raises NotFound."""
    rows = AdmissionRequest.objects.within(scope).select_related("matter", "merged_into")
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise NotFound(_("没有这份准入申请，或者它不在你的范围内"))
    again = AskedAgain.objects.filter(request_id=row.pk).order_by("id")
    return _view(row, at=at, again=[AgainRow(a.field_code, a.reason, a.said_by, a.said_at) for a in again])


def in_force_admissions(*, scope: Scope, at: datetime) -> list[AdmissionView]:
    """What may be sent to grids now: for choosing what another request goes into."""
    rows = AdmissionRequest.objects.within(scope).select_related("matter", "merged_into").order_by("-id")
    return [_view(row, at=at) for row in rows.filter(state=RequestState.APPROVED, expires_on__gte=day_of(at))]


def _view(row: AdmissionRequest, *, at: datetime, again: Sequence[AgainRow] = ()) -> AdmissionView:
    return AdmissionView(
        id=row.pk,
        town_id=row.town_id,
        unit_id=row.unit_id,
        matter_code=row.matter_code,
        matter_name=row.matter.name,
        title=row.title,
        legal_basis=row.legal_basis,
        frequency=row.frequency,
        expires_on=row.expires_on,
        paths=tuple(row.paths),
        state=row.state,
        merged_into_id=row.merged_into_id,
        merged_into_title=row.merged_into.title if row.merged_into else "",
        reason=row.reason,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        asked_by_id=row.asked_by_id,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        overlap=overlap(town_id=row.town_id, fields=row.fields, at=at),
        is_expired=row.state == RequestState.APPROVED and row.expires_on < day_of(at),
        again=tuple(again),
    )
