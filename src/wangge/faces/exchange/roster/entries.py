"""From rows to households: who stands in which row, who belongs together, where they live as the file says it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wangge.core.people.lifecycle import Role
from wangge.core.people.persons import NewPerson
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import fold

from .columns import OF_A_HOUSEHOLD, OF_A_PERSON
from .reading import Cells, Table
from .values import day_of_birth, document_of, kinds_of, names_of, parts_of, role_of, sex_of, words_of

_BUILDING = re.compile(r"^(?P<building>.*?(?:幢|栋|号楼|楼栋|座))(?P<rest>.+)$")
_UNIT = re.compile(r"^(?P<unit>[\d一二三四五六七八九十]+单元)(?P<room>.*)$")
_DASHED = re.compile(r"^(?P<building>.*?\d+)[-—－](?P<unit>\d+)[-—－](?P<room>\d+室?)$")
_HOUSE = re.compile(r"^(?P<building>.*\d+号)(?P<room>\d+室)$")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, or to be minded about it; nothing personal stands in it."""

    row: int
    reason: str
    is_note: bool = False  # minded, and taken in all the same


@dataclass(frozen=True)
class Where:
    """A door as the file says it."""

    grid: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def address(self) -> str:
        return f"{self.building}{self.unit}{self.room}"


@dataclass
class Family:
    """The persons of a household with their rows; `where` as its first row says it."""

    key: str
    where: Where
    code: str
    people: list[tuple[int, NewPerson]] = field(default_factory=list)


@dataclass
class _Before:
    """What the rows above said: cells left empty below them mean the same."""

    said: dict[str, str] = field(default_factory=dict)
    key: str = ""


def families(table: Table, columns: Mapping[str, str], faults: list[Fault]) -> Iterator[Family]:
    """The households of a table in its order; what is wrong with a row goes to `faults` and stops nothing else."""
    places = {field: index for index, name in enumerate(table.headings) if (field := columns.get(name))}
    groups = _groups(places)
    before, family = _Before(), None
    for number, cells in table.numbered():
        people = list(_people(number, cells, groups, faults))
        if not people:
            continue
        said = {name: _said(cells, places.get(name)) for name in OF_A_HOUSEHOLD}
        starts = any(one.role == Role.HEAD for _row, one in people)
        said, key = _completed(said, before, starts=starts)
        if family is None or key != family.key or (starts and _has_head(family)):
            if family is not None:
                yield family
            family = Family(key, where_of(said), said["household"])
        family.people += people
    if family is not None:
        yield family


def _has_head(family: Family) -> bool:
    return any(one.role == Role.HEAD for _row, one in family.people)


def _said(cells: Cells, index: int | None) -> str:
    return words_of(cells[index]) if index is not None and index < len(cells) else ""


def _completed(said: dict[str, str], before: _Before, *, starts: bool) -> tuple[dict[str, str], str]:
    """Fill in from above what a row leaves empty, unless a household begins that says where it lives."""
    is_new = bool(starts and (said["address"] or said["building"] or said["household"]))
    kept = {"grid": before.said.get("grid", "")} if is_new else before.said
    full = {name: value or kept.get(name, "") for name, value in said.items()}
    before.said = full
    key = full["household"] or "\x1f".join(
        full[name] for name in ("grid", "address", "building", "unit", "room", "head")
    )  # fmt: skip
    before.key = key
    return full, key


def where_of(said: Mapping[str, str]) -> Where:
    """The door that columns of their own or an address in one cell say."""
    address = re.sub(r"\s+", "", said["address"])
    if said["building"] or said["room"]:
        building = _with(said["building"], "幢") if said["building"] else ""
        if building and not address.endswith(building):
            building = f"{address}{building}"
        unit = _with(said["unit"], "单元") if said["unit"] else ""
        room = _with(said["room"], "室") if said["room"] else ""
        return Where(said["grid"], building or address, unit, room)
    found = _DASHED.fullmatch(address)
    if found:
        room = _with(found["room"], "室")
        return Where(said["grid"], _with(found["building"], "幢"), _with(found["unit"], "单元"), room)
    found = _BUILDING.fullmatch(address) or _HOUSE.fullmatch(address)
    if not found:
        return Where(said["grid"], address)
    rest = found.groupdict().get("rest") or found.groupdict().get("room") or ""
    inner = _UNIT.fullmatch(rest)
    if inner:
        room = _with(inner["room"], "室") if inner["room"] else ""
        return Where(said["grid"], found["building"], inner["unit"], room)
    return Where(said["grid"], found["building"], "", _with(rest, "室"))


def _with(words: str, ending: str) -> str:
    """101 → 101室; what says what it is stays."""
    plain = fold(words).upper() if words.isascii() else words
    return f"{plain}{ending}" if plain[-1:].isdigit() else plain


def _groups(places: Mapping[str, int]) -> list[dict[str, int]]:
    """The columns of each person of a row."""
    found: dict[str, dict[str, int]] = {}
    for name, index in places.items():
        base, _mark, number = name.partition("#")
        if base in OF_A_PERSON:
            found.setdefault(number or "1", {})[base] = index
    return [found[number] for number in sorted(found, key=int) if "name" in found[number]]


def _people(
    number: int, cells: Cells, groups: list[dict[str, int]], faults: list[Fault]
) -> Iterator[tuple[int, NewPerson]]:
    for position, places in enumerate(groups):
        raw = {name: cells[index] for name, index in places.items() if index < len(cells)}
        try:
            shared = _shared_out(raw)
        except Refusal as refusal:
            faults.append(Fault(number, refusal.message))
            continue
        for order, one in enumerate(shared):
            try:
                is_first = position == 0 and order == 0
                yield number, _person(one, is_head_by_place=is_first and (len(groups) > 1 or len(shared) > 1))
            except Refusal as refusal:
                faults.append(Fault(number, refusal.message))


def _shared_out(raw: Mapping[str, object]) -> list[dict[str, object]]:
    """Several persons in one cell, each with his own part of the other cells. Raises Refusal."""
    names = names_of(raw["name"])
    if len(names) < 2:
        said = names[0] if names else ("", "")
        return [dict(raw) | {"name": said[0], "role": raw.get("role") or said[1]}] if said[0] else []
    people: list[dict[str, object]] = [{"name": name, "role": role} for name, role in names]
    for field_name, cell in raw.items():
        parts = parts_of(cell) if field_name != "name" else []
        if not parts:
            continue
        if len(parts) == 1 and field_name == "kind":
            parts = parts * len(people)
        if len(parts) != len(people):
            raise Refusal(_("这一格有 {names} 个姓名，别的格对不上，请一人一行").format(names=len(people)))
        for one, part in zip(people, parts, strict=True):
            one[field_name] = part if field_name != "role" else part or one["role"]
    return people


def _person(raw: Mapping[str, object], *, is_head_by_place: bool) -> NewPerson:
    role = role_of(raw.get("role"))
    if is_head_by_place and not words_of(raw.get("role")):
        role = Role.HEAD.value
    return NewPerson(
        name=words_of(raw["name"]),
        document_number=document_of(raw.get("document")),
        born_on=day_of_birth(raw.get("born")),
        sex=sex_of(raw.get("sex")),
        phone=phone_of(raw.get("phone")),
        role=role,
        kinds=kinds_of(raw.get("kind")),
    )


def phone_of(cell: object) -> str:
    """The first of several telephones."""
    return next(iter(re.split(r"[、,，;；/／\s]+", words_of(cell))), "")


def count_people(found: Iterable[Family]) -> int:
    return sum(len(one.people) for one in found)
