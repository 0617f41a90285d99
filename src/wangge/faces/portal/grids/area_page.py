"""What the public page of an area shows: who answers, who is on duty, how much is open and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.queries import PublicCounts, public_counts
from wangge.core.teams.queries import OnDuty, PublicPerson, on_duty, public_people
from wangge.faces.portal.doors import Door

MOST_ON_DUTY = 3
MOST_NAMES = 4
WITH_PEOPLE = ("village", "grid", "micro", "sector")


@dataclass(frozen=True)
class PostGroup:
    """The people who hold the same post for the same area in the same unit."""

    label: str
    names: tuple[str, ...]
    duties: tuple[str, ...]
    may_decide: tuple[str, ...]
    area_name: str
    unit_name: str
    phone: str

    is_first_of_phone: bool = True

    @property
    def initial(self) -> str:
        return self.names[0][:1]


@dataclass(frozen=True)
class DutyLine:
    """A telephone that is answered now, and by whom."""

    unit_name: str
    phone: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class AreaPage:
    """The page of one area; `here` answer for it, `above` for what it lies in."""

    here: tuple[PostGroup, ...]
    above: tuple[PostGroup, ...]
    duty: tuple[DutyLine, ...]
    counts: PublicCounts
    children: tuple[AreaRow, ...]


def area_page(door: Door, *, at: datetime) -> AreaPage:
    """Gather the page: at most four statements."""
    area = door.area
    people: list[PublicPerson] = []
    if area.level in WITH_PEOPLE:
        people = public_people(area_id=area.id, on=timezone.localtime(at).date(), with_above=area.level != "village")
    groups = group_posts(people)
    village = {row.name for row in areas_in_memory().above(area.id) if row.level == "village" and row.id != area.id}
    return AreaPage(
        here=tuple(g for g in groups if g.area_name == area.name),
        above=tuple(g for g in groups if g.area_name in village),
        duty=duty_lines(on_duty(area_id=area.id, at=at)),
        counts=public_counts(area_path=area.path, at=at),
        children=tuple(areas_in_memory().children(area.id)),
    )


def group_posts(people: Sequence[PublicPerson]) -> list[PostGroup]:
    """One entry for each post, unit and area, in the order given; each telephone stands with its first entry."""
    groups, told = [], set()
    for key, found in groupby(people, key=lambda p: (p.post_kind, p.area_name, p.unit_name, p.duty_phone)):
        same = list(found)
        first, names = same[0], tuple(person.name for person in same)
        is_first = (first.area_name, first.duty_phone) not in told
        told.add((first.area_name, first.duty_phone))
        groups.append(PostGroup(first.post_label, names, first.duties, first.may_decide, *key[1:], is_first))
    return groups


def duty_lines(found: Sequence[OnDuty]) -> tuple[DutyLine, ...]:
    """The first few telephones, each with the people who answer it and may be named."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.duty_phone:
            known = names.setdefault((one.unit_name, one.duty_phone), [])
            if one.person_name and one.is_public:
                known.append(one.person_name)
    lines = [DutyLine(unit, phone, tuple(people[:MOST_NAMES])) for (unit, phone), people in names.items()]
    return tuple(lines[:MOST_ON_DUTY])
