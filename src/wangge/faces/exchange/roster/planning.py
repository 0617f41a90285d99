"""What a roster would change: who is new, who is held already and as the file says, who differs, who lives elsewhere.

Somebody is the same by his document; else by the sound of his name, his year of birth within one, and his door.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, area_by_name, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.lifecycle import Role
from wangge.core.people.persons import Checked, NewPerson, checked_person
from wangge.core.people.queries.held import HeldPerson, doors_by_address, held_at_doors, held_by_document
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import name_initials
from wangge.ground.rulebook.schema.people import People

from .entries import Family, Fault, Where

LOWEST = (Level.VILLAGE, Level.GRID, Level.MICRO)


@dataclass(frozen=True)
class Ground:
    """Where a roster belongs: a village or grid, or a town whose file names the grid of each row."""

    area: AreaRow
    town_id: UUID
    scope: Scope
    rules: People
    today: date


@dataclass(frozen=True)
class Newcomer:
    """Somebody to register, with his row."""

    row: int
    person: NewPerson


@dataclass
class Arrival:
    """New persons at a door: a household of their own, or into the one held there."""

    area_id: UUID
    where: Where
    dwelling_id: UUID | None
    code: str
    people: list[Newcomer]
    household_id: UUID | None = None  # the held household they join

    @property
    def order(self) -> tuple[str, str, str]:
        """Doors of one building stand together, so that a piece of the work holds whole buildings."""
        return (str(self.area_id), self.where.building, self.where.address)


@dataclass
class Plan:
    """What taking the file in would do."""

    arrivals: list[Arrival] = field(default_factory=list)
    same: int = 0
    phones: list[tuple[UUID, str]] = field(default_factory=list)  # held without a telephone: it is filled in
    differences: list[Fault] = field(default_factory=list)  # a person decides
    faults: list[Fault] = field(default_factory=list)

    @property
    def newcomers(self) -> int:
        return sum(len(one.people) for one in self.arrivals)

    @property
    def households(self) -> int:
        return sum(one.household_id is None for one in self.arrivals)


@dataclass
class _Placed:
    family: Family
    area: AreaRow
    dwelling_id: UUID | None
    people: list[tuple[int, NewPerson, Checked]]


def plan(ground: Ground, found: Iterable[Family], faults: list[Fault]) -> Plan:
    """Compare households with what is held; nothing is written. Some statements for ten thousand persons."""
    made = Plan(faults=faults)
    doors = doors_by_address(scope=ground.scope, area_ids=_areas(ground))
    placed = _placed(ground, found, doors, faults)
    numbers = [checked.document_number for one in placed for _r, _p, checked in one.people if checked.document_number]
    known = held_by_document(scope=ground.scope, town_id=ground.town_id, numbers=numbers)
    at_doors = held_at_doors(
        scope=ground.scope, dwelling_ids={one.dwelling_id for one in placed if one.dwelling_id is not None}
    )
    for one in placed:
        near = at_doors.get(one.dwelling_id, []) if one.dwelling_id else []
        _compare(made, one, known, near)
    made.arrivals.sort(key=lambda one: one.order)
    return made


def _areas(ground: Ground) -> list[UUID]:
    return [row.id for row in areas_in_memory().below(ground.area.path) if row.level in LOWEST]


def _placed(
    ground: Ground, found: Iterable[Family], doors: Mapping[tuple[UUID, str], UUID], faults: list[Fault]
) -> list[_Placed]:
    seen: dict[str, int] = {}
    areas: dict[str, AreaRow | None] = {}
    placed = []
    for family in found:
        area = areas.setdefault(family.where.grid, _area_of(ground, family.where.grid))
        if area is None:
            faults.extend(Fault(number, _("没有这个网格，或者没有写网格")) for number, _one in family.people)
            continue
        if not family.where.building:
            faults.extend(Fault(number, _("没有写门牌")) for number, _one in family.people)
            continue
        people = list(_checked(ground, family, seen, faults))
        if people:
            placed.append(_Placed(family, area, doors.get((area.id, family.where.address)), people))
    return placed


def _area_of(ground: Ground, words: str) -> AreaRow | None:
    """The grid a row names, else the area the file is for where it is small enough."""
    if not words:
        return ground.area if ground.area.level in LOWEST else None
    row = areas_in_memory().by_code.get(words)
    inside = Scope((ground.area.path,))
    if row is not None and inside.covers(row.path):
        return row if row.level in LOWEST else None
    found = [one for one in area_by_name(name=words, scope=inside) if one.level in LOWEST]
    return found[0] if len(found) == 1 else None


def _checked(
    ground: Ground, family: Family, seen: dict[str, int], faults: list[Fault]
) -> Iterable[tuple[int, NewPerson, Checked]]:
    for number, person in family.people:
        try:
            checked = checked_person(ground.rules, person, today=ground.today)
        except Refusal as refusal:
            faults.append(Fault(number, refusal.message))
            continue
        before = seen.setdefault(checked.document_number, number) if checked.document_number else number
        if before != number:
            faults.append(Fault(number, _("和第 {row} 行是同一个证件号码").format(row=before)))
            continue
        faults.extend(Fault(number, str(words), is_note=True) for words in checked.warnings)
        yield number, person, checked


def _compare(made: Plan, one: _Placed, known: Mapping[str, HeldPerson], near: list[HeldPerson]) -> None:
    new: list[Newcomer] = []
    home: UUID | None = None
    for number, person, checked in one.people:
        held = known.get(checked.document_number) if checked.document_number else None
        held = held or _alike(checked, near)
        if held is None:
            new.append(Newcomer(number, person))
            continue
        made.same += 1
        lives_here = held.dwelling_id is not None and held.dwelling_id == one.dwelling_id
        home = home or (held.household_id if lives_here else None)
        if checked.phone and not held.phone:
            made.phones.append((held.id, checked.phone))
        made.differences += [Fault(number, words) for words in differences(checked, held, lives_here=lives_here)]
    if new:
        people = new if home else _with_head(made, new)
        made.arrivals.append(Arrival(one.area.id, one.family.where, one.dwelling_id, one.family.code, people, home))


def _with_head(made: Plan, new: list[Newcomer]) -> list[Newcomer]:
    """A household has one head: the first where the file names none, and only the first it names."""
    heads = [one for one in new if one.person.role == Role.HEAD]
    head = heads[0] if heads else new[0]
    if not heads:
        made.faults.append(Fault(head.row, _("这一户没有写户主，先把这个人记为户主"), is_note=True))
    return [
        Newcomer(one.row, with_role(one.person, Role.HEAD if one is head else one.person.role))
        if one is head or one.person.role != Role.HEAD
        else Newcomer(one.row, with_role(one.person, Role.OTHER))
        for one in new
    ]


def with_role(person: NewPerson, role: str) -> NewPerson:
    """The same person in another role."""
    return person if person.role == role else NewPerson(**{**vars(person), "role": role})


def _alike(checked: Checked, near: list[HeldPerson]) -> HeldPerson | None:
    """Somebody at the door whose name sounds the same, born within a year; of two documents one decided already."""
    if not near:
        return None
    letters, year = name_initials(checked.name), checked.born_on.year if checked.born_on else None
    for held in near:
        if checked.document_number and held.has_document:
            continue
        is_near = year is None or held.birth_year is None or abs(year - held.birth_year) <= 1
        if is_near and name_initials(held.name) == letters:
            return held
    return None


def differences(checked: Checked, held: HeldPerson, *, lives_here: bool) -> list[str]:
    """What the file says otherwise than what is held, without saying it."""
    words = []
    if checked.name != held.name:
        words.append(_("姓名和登记的不同，要改请申请更正"))
    if checked.born_on and held.born_on and checked.born_on != held.born_on:
        words.append(_("出生日期和登记的不同，要改请申请更正"))
    if checked.document_number and not held.has_document:
        words.append(_("登记的没有证件号码，要补请申请更正"))
    if checked.phone and held.phone and checked.phone != held.phone:
        words.append(_("电话和登记的不同"))
    if held.is_gone:
        words.append(_("登记的是已去世或者已迁出"))
    elif not lives_here:
        words.append(_("登记在另一处居住，要搬请办迁入"))
    return words
