"""Taking a roster in: whole households, some hundred persons a transaction; what was done once is not done again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from wangge.core.access.queries import Actor
from wangge.core.people import operations as act_on
from wangge.core.people.lifecycle import BuildingKind, Role
from wangge.core.people.operations import NewBuilding, NewDwelling, NewHousehold
from wangge.core.people.queries.held import buildings_by_address, households_with_head
from wangge.ground.foundation.errors import Refusal

from .entries import Fault
from .parallel import in_processes
from .planning import Arrival, Ground, Newcomer, Plan, with_role

PIECE = 1_500  # persons; a transaction of some two seconds holds up no phone
SOURCE = "花名册"


@dataclass
class Done:
    """How far it went."""

    households: int = 0
    persons: int = 0
    joined: int = 0
    phones: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, part: "Done") -> None:
        """Count what another process did."""
        self.households += part.households
        self.persons += part.persons
        self.faults += part.faults


def pieces(arrivals: Sequence[Arrival], size: int = PIECE) -> Iterator[list[Arrival]]:
    """Parts of the work, each of whole buildings: a building is registered once, with all its doors."""
    piece: list[Arrival] = []
    count = 0
    for one in arrivals:
        starts = piece and piece[-1].order[:2] != one.order[:2]
        if starts and count >= size:
            yield piece
            piece, count = [], 0
        piece.append(one)
        count += len(one.people)
    if piece:
        yield piece


def apply(
    ground: Ground,
    plan: Plan,
    *,
    actor: Actor,
    at: datetime,
    processes: int = 1,
    tell: Callable[[Done], None] = lambda _done: None,
) -> Done:
    """Take in what was planned; `tell` is called within each transaction. What is refused is a fault of its rows.

    With several processes whole buildings go to each; a program without threads only may ask for that.
    """
    done = Done()
    work = list(pieces([one for one in plan.arrivals if one.household_id is None]))
    if processes > 1 and len(work) > 1:
        for part in in_processes(partial(_piece_done, ground, actor=actor, at=at), work, processes=processes):
            done.add(part)
            tell(done)
    else:
        for piece in work:
            _whole_or_one_by_one(ground, piece, done, actor=actor, at=at, tell=tell)
    joining = [one for one in plan.arrivals if one.household_id is not None]
    heads = households_with_head(
        scope=ground.scope, household_ids=[one.household_id for one in joining if one.household_id]
    )
    for one in joining:
        _join(one, done, has_head=one.household_id in heads, actor=actor, at=at)
        tell(done)
    for person_id, phone in plan.phones:
        act_on.change_phone(actor=actor, person_id=person_id, phone=phone, at=at)
        done.phones += 1
    return done


def _piece_done(ground: Ground, piece: list[Arrival], *, actor: Actor, at: datetime) -> Done:
    done = Done()
    _whole_or_one_by_one(ground, piece, done, actor=actor, at=at, tell=lambda _done: None)
    return done


def _whole_or_one_by_one(
    ground: Ground, piece: list[Arrival], done: Done, *, actor: Actor, at: datetime, tell: Callable[[Done], None]
) -> None:
    before = (done.households, done.persons)
    try:
        with transaction.atomic():
            register_piece(ground, piece, actor=actor, at=at)
            done.households += len(piece)
            done.persons += sum(len(one.people) for one in piece)
            tell(done)
    except Refusal as refusal:
        done.households, done.persons = before
        if len(piece) == 1:
            done.faults += [Fault(one.row, refusal.message) for one in piece[0].people]
            return
        for one in piece:
            _whole_or_one_by_one(ground, [one], done, actor=actor, at=at, tell=tell)


def register_piece(ground: Ground, piece: Sequence[Arrival], *, actor: Actor, at: datetime) -> None:
    """The doors that are missing, and the households; inside one transaction. Raises Refusal."""
    doors = _doors(ground, piece, actor=actor, at=at)
    new = [
        NewHousehold(
            dwelling_id=one.dwelling_id or doors[one.area_id, one.where.address],
            persons=tuple(newcomer.person for newcomer in one.people),
            external_code=one.code,
        )
        for one in piece
    ]
    act_on.register_households(actor=actor, new=new, at=at, source=SOURCE)


def _doors(ground: Ground, piece: Sequence[Arrival], *, actor: Actor, at: datetime) -> dict[tuple[UUID, str], UUID]:
    """Add the buildings and doors that are missing; their ids by area and address."""
    missing: dict[tuple[UUID, str], dict[str, NewDwelling]] = {}
    for one in piece:
        if one.dwelling_id is None:
            door = NewDwelling(unit=one.where.unit, room=one.where.room)
            missing.setdefault((one.area_id, one.where.building), {})[one.where.address] = door
    held = buildings_by_address(scope=ground.scope, keys=list(missing)) if missing else {}
    found: dict[tuple[UUID, str], UUID] = {}
    for key in [key for key in missing if key in held]:
        added = act_on.add_dwellings(actor=actor, building_id=held[key], new=list(missing[key].values()), at=at)
        found |= {(key[0], address): pk for address, pk in zip(missing[key], added, strict=True)}
    by_area: dict[UUID, list[str]] = {}
    for area_id, building in missing:
        if (area_id, building) not in held:
            by_area.setdefault(area_id, []).append(building)
    for area_id, names in by_area.items():
        new = [_building(name, tuple(missing[area_id, name].values())) for name in names]
        made = act_on.add_buildings(actor=actor, area_id=area_id, new=new, at=at)
        for name, ids in zip(names, made.dwelling_ids, strict=True):
            addresses = missing[area_id, name]
            found |= {(area_id, address): pk for address, pk in zip(addresses, ids, strict=True)}
    return found


def _building(name: str, doors: tuple[NewDwelling, ...]) -> NewBuilding:
    kind = BuildingKind.RESIDENTIAL if any(one.room for one in doors) else BuildingKind.HOUSE
    return NewBuilding(name=name, kind=kind, dwellings=doors)


def _join(one: Arrival, done: Done, *, has_head: bool, actor: Actor, at: datetime) -> None:
    """New persons of a household that is held."""
    assert one.household_id is not None
    for newcomer in one.people:
        person = newcomer.person
        if person.role == Role.HEAD and has_head:
            person = with_role(person, Role.OTHER)
        try:
            act_on.register_person(actor=actor, household_id=one.household_id, new=person, at=at, source=SOURCE)
        except Refusal as refusal:
            done.faults.append(_fault(newcomer, refusal))
            continue
        done.joined += 1
        done.persons += 1


def _fault(newcomer: Newcomer, refusal: Refusal) -> Fault:
    return Fault(newcomer.row, refusal.message)
