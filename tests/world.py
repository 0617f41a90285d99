"""Builders for a small world: read a test without opening this file. No randomness, no surprises.

A test that needs rules says `from tests.world import rules  # noqa: F401` in its conftest: the fixture
puts the shipped rulebooks in force for each test that uses the database.
"""

from datetime import UTC, date, datetime
from functools import cache
from itertools import count

import pytest

from wangge.core.access.models import Account, Grant
from wangge.core.access.queries import Actor, actor_of
from wangge.core.areas.levels import Kind, Level
from wangge.core.areas.models import Area
from wangge.core.places.models import RulebookVersion
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import in_force
from wangge.core.teams.models import Organisation
from wangge.ground.foundation import revisions
from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
TODAY = date(2026, 3, 2)
OPENED_ON = date(2020, 1, 1)
PASSWORD = "correct horse battery"

_serial = count(1)


@cache
def shipped_rulebook(place: str) -> Rulebook:
    """A rulebook as it comes with the product."""
    return load(shipped_places()[place])


def apply_shipped_rules() -> None:
    """Put every shipped rulebook in force where none is."""
    known = set(RulebookVersion.objects.values_list("place", flat=True))
    for place in shipped_places().keys() - known:
        apply_rulebook(rulebook=shipped_rulebook(place), applied_by="测试", at=MONDAY)
    revisions.forget_all()


@pytest.fixture(autouse=True)
def rules(request: pytest.FixtureRequest) -> None:
    """The shipped rulebooks are in force, as the test database has them from its beginning; nothing is remembered."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        apply_shipped_rules()


def make_county(name: str = "渭源县", *, code: str = "621123", place: str = "") -> Area:
    return _area(name, level=Level.COUNTY, path=f"/{code}/", code=f"{code}000000", place=place)


def make_town(name: str = "庆坪镇", *, under: Area | None = None, number: str = "109", place: str = "qingping") -> Area:
    """A town with a rulebook of its own; without a county it gets 渭源县."""
    county = under or Area.objects.filter(code="621123000000").first() or make_county()
    return _area(
        name,
        level=Level.TOWN,
        parent=county,
        path=f"{county.path}{number}/",
        code=f"{county.path.strip('/')}{number}000",
        place=place,
    )


def make_village(name: str = "荣星村", *, under: Area | None = None, kind: Kind = Kind.VILLAGE) -> Area:
    town = under or make_town()
    number = 200 + Area.objects.filter(parent=town).count()
    path = f"{town.path}{number}/"
    return _area(name, level=Level.VILLAGE, kind=kind, parent=town, path=path, code=path.replace("/", ""))


def make_grid(name: str = "", *, under: Area | None = None, kind: Kind = Kind.RURAL) -> Area:
    """The next grid of a village, named by the usual rule: 荣星村第一网格, 荣星村第二网格 …"""
    village = under or make_village()
    ordinal = Area.objects.filter(parent=village).count() + 1
    path = f"{village.path}2{ordinal:02}/"
    return _area(
        name or shipped_rulebook("qingping").grid_name(village.name, ordinal),
        level=Level.GRID,
        kind=kind,
        parent=village,
        path=path,
        code=path.replace("/", "") + "000",
        ordinal=ordinal,
    )


def make_micro(name: str = "", *, under: Area) -> Area:
    """The next area of the lowest level within a grid."""
    ordinal = Area.objects.filter(parent=under).count() + 1
    path = f"{under.path}{ordinal:03}/"
    return _area(
        name or f"{under.name}第{ordinal}格",
        level=Level.MICRO,
        parent=under,
        path=path,
        code=path.replace("/", ""),
        ordinal=ordinal,
    )


def _area(name: str, *, level: Level, path: str, code: str, parent: Area | None = None, **more: object) -> Area:
    area = Area(
        name=name,
        level=level,
        path=path,
        code=code,
        parent=parent,
        parent_level=parent.level if parent else "",
        opened_on=OPENED_ON,
        **more,
    )
    if parent is not None:
        area.town = area if level == Level.TOWN else parent.town
    area.save(force_insert=True)
    revisions.forget_all()
    return area


def place_of(area: Area) -> str:
    """The rulebook that binds an area: its own, else that of the nearest area above."""
    above: Area | None = area
    while above is not None:
        if above.place:
            return above.place
        above = above.parent
    return ""


def make_unit(
    unit_kind: str, *, at: Area, name: str = "", place: str = "", phone: str = "0932-4500000"
) -> Organisation:
    """A unit of a kind of the place's rulebook that answers for an area."""
    place = place or place_of(at)
    kind = in_force(place=place).rules.unit_kind(unit_kind)
    unit = Organisation.objects.create(
        place=place,
        area=at,
        area_path=at.path,
        unit_kind=kind.code,
        nature=kind.kind,
        name=name or f"{at.name}{kind.label}",
        duty_phone=phone,
        is_public=kind.public,
        opened_on=OPENED_ON,
    )
    revisions.forget_all()
    return unit


def make_account(name: str = "", *, at: Area | None = None) -> Account:
    """A person who may sign in (the password is PASSWORD) and holds no grant."""
    number = next(_serial)
    account = Account(
        login_name=f"person{number:05d}",  # sorts as it counts
        name=name or f"人员{number}",
        home_path=at.path if at else "/621123/",
        created_at=MONDAY,
    )
    account.set_password(PASSWORD)
    account.save(force_insert=True)
    return account


def make_actor(
    role: str, *, at: Area | None = None, unit: Organisation | None = None, name: str = "", when: datetime = MONDAY
) -> Actor:
    """A person who holds one role at an area, for a unit, or both."""
    where = at or (unit.area if unit else None)
    if where is None:
        raise ValueError("say where or for which unit")
    account = make_account(name or role, at=where)
    Grant.objects.create(
        account=account,
        role=role,
        place=place_of(where) or (unit.place if unit else ""),
        area_path=at.path if at else "",
        unit_id=unit.pk if unit else None,
        valid_from=MONDAY,
        granted_by="测试",
    )
    return actor_of(account=account, at=when)
