"""What phones carry of the roster: the households and persons of a grid, as a grid member may see them.

Written in the transaction that changes them. Whole numbers of documents and telephones stay here: a phone has the last
four, and asks when it must call. A sensitive kind of care is a flag; sensitive items of the sheet stay here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.people.doors import rules_of
from wangge.core.people.lifecycle import OPEN_HAZARDS, Role
from wangge.core.people.models import LIVE, CareTag, Hazard, Household, HouseholdMember, Person, Sheet
from wangge.core.people.searching import letters_of
from wangge.ground.foundation.text import mask_name
from wangge.ground.sync.rows import NewRow, Payload, settle_rows

WHY = "what changed is shown to the phones of its grid, whoever changed it"
GRIDS = (Level.GRID, Level.MICRO)
ROSTER = HOUSEHOLD, PERSON = "household", "person"


def carry(*, household_ids: Iterable[UUID], person_ids: Collection[UUID] = (), at: datetime) -> None:
    """Bring what phones have of these households, their members and these persons to how things are.

    Five statements for new ones, however many there are.
    """
    homes = set(household_ids) | set(_homes_of(person_ids))
    rows = _rows(Q(pk__in=homes))
    carried = {(row.kind, row.id) for row in rows}
    gone = {*((HOUSEHOLD, pk) for pk in homes), *((PERSON, pk) for pk in person_ids)} - carried
    settle_rows(rows=rows, gone=gone, at=at)


def carry_new(*, starting: Sequence[tuple[Household, Sequence[tuple[Person, str]]]], at: datetime) -> None:
    """The same for households that begin now, with who is what in them, from what is at hand: nothing is read again.

    Nobody is tagged and no sheet is written yet; three statements for a hundred thousand persons.
    """
    carried = [(row, members) for row, members in starting if _is_of_a_grid(row)]
    doors = {row.dwelling_id for row, _members in carried if row.dwelling_id}
    unsafe = Hazard.objects.everywhere(WHY).filter(dwelling__in=doors, state__in=OPEN_HAZARDS)
    behind = set(unsafe.values_list("dwelling_id", flat=True))
    rows = []
    for row, members in carried:
        heads = [person.name for person, role in members if role == Role.HEAD]
        rows.append(_household(row, heads, len(members), [], has_hazard=row.dwelling_id in behind))
        rows += [_person(row, person, role, [], {}) for person, role in members]
    settle_rows(rows=rows, at=at)


def roster_of_grid(*, area_id: UUID) -> list[NewRow]:
    """The rows that the phones of a grid should have; three statements."""
    return _rows(Q(area_id=area_id))


def _rows(which: Q) -> list[NewRow]:
    behind = Hazard.objects.everywhere(WHY).filter(dwelling=OuterRef("dwelling"), state__in=OPEN_HAZARDS)
    rows = Household.objects.everywhere(WHY).filter(which, ended_on=None).select_related("dwelling")
    carried = [
        row for row in rows.annotate(has_hazard=Exists(behind), sheet=_sheet("household", "pk")) if _is_of_a_grid(row)
    ]
    members = _members(carried)
    tags = _tags(carried, {member.person_id for some in members.values() for member in some})
    return [
        *(
            _household(row, _heads(members[row.pk]), len(members[row.pk]), tags[row.pk], has_hazard=_has_hazard(row))
            for row in carried
        ),
        *(
            _person(row, member.person, member.role, tags[member.person_id], _open_items(member))
            for row in carried
            for member in members[row.pk]
        ),
    ]


def _sheet(about: str, key: str) -> Subquery:
    """What stands in clear on the sheet of somebody, beside his row."""
    return Subquery(Sheet.objects.everywhere(WHY).filter(until_at=None, **{about: OuterRef(key)}).values("values")[:1])


def carry_door(*, dwelling_id: UUID | None, at: datetime) -> None:
    """The same for whoever lives behind a door; a hazard may also lie on a building or an enterprise."""
    if dwelling_id is not None:
        rows = Household.objects.everywhere(WHY).filter(dwelling=dwelling_id, ended_on=None)
        carry(household_ids=rows.values_list("pk", flat=True), at=at)


def _is_of_a_grid(row: Household) -> bool:
    area = areas_in_memory().by_id.get(row.area_id)
    return area is not None and area.level in GRIDS


def _homes_of(person_ids: Collection[UUID]) -> Iterable[UUID]:
    rows = HouseholdMember.objects.everywhere(WHY).filter(LIVE, person__in=person_ids)
    return rows.values_list("household_id", flat=True) if person_ids else ()


def _members(households: list[Household]) -> dict[UUID, list[HouseholdMember]]:
    found: dict[UUID, list[HouseholdMember]] = defaultdict(list)
    rows = HouseholdMember.objects.everywhere(WHY).filter(LIVE, household__in=[row.pk for row in households])
    rows = rows.annotate(sheet=_sheet("person", "person"))
    for member in rows.select_related("person").order_by("household_id", "id"):
        found[member.household_id].append(member)
    return found


def _tags(households: list[Household], people: set[UUID]) -> dict[UUID, list[CareTag]]:
    """By person, and by household for those about the household."""
    found: dict[UUID, list[CareTag]] = defaultdict(list)
    about = Q(household__in=[row.pk for row in households]) | Q(person__in=people)
    rows = CareTag.objects.everywhere(WHY).filter(about, ended_at=None, agreed_at__isnull=False)
    for tag in rows.defer("reason").order_by("kind"):
        subject = tag.household_id or tag.person_id
        assert subject is not None
        found[subject].append(tag)
    return found


def _open_items(row: Household | HouseholdMember) -> dict[str, Any]:
    """The items of a sheet that may stand on a phone by the rules of now."""
    values: dict[str, Any] = getattr(row, "sheet", None) or {}
    if not values:
        return {}
    allowed = {item.code for item in rules_of(row.town_id).items if not item.sensitive}
    return {code: value for code, value in values.items() if code in allowed}


def _heads(members: list[HouseholdMember]) -> list[str]:
    return [member.person.name for member in members if member.role == Role.HEAD]


def _has_hazard(row: Household) -> bool:
    return bool(getattr(row, "has_hazard", False))


def _household(row: Household, heads: list[str], members: int, tags: list[CareTag], *, has_hazard: bool) -> NewRow:
    payload = {
        "address": row.dwelling.address if row.dwelling else "",
        "door": row.door_key,
        "head": heads[0] if heads else "",
        "members": members,
        "care": _kinds(tags),
        "hazard": has_hazard,
        "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "sheet": _open_items(row),
    }
    return NewRow(row.area_id, HOUSEHOLD, row.pk, row.town_id, payload)


def _person(row: Household, person: Person, role: str, tags: list[CareTag], sheet: dict[str, Any]) -> NewRow:
    payload = {
        "household": str(row.pk),
        "name": person.name,
        "letters": letters_of(person.name),
        "role": role,
        "sex": person.sex,
        "born": person.birth_year,
        "phone": person.phone[-4:],
        "care": _kinds(tags),
        "sheet": sheet,
    }
    return NewRow(row.area_id, PERSON, person.pk, row.town_id, payload)


def masked(kind: str, payload: Payload) -> Payload:
    """What a row shows to who has masked names on a desk, too; doors stay whole, as he has to find them."""
    if kind == HOUSEHOLD:
        return payload | {"head": mask_name(payload["head"])}
    if kind == PERSON:
        name = mask_name(payload["name"])
        return payload | {"name": name, "letters": letters_of(name)}
    return payload


def _kinds(tags: list[CareTag]) -> list[str]:
    """The kinds by their codes; of sensitive ones together that there is one."""
    return sorted({"sensitive" if tag.is_sensitive else tag.kind for tag in tags})
