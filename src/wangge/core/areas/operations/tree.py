"""Adding, naming and closing areas."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.areas.levels import BASE_GRID_KINDS, DEDICATED_GRID_KINDS, PARENT_LEVELS, VILLAGE_KINDS, Kind, Level
from wangge.core.areas.memory import FIELDS, AreaRow, areas_changed
from wangge.core.areas.models import Area, Boundary, PublicCode
from wangge.ground.engines import codes, numerals
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

KINDS = {Level.VILLAGE: VILLAGE_KINDS, Level.GRID: (*BASE_GRID_KINDS, *DEDICATED_GRID_KINDS)}
LONGEST_NAME = 60
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area to add. Counties, towns and villages bring their code; sectors and grids get one.

    A grid without a name gets 荣星村第二网格 from its `ordinal`, or from the next free one.
    """

    level: str
    parent_code: str = ""
    code: str = ""
    name: str = ""
    kind: str = ""
    ordinal: int | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    households: int | None = None


def add_area(*, area: NewArea, at: datetime) -> AreaRow:
    """Add one area (设立区域). Raises Refusal with every fault, as `add_areas`."""
    return add_areas(areas=[area], at=at)[0]


@transaction.atomic
def add_areas(*, areas: Sequence[NewArea], at: datetime) -> list[AreaRow]:
    """Add areas (设立区域), parents before children, in few statements; all of them or none.

    Raises Refusal whose `detail["faults"]` names every fault with its line.
    """
    builder = _Builder.around(areas, at=at)
    faults = []
    for number, new in enumerate(areas, start=1):
        try:
            builder.add(new)
        except Refusal as refusal:
            if len(areas) == 1:
                raise
            faults.append(_("第 %(number)d 行：%(fault)s") % {"number": number, "fault": refusal.message})
    if faults:
        raise Refusal(faults[0], faults=faults)
    Area.objects.bulk_create(builder.made, batch_size=AT_ONCE)
    areas_changed()
    return [AreaRow(*(getattr(area, name) for name in FIELDS)) for area in builder.made]


@dataclass
class _Builder:
    """Areas being made, with what is known of the areas around them."""

    at: datetime
    by_code: dict[str, Area]
    taken: set[str]
    names: set[tuple[UUID | None, str]]
    ordinals: set[tuple[UUID | None, int]]
    made: list[Area] = field(default_factory=list)

    @classmethod
    def around(cls, areas: Sequence[NewArea], *, at: datetime) -> "_Builder":
        """Lock the parents, so that two officers never give one number twice, and read their children."""
        parents = list(
            Area.objects.select_for_update().filter(code__in={new.parent_code for new in areas}).order_by("pk")
        )
        near = Q(parent__in=[p.pk for p in parents]) | Q(code__in={new.code for new in areas if new.code})
        for town in {p.code[:9] for p in parents if p.level in (Level.TOWN, Level.SECTOR)}:
            near |= Q(code__startswith=f"{town}{codes.NO_VILLAGE}", level=Level.GRID)
        siblings = list(Area.objects.filter(near).values_list("parent_id", "code", "name", "ordinal", "closed_on"))
        return cls(
            at=at,
            by_code={area.code: area for area in parents},
            taken={code for _parent, code, *_rest in siblings},
            names={(parent, name) for parent, _code, name, _ordinal, closed in siblings if closed is None},
            ordinals={(parent, nth) for parent, _code, _name, nth, closed in siblings if nth and closed is None},
        )

    def add(self, new: NewArea) -> None:
        """Make one area. Raises Refusal."""
        parent = self._parent(new)
        kind = _kind(new, parent)
        ordinal = new.ordinal or self._next_ordinal(new, parent, kind)
        code = new.code or self._code(new, parent, kind, ordinal)
        name = (new.name or self._name(new, parent, ordinal)).strip()
        self._check(new, parent, code=code, name=name, ordinal=ordinal)
        area = Area(
            pk=uuid7(),
            parent=parent,
            parent_level=parent.level if parent else "",
            level=new.level,
            kind=kind,
            code=code,
            name=name,
            ordinal=ordinal,
            path=codes.path_under(parent.path if parent else "", parent.level if parent else "", code),
            place=new.place,
            lon=new.lon,
            lat=new.lat,
            households=new.households,
            opened_on=localdate(self.at),
        )
        if parent is not None:
            area.town_id = area.pk if new.level == Level.TOWN else parent.town_id
        self._keep(area)

    def _keep(self, area: Area) -> None:
        self.by_code[area.code] = area
        self.taken.add(area.code)
        self.names.add((area.parent_id, area.name))
        if area.ordinal:
            self.ordinals.add((area.parent_id, area.ordinal))
        self.made.append(area)

    def _parent(self, new: NewArea) -> Area | None:
        if new.level not in PARENT_LEVELS:
            raise Refusal(_("没有“%(level)s”这一级") % {"level": new.level}, field="level")
        parent = self.by_code.get(new.parent_code) if new.parent_code else None
        if new.parent_code and (parent is None or parent.closed_on is not None):
            raise Refusal(_("没有上级 %(code)s，或者它已经撤销") % {"code": new.parent_code}, field="parent_code")
        if (parent.level if parent else "") not in PARENT_LEVELS[Level(new.level)]:
            raise Refusal(
                _("%(level)s不能直接设在%(parent)s之下")
                % {"level": Level(new.level).label, "parent": Level(parent.level).label if parent else _("顶层")},
                field="parent_code",
            )
        return parent

    def _next_ordinal(self, new: NewArea, parent: Area | None, kind: str) -> int | None:
        """The next in the row, for base grids and micro-grids that bring no name of their own."""
        if parent is None or new.name or not (new.level == Level.MICRO or kind in BASE_GRID_KINDS):
            return None
        return max((nth for owner, nth in self.ordinals if owner == parent.pk), default=0) + 1

    def _code(self, new: NewArea, parent: Area | None, kind: str, ordinal: int | None) -> str:
        if parent is None or new.level in (Level.TOWN, Level.VILLAGE):
            raise Refusal(_("请写明区划代码"), field="code")
        try:
            if new.level == Level.SECTOR:
                begin = f"{parent.code[:9]}G"
                return codes.sector_code(parent.code, ordinal or codes.next_number(self.taken, begin, 2))
            make = partial(codes.grid_code, parent.code, kind) if kind else partial(codes.micro_code, parent.code)
            wished = make(ordinal) if ordinal else ""
            if wished and wished not in self.taken:
                return wished
            begin, width = (make(1)[:13], 2) if kind else (make(1)[:15], 3)
            return make(codes.next_number(self.taken, begin, width))
        except ValueError as error:
            raise Refusal(_("这里的编号已经用完"), field="code") from error

    def _name(self, new: NewArea, parent: Area | None, ordinal: int | None) -> str:
        if parent is None or ordinal is None or new.level not in (Level.GRID, Level.MICRO):
            return ""
        return numerals.grid_name(parent.name, ordinal, str(Level(new.level).label))

    def _check(self, new: NewArea, parent: Area | None, *, code: str, name: str, ordinal: int | None) -> None:
        shape = codes.SHAPES[new.level]
        if not shape.fullmatch(code) or (parent and not code.startswith(codes.stem(parent.code))):
            raise Refusal(_("代码 %(code)s 与级别或上级不符") % {"code": code}, field="code")
        if code in self.taken:
            raise Refusal(_("代码 %(code)s 已经用过") % {"code": code}, field="code")
        if not name or len(name) > LONGEST_NAME:
            raise Refusal(_("名称要有 1 到 60 个字"), field="name")
        parent_id = parent.pk if parent else None
        if (parent_id, name) in self.names:
            raise Refusal(_("这里已经有“%(name)s”") % {"name": name}, field="name")
        if ordinal and (parent_id, ordinal) in self.ordinals:
            raise Refusal(_("这里已经有第%(nth)s个网格") % {"nth": numerals.spell(ordinal)}, field="ordinal")
        check_position(lon=new.lon, lat=new.lat)


def _kind(new: NewArea, parent: Area | None) -> str:
    kind = new.kind
    if not kind and new.level == Level.VILLAGE and codes.SHAPES["village"].fullmatch(new.code):
        kind = codes.village_kind(new.code)
    if not kind and new.level == Level.GRID and parent and parent.level == Level.VILLAGE:
        kind = Kind.RESIDENTIAL if parent.kind == Kind.COMMUNITY else Kind.RURAL
    if kind not in KINDS.get(Level(new.level), ("",)):
        raise Refusal(_("这一级没有“%(kind)s”这一类") % {"kind": kind}, field="kind")
    if kind in BASE_GRID_KINDS and parent and parent.level != Level.VILLAGE:
        raise Refusal(_("基础网格只能设在村（社区）之下"), field="kind")
    return kind


def check_position(*, lon: float | None, lat: float | None) -> None:
    """Raises Refusal for half a position or one that is none."""
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refusal(_("经度在 -180 到 180 之间，纬度在 -90 到 90 之间，要一起写"), field="lon")


def _locked(area_id: UUID) -> Area:
    area = Area.objects.select_for_update().filter(pk=area_id, closed_on=None).first()
    if area is None:
        raise NotFound(_("没有找到这个区域，或者它已经撤销"))
    return area


@transaction.atomic
def rename_area(*, area_id: UUID, name: str) -> None:
    """Give an area another name (改名). Raises NotFound, Refusal."""
    area = _locked(area_id)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(_("名称要有 1 到 60 个字"), field="name")
    if name == area.name:
        raise Refusal(_("新名称和现在的一样"), field="name")
    if Area.objects.filter(parent=area.parent_id, name=name, closed_on=None).exists():
        raise Refusal(_("这里已经有“%(name)s”") % {"name": name}, field="name")
    area.name = name
    area.save(update_fields=["name"])
    areas_changed()


@transaction.atomic
def describe_area(*, area_id: UUID, lon: float | None, lat: float | None, households: int | None) -> None:
    """Record an area's centre and how many household addresses it has (户数). Raises NotFound, Refusal."""
    area = _locked(area_id)
    check_position(lon=lon, lat=lat)
    if households is not None and households < 0:
        raise Refusal(_("户数不能小于 0"), field="households")
    area.lon, area.lat, area.households = lon, lat, households
    area.save(update_fields=["lon", "lat", "households"])
    areas_changed()


@transaction.atomic
def bind_rulebook(*, area_id: UUID, place: str) -> None:
    """Let a rulebook hold for an area and below (适用规则); '' leaves it to the area above. Raises NotFound."""
    area = _locked(area_id)
    area.place = place
    area.save(update_fields=["place"])
    areas_changed()


@transaction.atomic
def close_area(*, area_id: UUID, at: datetime) -> None:
    """Close an area (撤销): its outline ends and its codes fail.

    Raises NotFound; Conflict while areas under it are open; Refusal before it was opened.
    """
    area = _locked(area_id)
    day = localdate(at)
    if Area.objects.filter(parent=area, closed_on=None).exists():
        raise Conflict(_("下面还有没有撤销的区域"))
    if day < area.opened_on:
        raise Refusal(_("撤销日期早于设立日期"))
    area.closed_on = day
    area.save(update_fields=["closed_on"])
    Boundary.objects.filter(area=area, valid_to=None, valid_from__lte=day).update(valid_to=day)
    PublicCode.objects.everywhere("a closed area has no codes").filter(area=area, revoked_at=None).update(revoked_at=at)
    areas_changed()
