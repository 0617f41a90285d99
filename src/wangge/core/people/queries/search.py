"""Finding persons, households and doors by what somebody typed: a name, initials, four digits, an address."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from wangge.core.areas.scope import Scope
from wangge.core.people.lifecycle import LIVING
from wangge.core.people.models import LIVE, Dwelling, HouseholdMember, Person, Residence
from wangge.core.people.searching import Sought, document_index, phone_index, sought
from wangge.core.people.second_line import scoped, towns_of
from wangge.ground.foundation.text import fold, search_terms

from .sight import Sight

FOUND = 50
DOORS = 500


@dataclass(frozen=True)
class PersonHit:
    """Somebody who was found, masked as the searcher may see him."""

    id: UUID
    name: str
    sex: str
    birth_year: int | None
    phone: str
    document: str
    address: str
    area_path: str
    household_id: UUID | None
    role: str
    is_here: bool  # neither dead nor gone


@dataclass(frozen=True)
class Found:
    """What a search found; `is_more` says that there is more than is shown."""

    persons: tuple[PersonHit, ...] = ()
    is_more: bool = False


@scoped
def search_persons(*, sight: Sight, words: str, limit: int = FOUND) -> Found:
    """Persons of the sight by name, initials, last four digits, whole numbers, address; at most four statements.

    Where nothing that can be looked for was typed, nothing is found.
    """
    wanted = sought(words)
    if not wanted or not sight.scope:
        return Found()
    rows: QuerySet[Person] = Person.objects.within(sight.scope).filter(merged_into=None, erased_at=None)
    if wanted.is_of_a_person:
        rows = _matching(rows, wanted, sight.scope, limit=limit)
    if wanted.addresses:
        rows = rows.filter(pk__in=_living_at(sight.scope, wanted.addresses))
    persons = [row for row in rows.order_by("id")[: limit + 1] if _is_named(row, wanted)]
    shown = hits(sight, persons[:limit])
    return Found(tuple(sorted(shown, key=lambda hit: (not hit.is_here, hit.address, hit.id))), len(persons) > limit)


def _matching(rows: QuerySet[Person], wanted: Sought, scope: Scope, *, limit: int) -> QuerySet[Person]:
    """Those who have all that was typed; what is keyed is looked up by the database's own function, see migration 8.

    Where nothing else was typed, no more of each town is taken than is shown.
    """
    for number in wanted.documents:
        rows = rows.filter(document_index=document_index(number))
    for number in wanted.phones:
        rows = rows.filter(phone_index=phone_index(number))
    if not (wanted.names or wanted.letters or wanted.last_four):
        return rows.filter(town_id__in=towns_of(scope))
    calls = [(town, terms) for town in towns_of(scope) for terms in _combinations(wanted, town)]
    narrows_further = wanted.documents or wanted.phones or wanted.addresses
    return rows.filter(pk__in=with_terms(calls, most=None if narrows_further else limit + 1))


def _combinations(wanted: Sought, town_id: UUID) -> Iterator[list[int]]:
    """The last four may be of the document or of the telephone: each way of reading them."""
    return (list(terms) for terms in product(*wanted.term_groups(town_id)))


def with_terms(calls: Sequence[tuple[UUID, list[int]]], *, most: int | None = None) -> RawSQL:
    """The persons of towns who have all of these keyed numbers, and lie in the scope behind which this is asked; of
    each call `most`, in the order of their ids."""
    one = "SELECT people_search(%s::uuid, %s::int[], %s)"
    sql = " UNION ALL ".join([one] * len(calls)) or "SELECT NULL::uuid"
    return RawSQL(sql, [value for call in calls for value in (*call, most)])  # noqa: S611  # only marks in the statement


def _living_at(scope: Scope, addresses: Iterable[str]) -> QuerySet[Residence, Any]:
    doors = dwellings_like(scope, " ".join(addresses)).values("pk")[:DOORS]
    rows = Residence.objects.within(scope).filter(LIVE, dwelling__in=doors, kind__in=LIVING)
    return rows.values("person_id")


def dwellings_like(scope: Scope, words: str) -> QuerySet[Dwelling]:
    """The open doors of a scope whose address holds these words."""
    return Dwelling.objects.within(scope).filter(grams__contains=search_terms(words), closed_on=None)


def _is_named(person: Person, wanted: Sought) -> bool:
    """Two names may rarely share a keyed number: what was found is compared as it is."""
    name = fold(person.name)
    return all(part in name for part in wanted.names)


def hits(sight: Sight, persons: list[Person]) -> list[PersonHit]:
    """These persons as lines of a search; two statements."""
    ids = [person.pk for person in persons]
    if not ids:
        return []
    member = {
        row.person_id: row
        for row in HouseholdMember.objects.within(sight.scope).filter(LIVE, person__in=ids).order_by("id")
    }
    lives = Residence.objects.within(sight.scope).filter(LIVE, person__in=ids, kind__in=LIVING)
    doors = dict(lives.values_list("person_id", "dwelling__address"))
    return [_hit(sight, person, member.get(person.pk), doors.get(person.pk) or "") for person in persons]


def _hit(sight: Sight, person: Person, member: HouseholdMember | None, address: str) -> PersonHit:
    return PersonHit(
        id=person.pk,
        name=sight.name(person.name, person.area_path),
        sex=person.sex,
        birth_year=person.birth_year,
        phone=sight.phone(person.phone),
        document=sight.document(person.document_number),
        address=sight.address(address, person.area_path),
        area_path=person.area_path,
        household_id=member.household_id if member else None,
        role=member.role if member else "",
        is_here=person.died_on is None and person.left_on is None,
    )


@dataclass(frozen=True)
class DoorHit:
    """A door that was found."""

    id: UUID
    address: str
    area_path: str
    usage: str


@scoped
def search_doors(*, sight: Sight, words: str, limit: int = FOUND) -> tuple[DoorHit, ...]:
    """Doors of the sight by their address, in order; one statement."""
    if not search_terms(words) or not sight.scope:
        return ()
    rows = dwellings_like(sight.scope, words).order_by("door_key", "id")
    values = rows.values_list("id", "address", "area_path", "usage")[:limit]
    return tuple(DoorHit(pk, sight.address(address, path), path, usage) for pk, address, path, usage in values)
