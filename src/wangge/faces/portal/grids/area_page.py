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

    @property
    def initial(self) -> str:
        return self.names[0][:1]


@dataclass(frozen=True)
class AreaPage:
    """The page of one area; `here` answer for it, `above` for what it lies in."""

    here: tuple[PostGroup, ...]
    above: tuple[PostGroup, ...]
    duty: tuple[OnDuty, ...]
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
        duty=tuple(_with_phone(on_duty(area_id=area.id, at=at))),
        counts=public_counts(area_path=area.path, at=at),
        children=tuple(areas_in_memory().children(area.id)),
    )


def group_posts(people: Sequence[PublicPerson]) -> list[PostGroup]:
    """One entry for each post, unit and area, in the order given."""
    return [
        PostGroup(first.post_label, tuple(p.name for p in same), first.duties, first.may_decide, *key[1:])
        for key, found in groupby(people, key=lambda p: (p.post_kind, p.area_name, p.unit_name, p.duty_phone))
        if (same := list(found)) and (first := same[0])
    ]


def _with_phone(found: Sequence[OnDuty]) -> list[OnDuty]:
    """The first few who can be reached, one line for each telephone and name."""
    lines: dict[tuple[str, str], OnDuty] = {}
    for one in found:
        if one.duty_phone:
            lines.setdefault((one.duty_phone, one.person_name if one.is_public else ""), one)
    return list(lines.values())[:MOST_ON_DUTY]
