"""The grids of a village become others on a day: some close, some open, all get their outlines, everything moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.areas.levels import Frame, Level, Source
from wangge.core.areas.memory import AreaIndex, AreaRow, areas_changed, areas_in_memory
from wangge.core.areas.models import Area, Boundary, NamedPlace, PublicCode, Redrawing
from wangge.core.areas.outlines import NewOutline, faults_among
from wangge.core.areas.redrawing import Redrawn, move_everything, moved_things, note
from wangge.core.areas.scope import Scope
from wangge.ground.engines.coverage import TOLERANCE
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.sync.rows import close_scopes

from .boundaries import replace_outlines
from .tree import NewArea, add_areas

SAME = 1e-10  # square degrees, about a square metre
PLACES = """
 UPDATE areas_named_place p SET area_id = w.new_id
 FROM unnest(%s::uuid[], %s::uuid[]) AS w (id, new_id) WHERE p.id = w.id"""
CODES = """
 WITH w AS (SELECT * FROM unnest(%s::uuid[], %s::uuid[]) AS w (old_id, new_id)),
 first AS (SELECT DISTINCT ON (w.new_id, c.spot) c.id, w.new_id FROM areas_public_code c
  JOIN w ON w.old_id = c.area_id WHERE c.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM areas_public_code o
   WHERE o.area_id = w.new_id AND o.spot = c.spot AND o.revoked_at IS NULL) ORDER BY w.new_id, c.spot, c.id)
 UPDATE areas_public_code c SET area_id = first.new_id FROM first WHERE first.id = c.id"""


@dataclass(frozen=True)
class WantedGrid:
    """A grid as it is to be: an open one (`area_id`), or a new one, which may stand for a closed one again."""

    key: str
    name: str  # '' for a new one: by the naming rule
    outline: Any  # a shape in WGS84
    area_id: UUID | None = None
    ordinal: int | None = None  # of a new one
    stands_for: UUID | None = None
    donor: UUID | None = None  # of a new one: the grid that most of it came from


@dataclass(frozen=True)
class Wanted:
    """The grids a village is to have; `buildings` are those that change, `heirs` of each grid no longer wanted.

    Both name grids by their keys. `undoes` is the redrawing whose grids are brought back.
    """

    village_id: UUID
    grids: Sequence[WantedGrid]
    buildings: Mapping[UUID, str]
    heirs: Mapping[UUID, str]
    undoes: UUID | None = None


@transaction.atomic
def redraw_grids(*, wanted: Wanted, by: str, by_id: UUID | None, at: datetime) -> Redrawing:
    """Make these the base grids of a village from today on (网格调整生效), and move all that lies in them.

    Raises NotFound; Conflict where the grids changed meanwhile; Refusal where outlines overlap, or where something
    cannot be moved.
    """
    before = areas_in_memory()
    village = before.by_id.get(wanted.village_id)
    if village is None or village.level != Level.VILLAGE or village.town_id is None:
        raise NotFound(_("没有找到这个村（社区），或者它已经撤销"))
    list(Area.objects.select_for_update().filter(parent=village.id).order_by("pk").values_list("pk"))
    day = localdate(at)
    closed = _close(before, village, wanted, day)
    made = _open(before, village, wanted.grids, at=at)
    _outline(village, wanted.grids, made, day)
    row = Redrawing(town_id=village.town_id, village_id=village.id, on=day, at=at, by=by, by_id=by_id)
    row.undoes_id = wanted.undoes
    redrawn = _redrawn(row, before, wanted, made, closed)
    row.grids = {
        "opened": [str(one.id) for one in redrawn.opened],
        "heirs": {str(old): str(new.id) for old, new in redrawn.heirs.items()},
    }
    row.save(force_insert=True)
    _move_places(redrawn)
    _move_codes(redrawn)
    move_everything(redrawn)
    close_scopes({old: new.id for old, new in redrawn.heirs.items()}, at=at)
    areas_changed()
    return row


def _close(before: AreaIndex, village: AreaRow, wanted: Wanted, day: date) -> list[AreaRow]:
    """Close what is not wanted any more, with its micro-grids. Raises Conflict, Refusal."""
    open_ones = {row.id for row in before.children(village.id)}
    kept = {grid.area_id for grid in wanted.grids if grid.area_id is not None}
    if not kept <= open_ones or not wanted.heirs.keys() <= open_ones or kept & wanted.heirs.keys():
        raise Conflict(_("网格已经变了，请重新测算"))
    closed = [row for pk in wanted.heirs for row in before.below(before.by_id[pk].path)]
    ids = [row.id for row in closed]
    Area.objects.filter(pk__in=ids).update(closed_on=day)
    ended = Boundary.objects.filter(area__in=ids, valid_to=None)
    if ended.filter(valid_from__gt=day).exists():
        raise Refusal(_("现有边界的起始日比 %(on)s 晚") % {"on": day.isoformat()}, field="on")
    ended.update(valid_to=day)
    return closed


def _open(before: AreaIndex, village: AreaRow, grids: Sequence[WantedGrid], *, at: datetime) -> dict[str, UUID]:
    """The area of each wanted grid by its key; new ones are opened and named, kept ones renamed. Raises Refusal."""
    made = {grid.key: grid.area_id for grid in grids if grid.area_id is not None}
    renamed = {g.area_id: g.name for g in grids if g.area_id and g.name and g.name != before.by_id[g.area_id].name}
    for pk in renamed:  # two grids may take each other's name
        Area.objects.filter(pk=pk).update(name=str(pk))
    for pk, name in renamed.items():
        Area.objects.filter(pk=pk).update(name=name)
    new = [grid for grid in grids if grid.area_id is None]
    wanted = [NewArea(level=Level.GRID, parent_code=village.code, name=g.name, ordinal=g.ordinal) for g in new]
    areas = add_areas(areas=wanted, at=at) if new else []
    return made | {grid.key: area.id for grid, area in zip(new, areas, strict=True)}


def _outline(village: AreaRow, grids: Sequence[WantedGrid], made: Mapping[str, UUID], day: date) -> None:
    """Every grid's outline from the day on. Raises Refusal where they overlap or leave the village."""
    areas_changed()
    index = areas_in_memory()
    shapes = {made[grid.key]: grid.outline for grid in grids}
    planned = {pk: NewOutline(shape, Source.PLANNED) for pk, shape in shapes.items()}
    hard, _soft = faults_among(index, planned, tolerance=TOLERANCE)
    if hard:
        raise Refusal(hard[0], field="geometry", faults=hard)
    changed = {pk: s for pk, s in shapes.items() if pk not in index.outlines or not _same(index.outlines[pk].shape, s)}
    replace_outlines(shapes=changed, source=Source.PLANNED, frame=Frame.WGS84, on=day, note=village.name)
    areas_changed()


def _same(one: Any, other: Any) -> bool:
    return bool(shapely.area(shapely.symmetric_difference(one, other)) < SAME)


def _redrawn(
    row: Redrawing, before: AreaIndex, wanted: Wanted, made: Mapping[str, UUID], closed: Sequence[AreaRow]
) -> Redrawn:
    now = areas_in_memory().by_id
    grid_of = {key: now[pk] for key, pk in made.items()}
    new = [grid for grid in wanted.grids if grid.area_id is None]
    return Redrawn(
        id=row.pk,
        town_id=row.town_id,
        village=now[row.village_id],
        on=row.on,
        at=row.at,
        by=row.by,
        by_id=row.by_id,
        buildings={pk: grid_of[key] for pk, key in wanted.buildings.items()},
        heirs={low.id: grid_of[wanted.heirs[pk]] for pk in wanted.heirs for low in before.below(before.by_id[pk].path)},
        returns={grid.stands_for: grid_of[grid.key] for grid in new if grid.stands_for is not None},
        donors={grid_of[grid.key].id: now.get(grid.donor) or before.by_id[grid.donor] for grid in new if grid.donor},
        opened=[grid_of[grid.key] for grid in new],
        closed=closed,
        before=before,
        undoes=row.undoes_id,
    )


def _move_places(redrawn: Redrawn) -> None:
    """Named places go where their point lies now; those without one go with their grid."""
    now = areas_in_memory()
    back = moved_things(redrawn.undoes, "named_place") if redrawn.undoes else {}
    moved = []
    rows = NamedPlace.objects.within(Scope((redrawn.village.path,)))
    for pk, old, lon, lat in rows.values_list("pk", "area_id", "lon", "lat"):
        new = redrawn.heirs[old].id if old in redrawn.heirs else old
        if pk in back and back[pk][1] == old and back[pk][0] in redrawn.returns:
            new = redrawn.returns[back[pk][0]].id
        if lon is not None and lat is not None and redrawn.before.cell_at(lon, lat) == old:
            found = now.by_id.get(now.cell_at(lon, lat) or old)
            new = found.id if found is not None and found.path.startswith(redrawn.village.path) else new
        if new != old:
            moved.append((pk, old, new))
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [[pk for pk, _old, _new in moved], [new for _pk, _old, new in moved]])
    note(redrawn, kind="named_place", moved=moved)


def _move_codes(redrawn: Redrawn) -> None:
    """A poster goes on to open the page of the grid that took over; where that has one on the same spot it fails."""
    closed = list(redrawn.heirs)
    with connection.cursor() as cursor:
        cursor.execute(CODES, [closed, [redrawn.heirs[pk].id for pk in closed]])
    left = PublicCode.objects.everywhere("a closed area has no codes").filter(area__in=closed, revoked_at=None)
    left.update(revoked_at=redrawn.at)
