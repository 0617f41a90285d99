"""A town of any of the six places with many grids at once, its units, people and households."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.world import MONDAY, OPENED_ON, TODAY, make_actor, make_town, make_unit, make_village
from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Kind, Level
from wangge.core.areas.models import Area, NamedPlace
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.operations import NewAppointment, NewOrganisation, add_organisations, appoint_many
from wangge.ground.foundation import revisions
from wangge.practice.gridteams.queries import Breach, CheckedBy, review

KEEPERS = {
    "qixing": "leader", "shanghu": "town_lead", "jiaozuo": "town_desk", "qingping": "town_lead", "tudian": "town_lead",
}  # fmt: skip
Post = tuple[str, Area, Organisation, str]


@dataclass
class Place:
    """One town; every moment is MONDAY."""

    town: Area
    villages: list[Area]
    grids: list[Area]
    keeper: Actor
    micros: list[Area] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        return Scope((self.town.path,))

    def appoint(self, *posts: Post) -> list[Appointment]:
        new = [
            NewAppointment(post_kind=post, area_id=area.pk, organisation_id=unit.pk, person_name=name, starts_on=TODAY)
            for post, area, unit, name in posts
        ]
        return appoint_many(actor=self.keeper, new=new, at=MONDAY)

    def put(self, *posts: Post) -> list[Appointment]:
        """The same for thousands: the rows alone, as appointing them leaves them."""
        rows = [
            Appointment(
                town=self.town, place=self.town.place, post_kind=post, area=area, area_path=area.path,
                organisation=unit,
                person_name=name, number=f"N{number:05}", token=f"{number:010}", starts_on=TODAY, is_public=True,
                appointed_at=MONDAY, appointed_by="测试",
            )
            for number, (post, area, unit, name) in enumerate(posts)
        ]  # fmt: skip
        return Appointment.objects.bulk_create(rows)

    def units(self, kind: str, areas: Sequence[Area], *, name: str = "") -> list[Organisation]:
        """One unit of a kind at each of these areas."""
        new = [NewOrganisation(area.pk, kind, f"{area.name}{name or kind}{n}") for n, area in enumerate(areas)]
        return add_organisations(actor=self.keeper, new=new, at=MONDAY)

    def households(self, area: Area, count: int) -> list[UUID]:
        rows = [
            Household(town_id=self.town.pk, area=area, area_path=area.path, door_key=f"{number:04}")
            for number in range(count)
        ]
        return [row.pk for row in Household.objects.bulk_create(rows)]

    def place(self, area: Area, name: str, kind: str) -> NamedPlace:
        return NamedPlace.objects.create(town=self.town, area=area, name=name, kind=kind)

    def found(self, check: str, *, at: datetime = MONDAY) -> list[Breach]:
        """What one check finds now."""
        return [one for one in review(scope=self.scope, on=at.date()).breaches if one.check == check]

    def checked(self, check: str) -> CheckedBy:
        return next(one for one in review(scope=self.scope, on=TODAY).checks if one.check == check)


def make_place(
    place: str,
    name: str = "",
    *,
    villages: int = 1,
    grids: Sequence[int] = (2,),
    kinds: Sequence[Kind] = (),
    number: str = "109",
    under: Area | None = None,
) -> Place:
    """`grids` says how many each village has; `kinds` of them come first, the rest are the usual kind."""
    town = make_town(name or place, under=under, number=number, place=place)
    is_urban = place in ("qixing", "kaixuan")
    there = [
        make_village(f"第{n}村", under=town, kind=Kind.COMMUNITY if is_urban else Kind.VILLAGE)
        for n in range(1, villages + 1)
    ]
    usual = Kind.RESIDENTIAL if is_urban else Kind.RURAL
    made = _grids(there, grids, [*kinds], usual)
    return Place(town, there, made, make_actor(KEEPERS[place], at=town, name=f"{town.name}的人"))


def _grids(villages: list[Area], counts: Sequence[int], kinds: list[Kind], usual: Kind) -> list[Area]:
    rows = []
    for village, count in zip(villages, counts, strict=True):
        for ordinal in range(1, count + 1):
            path = f"{village.path}2{ordinal:02}/"
            kind = kinds.pop() if kinds else usual
            rows.append(
                _area(village, Level.GRID, path, ordinal, name=f"{village.name}第{_words(ordinal)}网格", kind=kind)
            )
    Area.objects.bulk_create(rows)
    revisions.forget_all()
    return rows


def add_micros(place: Place, counts: Sequence[int], name: str = "{grid}第{ordinal}网格") -> None:
    """So many micro-grids under each of the grids."""
    for grid, count in zip(place.grids, counts, strict=True):
        for ordinal in range(1, count + 1):
            said = name.format(grid=grid.name, ordinal=_words(ordinal))
            place.micros.append(_area(grid, Level.MICRO, f"{grid.path}{ordinal:03}/", ordinal, name=said))
    Area.objects.bulk_create(place.micros)
    revisions.forget_all()


def _area(parent: Area, level: Level, path: str, ordinal: int, *, name: str, kind: str = "") -> Area:
    code = path.replace("/", "") + ("000" if level == Level.GRID else "")
    return Area(
        name=name, level=level, kind=kind, path=path, code=code, parent=parent, parent_level=parent.level,
        town=parent.town, ordinal=ordinal, opened_on=OPENED_ON,
    )  # fmt: skip


def _words(ordinal: int) -> str:
    from_one = "一二三四五六七八九十"
    return from_one[ordinal - 1] if ordinal <= 10 else "十" + from_one[ordinal - 11]


__all__ = ["Place", "add_micros", "make_place", "make_unit"]
