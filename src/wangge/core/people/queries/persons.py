"""One person with all that is known of him, masked as the reader may see him."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.core.people.lifecycle import RelationKind, RequestState, ResidenceMatch
from wangge.core.people.models import (
    LIVE,
    CareTag,
    ChangeRequest,
    HouseholdMember,
    Person,
    Relation,
    Residence,
    RosterEvent,
)
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound

from .households import TagCard, residence_match, tag_card
from .sight import Sight


@dataclass(frozen=True)
class StayCard:
    """Where a person belongs or belonged, and in what way."""

    kind: str
    address: str
    area_path: str
    since: date
    until: date | None


@dataclass(frozen=True)
class RelationCard:
    """What `name` is to the person."""

    person_id: UUID
    name: str
    label: str


@dataclass(frozen=True)
class PersonCard:
    """All that a page of a person shows."""

    id: UUID
    town_id: UUID
    area_path: str
    name: str
    sex: str
    birth_year: int | None
    phone: str
    document_kind: str
    document: str
    died_on: date | None
    left_on: date | None
    merged_into_id: UUID | None
    household_id: UUID | None
    role: str
    match: ResidenceMatch
    stays: tuple[StayCard, ...]  # the present ones first
    relations: tuple[RelationCard, ...]
    care: tuple[TagCard, ...]
    events: tuple[RosterEvent, ...]
    waiting_fields: tuple[str, ...]  # identity fields of which a change waits


@scoped
def person_card(*, sight: Sight, person_id: UUID) -> PersonCard:
    """One person; eight statements. Raises NotFound alike for a missing one and one of another place."""
    person = Person.objects.within(sight.scope).filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    member = HouseholdMember.objects.within(sight.scope).filter(LIVE, person=person).first()
    stays = Residence.objects.within(sight.scope).filter(person=person, voided_by=None).select_related("dwelling")
    found = sorted(stays, key=lambda row: (row.until is not None, row.since, row.kind))
    tags = CareTag.objects.within(sight.scope).filter(person=person, ended_at=None).defer("reason").order_by("kind")
    events = RosterEvent.objects.within(sight.scope).filter(person_id=person.pk).order_by("-id")
    changes = ChangeRequest.objects.within(sight.scope).filter(person=person, state=RequestState.ASKED)
    return PersonCard(
        id=person.pk,
        town_id=person.town_id,
        area_path=person.area_path,
        name=sight.name(person.name, person.area_path),
        sex=person.sex,
        birth_year=person.birth_year,
        phone=sight.phone(person.phone),
        document_kind=person.document_kind,
        document=sight.document(person.document_number),
        died_on=person.died_on,
        left_on=person.left_on,
        merged_into_id=person.merged_into_id,
        household_id=member.household_id if member else None,
        role=member.role if member else "",
        match=residence_match([row.kind for row in found if row.until is None]),
        stays=tuple(_stay(sight, row) for row in found),
        relations=_relations(sight, person),
        care=tuple(tag_card(sight, tag) for tag in tags),
        events=tuple(events[:50]),
        waiting_fields=tuple(changes.order_by("id").values_list("field", flat=True)),
    )


def _stay(sight: Sight, row: Residence) -> StayCard:
    address = sight.address(row.dwelling.address, row.area_path) if row.dwelling else ""
    return StayCard(row.kind, address, row.area_path, row.since, row.until)


# What the other is to the person, where the row says what the person is to the other.
_TURNED = {
    RelationKind.PARENT: _("子女"),
    RelationKind.GUARDIAN: _("被监护人"),
    RelationKind.CARER: _("被照护人"),
    RelationKind.LANDLORD: _("租户"),
}


def _relations(sight: Sight, person: Person) -> tuple[RelationCard, ...]:
    about = Q(person=person) | Q(other=person)
    rows = Relation.objects.within(sight.scope).filter(LIVE, about).select_related("person", "other").order_by("id")
    return tuple(_relation(sight, person, row) for row in rows)


def _relation(sight: Sight, person: Person, row: Relation) -> RelationCard:
    kind = RelationKind(row.kind)
    other, label = (
        (row.other, _TURNED.get(kind, kind.label)) if row.person_id == person.pk else (row.person, kind.label)
    )
    return RelationCard(other.pk, sight.name(other.name, other.area_path), str(label))
