"""The ground of a plan: the buildings of a village with their households, its outline, its grids of today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wangge.core.areas.levels import BASE_GRID_KINDS
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people.lifecycle import LIVING
from wangge.core.people.models import LIVE, Building, Household, Residence
from wangge.ground.engines.cells import voronoi
from wangge.ground.engines.coverage import coverage_faults
from wangge.ground.engines.frames import Flat
from wangge.ground.engines.partition.ground import Atom, BadAtom, Border, Ground, ground_of
from wangge.ground.engines.partition.laying import FAR, lay_out
from wangge.ground.foundation.errors import Refusal

from .models import Plan, PlanGround

WHY = "the ground of a plan that was reached"
MOST_BARRIERS = 5_000
EXACT = 1.0  # metres that outlines of today may gape or overlap, to be divided each for itself
LINES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


@dataclass(frozen=True)
class House:
    """A building as it stood when the ground was read; `grid` is its open grid of then, if it stood in one."""

    id: UUID
    name: str
    households: int
    persons: int
    lon: float
    lat: float
    area_id: UUID
    grid: UUID | None
    compound: str | None


@dataclass(frozen=True)
class Known:
    """The ground of a plan, as it was read."""

    village: UUID
    outline: Any | None
    houses: tuple[House, ...]
    cells: tuple[Any, ...]
    borders: tuple[tuple[int, int, float, bool], ...]
    grids: tuple[tuple[UUID, str, int | None], ...]
    unplaced: tuple[tuple[UUID, str, int], ...]
    barriers: Mapping[str, Any] | None = None

    @cached_property
    def ground(self) -> Ground:
        """For the engine."""
        metres = Flat.around(shapely.geometrycollections(list(self.cells)))
        shapes = [metres.metres(cell) for cell in self.cells]
        atoms = [
            Atom(
                str(house.id), str(self.village), house.households, house.compound, house.persons,
                outline=cell, square_metres=float(shape.area), rim=float(shape.length),
            )
            for house, cell, shape in zip(self.houses, self.cells, shapes, strict=True)
        ]  # fmt: skip
        keys = [atom.key for atom in atoms]
        return ground_of(atoms, [Border(keys[one], keys[other], m, barred) for one, other, m, barred in self.borders])

    @property
    def today(self) -> dict[str, str]:
        """Today's grid of each atom that stands in one."""
        return {str(house.id): str(house.grid) for house in self.houses if house.grid is not None}

    @property
    def households(self) -> int:
        return sum(house.households for house in self.houses)

    @classmethod
    def of(cls, row: PlanGround, plan: Plan) -> Self:
        """As it is stored."""
        houses = tuple(
            House(UUID(pk), name, households, persons, lon, lat, UUID(area), UUID(grid) if grid else None, compound)
            for pk, name, households, persons, lon, lat, area, grid, compound in row.atoms
        )
        return cls(
            village=plan.area_id,
            outline=shapely.from_wkb(bytes(row.outline)) if row.outline else None,
            houses=houses,
            cells=tuple(shapely.from_wkb(bytes(row.cells)).geoms),
            borders=tuple((one, other, metres, barred) for one, other, metres, barred in row.borders),
            grids=tuple((UUID(pk), name, ordinal) for pk, name, ordinal in row.grids),
            unplaced=tuple((UUID(pk), name, households) for pk, name, households in row.unplaced),
            barriers=row.barriers,
        )

    def row(self, plan: Plan, *, at: Any) -> PlanGround:
        """To be stored."""
        return PlanGround(
            plan=plan,
            town_id=plan.town_id,
            outline=shapely.to_wkb(self.outline) if self.outline is not None else None,
            cells=shapely.to_wkb(shapely.geometrycollections(list(self.cells))),
            atoms=[
                [str(h.id), h.name, h.households, h.persons, h.lon, h.lat, str(h.area_id),
                 str(h.grid) if h.grid else None, h.compound]
                for h in self.houses
            ],
            borders=[list(border) for border in self.borders],
            barriers=self.barriers,
            unplaced=[[str(pk), name, households] for pk, name, households in self.unplaced],
            grids=[[str(pk), name, ordinal] for pk, name, ordinal in self.grids],
            read_at=at,
        )  # fmt: skip


def base_grids(village_id: UUID) -> list[AreaRow]:
    """The open grids that a plan is about: those of dedicated kinds (市场、园区) stay as they are."""
    return [row for row in areas_in_memory().children(village_id) if row.kind in BASE_GRID_KINDS]


def read_ground(village: AreaRow, *, barriers: Mapping[str, Any] | None) -> Known:
    """Read the ground as it is now; three statements and a cell for each building. Raises Refusal."""
    lines = barriers_of(barriers)
    outline = _outline(village)
    houses, unplaced = _placed(village, outline)
    if not sum(house.households for house in houses):
        raise Refusal(_("这个村（社区）的楼栋还没有位置和住户，先在底册里登记，再拟方案"))
    cells = _cells_of_grids(village, outline, houses)
    atoms = [
        Atom(
            str(h.id), str(village.id), h.households, h.compound, h.persons,
            outline=cells[h.id] if cells else shapely.Point(h.lon, h.lat),
        )
        for h in houses
    ]  # fmt: skip
    try:
        ground = lay_out(atoms, {} if outline is None else {str(village.id): outline}, barriers=lines)
    except BadAtom as bad:
        name = next((house.name for house in houses if str(house.id) == bad.atom), bad.atom)
        raise Refusal(_("“{name}”的位置用不了，请在底册里核对").format(name=name)) from bad
    borders = tuple(
        (int(one), int(other), round(float(metres), 2), bool(barred))
        for (one, other), metres, barred in zip(ground.ends, ground.metres, ground.is_barrier, strict=True)
    )
    return Known(
        village=village.id,
        outline=outline,
        houses=tuple(houses),
        cells=tuple(atom.outline for atom in ground.atoms),
        borders=borders,
        grids=tuple((row.id, row.name, row.ordinal) for row in base_grids(village.id)),
        unplaced=tuple(unplaced),
        barriers=barriers,
    )


def barriers_of(collection: Mapping[str, Any] | None) -> list[Any]:
    """Roads and rivers of a GeoJSON FeatureCollection, in WGS84. Raises Refusal."""
    if collection is None:
        return []
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list) or not 0 < len(features) <= MOST_BARRIERS:
        raise Refusal(_("道路、河流的文件要是 GeoJSON，里面有 1 到 5000 条线或者面"), field="barriers")
    found = []
    for number, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        try:
            if not isinstance(geometry, Mapping) or geometry.get("type") not in LINES:
                raise ValueError("neither a line nor a polygon")
            shape = shapely.force_2d(shapely.geometry.shape(geometry))
            west, south, east, north = shape.bounds
            if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
                raise ValueError("not in degrees")
        except (ValueError, TypeError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
            raise Refusal(
                _("第 {number} 条读不懂：要是经纬度的线或者面").format(number=number), field="barriers"
            ) from error
        found.append(shape)
    return found


def _outline(village: AreaRow) -> Any | None:
    """The ground that base grids share: the village without its dedicated grids."""
    index = areas_in_memory()
    known = index.outlines.get(village.id)
    if known is None:
        return None
    others = [row.id for row in index.children(village.id) if row.kind not in BASE_GRID_KINDS]
    taken = [index.outlines[pk].shape for pk in others if pk in index.outlines]
    return shapely.difference(known.shape, shapely.union_all(taken)) if taken else known.shape


def _cells_of_grids(village: AreaRow, outline: Any | None, houses: Sequence[House]) -> dict[UUID, Any]:
    """Cells that divide each grid of today for itself, so that a grid that stays keeps its outline to the metre.

    Nothing where the outlines of today do not cover the village without a gap, or where one holds no building.
    """
    known = areas_in_memory().outlines
    shapes = {row.id: known[row.id].shape for row in base_grids(village.id) if row.id in known}
    if outline is None or len(shapes) < len(base_grids(village.id)) or not shapes:
        return {}
    if coverage_faults(shapes, parent=outline, tolerance=EXACT):
        return {}
    spots = shapely.points([(house.lon, house.lat) for house in houses])
    nearest = np.argmin(np.array([shapely.distance(shape, spots) for shape in shapes.values()]), axis=0)
    found: dict[UUID, Any] = {}
    for number, shape in enumerate(shapes.values()):
        here = [house for house, at in zip(houses, nearest.tolist(), strict=True) if at == number]
        cells = voronoi({house.id: (house.lon, house.lat) for house in here}, shape)
        found |= {pk: _mended(cell) for pk, cell in cells.items()}
        if not here:
            return {}
    return found if len(found) == len(houses) else {}


def _mended(cell: Any) -> Any:
    """The same ground where a cell touches itself in a point of a winding outline."""
    return cell if cell.is_valid else shapely.make_valid(cell, method="structure", keep_collapsed=False)


def _placed(village: AreaRow, outline: Any | None) -> tuple[list[House], list[tuple[UUID, str, int]]]:
    """Buildings where they stand, or where their named place is; and those without a place in the village."""
    households, persons = _counts(village)
    flat = Flat.around(outline) if outline is not None else None
    ground = flat.metres(outline) if flat is not None else None
    houses, unplaced = [], []
    for pk, name, area_id, place_id, x, y in _buildings(village):
        grid, is_ours = _grid_of(area_id)
        if not is_ours:
            continue
        count = households.get(pk, 0)
        is_far = flat is not None and x is not None and shapely.distance(flat.metres(shapely.Point(x, y)), ground) > FAR
        if x is None or y is None or is_far:
            unplaced.append((pk, name, count))
        else:
            compound = str(place_id) if place_id else None
            houses.append(House(pk, name, count, persons.get(pk, 0), x, y, area_id, grid, compound))
    return houses, unplaced


def _buildings(village: AreaRow) -> Iterable[tuple[UUID, str, UUID, UUID | None, float | None, float | None]]:
    """The open buildings of a village by address: id, address, area, named place, and where they stand or that is."""
    rows = Building.objects.everywhere(WHY).filter(area_path__startswith=village.path, closed_on=None)
    placed = rows.annotate(x=Coalesce("lon", "place__lon"), y=Coalesce("lat", "place__lat"))
    return placed.order_by("address", "id").values_list("pk", "address", "area_id", "place_id", "x", "y")


def _grid_of(area_id: UUID) -> tuple[UUID | None, bool]:
    """The grid an area is or lies in, and whether plans move what lies there."""
    grid = areas_in_memory().grid_of(area_id)
    return (grid.id if grid else None), grid is None or grid.kind in BASE_GRID_KINDS


def _counts(village: AreaRow) -> tuple[dict[UUID, int], dict[UUID, int]]:
    homes = Household.objects.everywhere(WHY).filter(area_path__startswith=village.path, ended_on=None)
    living = Residence.objects.everywhere(WHY).filter(LIVE, area_path__startswith=village.path, kind__in=LIVING)
    behind = "dwelling__building"
    return (
        dict(homes.order_by().values_list(behind).annotate(Count("pk")).filter(**{f"{behind}__isnull": False})),
        dict(living.order_by().values_list(behind).annotate(Count("pk")).filter(**{f"{behind}__isnull": False})),
    )


def changes_since(plan: Plan, known: Known) -> list[str]:
    """What became otherwise on the ground since it was read, in words; two statements."""
    village = areas_in_memory().by_id.get(plan.area_id)
    if village is None:
        return [_("这个村（社区）已经撤销")]
    found = []
    if {row.id for row in base_grids(village.id)} != {pk for pk, _name, _ordinal in known.grids}:
        found.append(_("网格增加了或者撤销了"))
    outline = _outline(village)
    if (outline is None) != (known.outline is None) or (
        outline is not None and not shapely.equals_exact(outline, known.outline, tolerance=2e-7, normalize=True)
    ):
        found.append(_("村（社区）的边界变了"))
    return found + _changed_houses(village, known)


def _changed_houses(village: AreaRow, known: Known) -> list[str]:
    now = {pk: (name, area_id, x, y) for pk, name, area_id, _place, x, y in _buildings(village) if _grid_of(area_id)[1]}
    then = {house.id: (house.name, house.area_id, house.lon, house.lat) for house in known.houses}
    apart = {pk: name for pk, name, _households in known.unplaced}
    added = [row[0] for pk, row in now.items() if pk not in then and pk not in apart]
    gone = [row[0] for pk, row in then.items() if pk not in now]
    moved = [row[0] for pk, row in then.items() if pk in now and now[pk][1:] != row[1:]]
    sentences = (
        (added, _("新登记了 {count} 栋：{names}")),
        (gone, _("注销或者划走了 {count} 栋：{names}")),
        (moved, _("{count} 栋换了网格或者改了位置：{names}")),
    )
    return [words.format(count=len(names), names=_some(names)) for names, words in sentences if names]


def _some(names: Sequence[str]) -> str:
    return "、".join(sorted(names)[:5]) + ("……" if len(names) > 5 else "")
