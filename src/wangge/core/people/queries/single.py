"""One change request, one care tag, one hazard, one event; who looked at somebody; who may be the same as he is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.people.models import CareReview, CareTag, ChangeRequest, Hazard, Person, RosterEvent
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound

from .households import TagCard, tag_card
from .houses import STRANGE
from .likeness import likely_same
from .search import PersonHit, hits
from .sight import Sight
from .waiting import ChangeRow, HazardRow, change_row, hazard_row

RowT = TypeVar("RowT", bound=Model)
LOOKS = 50


def _one(rows: QuerySet[RowT], pk: UUID) -> RowT:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(STRANGE)
    return row


@dataclass(frozen=True)
class ChangeCard:
    """A request to change an identity field, and what became of it."""

    row: ChangeRow
    state: str
    state_label: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    answer: str


@scoped
def change_card(*, sight: Sight, request_id: UUID) -> ChangeCard:
    """One request; one statement. Raises NotFound alike for a missing one and one of another place."""
    row = _one(ChangeRequest.objects.within(sight.scope), request_id)
    return ChangeCard(
        change_row(sight, row), row.state, str(row.get_state_display()), row.asked_at, row.decided_at, row.decided_by,
        row.answer,
    )  # fmt: skip


@dataclass(frozen=True)
class CareCard:
    """A care tag with who is cared for by whom, and how often somebody looked again."""

    tag: TagCard
    about: str  # person or household
    subject_id: UUID
    subject: str
    area_path: str
    kind: str
    owner_id: UUID | None
    purpose: str
    source: str
    proposed_at: datetime
    proposed_by: str
    proposed_by_id: UUID | None
    agreed_by: str
    ended_at: datetime | None
    ended_by: str
    ended_because: str
    reviews: tuple[CareReview, ...]


@scoped
def care_card(*, sight: Sight, tag_id: UUID) -> CareCard:
    """One tag; two statements. What is said of a hidden one is only that it is there.

    Raises NotFound alike for a missing one and one of another place.
    """
    rows = CareTag.objects.within(sight.scope).defer("reason").select_related("person", "household__dwelling")
    row = _one(rows, tag_id)
    tag = tag_card(sight, row)
    home = row.household.dwelling if row.household else None
    subject = (
        sight.name(row.person.name, row.area_path)
        if row.person
        else sight.address(home.address if home else "", row.area_path)
    )
    return CareCard(
        tag=tag,
        about="person" if row.person_id else "household",
        subject_id=row.person_id or row.household_id,  # type: ignore[arg-type]  # a tag is of one of the two
        subject=subject,
        area_path=row.area_path,
        kind="" if tag.is_hidden else row.kind,
        owner_id=row.owner_id,
        purpose="" if tag.is_hidden else row.purpose,
        source="" if tag.is_hidden else row.source,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        proposed_by_id=row.proposed_by_id,
        agreed_by=row.agreed_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ended_because="" if tag.is_hidden else row.ended_because,
        reviews=() if tag.is_hidden else tuple(CareReview.objects.filter(tag=row).order_by("-reviewed_at", "-id")),
    )


@dataclass(frozen=True)
class HazardCard:
    """A hazard with the place it is on."""

    row: HazardRow
    about: str  # building, dwelling or enterprise
    place_id: UUID
    found_at: datetime
    source: str


@scoped
def hazard_card(*, sight: Sight, hazard_id: UUID, on: date) -> HazardCard:
    """One hazard; one statement. Raises NotFound alike for a missing one and one of another place."""
    rows = Hazard.objects.within(sight.scope).select_related("building", "dwelling", "enterprise")
    row = _one(rows, hazard_id)
    about = "building" if row.building_id else "dwelling" if row.dwelling_id else "enterprise"
    place_id: UUID = getattr(row, f"{about}_id")
    return HazardCard(hazard_row(sight, row, on), about, place_id, row.found_at, row.source)


@scoped
def roster_event(*, sight: Sight, event_id: UUID) -> RosterEvent:
    """One event; one statement. Raises NotFound alike for a missing one and one of another place."""
    return _one(RosterEvent.objects.within(sight.scope), event_id)


@dataclass(frozen=True)
class Look:
    """Somebody looked at what is masked."""

    at: datetime
    by: str
    purpose: str


def looks_at(*, sight: Sight, person_id: UUID) -> list[Look]:
    """Who looked at a person in full, the newest first; two statements. Raises NotFound as the page of the person."""
    path = _path_of(sight=sight, person_id=person_id)
    rows = AuditEntry.objects.filter(action=AuditAction.REVEALED, target=f"person:{person_id}")
    near = rows.filter(area_path__startswith=path[:12]).order_by("-at", "-id")[:LOOKS]
    return [Look(row.at, row.account_name, str(row.detail.get("purpose", ""))) for row in near]


@scoped
def _path_of(*, sight: Sight, person_id: UUID) -> str:
    return _one(Person.objects.within(sight.scope), person_id).area_path


def doubles_of(*, sight: Sight, person_id: UUID) -> tuple[PersonHit, list[PersonHit]]:
    """A person as a line, and who may be the same; at most twelve statements. Raises NotFound as the page does."""
    row, hit = _hit(sight=sight, person_id=person_id)
    near = likely_same(sight=sight, town_id=row.town_id, name=row.name, birth_year=row.birth_year, but_not=row.pk)
    return hit, near


@scoped
def _hit(*, sight: Sight, person_id: UUID) -> tuple[Person, PersonHit]:
    row = _one(Person.objects.within(sight.scope).filter(erased_at=None), person_id)
    return row, hits(sight, [row])[0]
