"""Outlines before they are stored: read from GeoJSON, compared with neighbours and parents."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.utils.translation import gettext as _

from wangge.ground.engines.coverage import BROKEN, GAP, MISSING, OUTSIDE, OVERLAP, Fault, coverage_faults
from wangge.ground.engines.frames import Flat, to_wgs84
from wangge.ground.foundation.errors import Refusal

from .levels import Frame, Source
from .memory import AreaIndex, AreaRow

MOST_CORNERS = 50_000
MENDED = 0.001  # share of its ground a shape may lose when it is mended
SHIFT = (50.0, 2_000.0)  # metres that GCJ-02 moves things, generously


@dataclass(frozen=True)
class NewOutline:
    """An outline about to be stored."""

    shape: Any
    source: str


def read_outline(geometry: Mapping[str, Any], *, frame: str) -> Any:
    """A polygon (or several) in WGS84 from a GeoJSON geometry of a named frame. Raises Refusal."""
    if frame not in Frame.values:
        raise Refusal(_("没有“%(frame)s”这种坐标系") % {"frame": frame}, field="frame")
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refusal(_("边界要是多边形"), field="geometry")
    try:
        with np.errstate(invalid="ignore"):  # what is no number is refused below, in words
            shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ValueError, TypeError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Refusal(_("读不懂这个多边形"), field="geometry") from error
    corners = shapely.get_coordinates(shape)
    if not len(corners) or len(corners) > MOST_CORNERS:
        raise Refusal(_("边界的拐点要在 3 到 50000 个之间"), field="geometry")
    if not np.isfinite(corners).all() or not _on_earth(corners):
        swapped = " " + _("经度和纬度好像写反了") if np.isfinite(corners).all() and _on_earth(corners[:, ::-1]) else ""
        raise Refusal(_("坐标不是经纬度。") + swapped, field="geometry")
    return _mended(shapely.transform(shape, lambda points: to_wgs84(points, frame)))


def _on_earth(corners: Any) -> bool:
    return bool((np.abs(corners[:, 0]) <= 180).all() and (np.abs(corners[:, 1]) < 90).all())


def _mended(shape: Any) -> Any:
    """The shape itself, or one without a slip of the pen. Raises Refusal when mending changes the ground."""
    if shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    polygons = [part for one in parts for part in shapely.get_parts(one) if part.geom_type == "Polygon"]
    mended = shapely.union_all(polygons) if polygons else shapely.Polygon()
    claimed = sum(abs(_ring_area(ring)) for ring in _shells(shape))
    if mended.is_empty or abs(mended.area - claimed) > MENDED * claimed:
        reason = shapely.is_valid_reason(shape)
        raise Refusal(_("多边形自相交或有误：%(reason)s") % {"reason": reason}, field="geometry")
    return mended


def _shells(shape: Any) -> list[Any]:
    return [part.exterior for part in shapely.get_parts(shape)]


def _ring_area(ring: Any) -> float:
    x, y = shapely.get_coordinates(ring).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def faults_among(index: AreaIndex, new: Mapping[UUID, NewOutline], *, tolerance: float) -> tuple[list[str], list[str]]:
    """What is wrong between new outlines, their neighbours and their parents: what forbids, what only warns."""
    hard: list[str] = []
    soft: list[str] = []
    for parent_id in {index.by_id[area_id].parent_id for area_id in new} | set(new):
        if parent_id is None or not index.tiles(parent_id):
            continue
        known = {area_id: NewOutline(o.shape, o.source) for area_id, o in index.outlines.items()} | dict(new)
        cells = {row.id: known[row.id] for row in index.tiles(parent_id) if row.id in known}
        parent = known.get(parent_id)
        found = coverage_faults(
            {area_id: outline.shape for area_id, outline in cells.items()},
            parent=parent.shape if parent else None,
            tolerance=tolerance,
        )
        for fault in found:
            involved = [cells[area_id] for area_id in fault.cells if area_id in cells]
            if fault.kind == OUTSIDE and parent:
                involved.append(parent)
            touched = parent_id in new or any(area_id in new for area_id in fault.cells)
            drawn = any(outline.source == Source.DRAWN for outline in involved)
            forbids = fault.kind in (OVERLAP, OUTSIDE, BROKEN) and touched and not drawn
            (hard if forbids else soft).append(fault_words(index, fault, parent_id))
    return hard, soft


def fault_words(index: AreaIndex, fault: Fault[UUID], parent_id: UUID) -> str:
    """A fault of coverage as a sentence."""
    names = "、".join(index.by_id[area_id].name for area_id in fault.cells if area_id in index.by_id)
    parent = index.by_id[parent_id].name if parent_id in index.by_id else ""
    size = f"{fault.square_metres:,.0f}"
    if fault.kind == OVERLAP:
        return _("%(names)s互相重叠 %(size)s 平方米") % {"names": names, "size": size}
    if fault.kind == OUTSIDE:
        return _("%(names)s超出%(parent)s %(size)s 平方米") % {"names": names, "parent": parent, "size": size}
    if fault.kind == GAP:
        return _("%(parent)s有 %(size)s 平方米无人负责（靠近%(names)s）") % {
            "parent": parent, "size": size, "names": names or _("边缘"),
        }  # fmt: skip
    if fault.kind == MISSING:
        return _("%(names)s没有边界") % {"names": names}
    if fault.kind == BROKEN:
        return _("%(names)s的边界自相交") % {"names": names}
    return _("%(names)s分成了互不相连的几块") % {"names": names}


def misfit(index: AreaIndex, shapes: Mapping[UUID, Any]) -> float:
    """How far outlines lie from where their areas are known to be, in metres a piece; nan when nothing is known."""
    misses = [max(known) for known in (_misses(index, index.by_id[i], shape) for i, shape in shapes.items()) if known]
    return sum(misses) / len(misses) if misses else math.nan


def _misses(index: AreaIndex, row: AreaRow, shape: Any) -> list[float]:
    flat = Flat.around(shape)
    ground = flat.metres(shape)
    misses = []
    if row.lon is not None and row.lat is not None:
        misses.append(float(shapely.distance(ground, flat.metres(shapely.Point(row.lon, row.lat)))))
    parent = _surveyed_above(index, row)
    if parent is not None:
        outside = shapely.difference(ground, flat.metres(parent))
        # A strip of this width along half of the outline explains the ground outside.
        misses.append(2 * float(outside.area) / float(ground.length))
    return misses


def _surveyed_above(index: AreaIndex, row: AreaRow) -> Any | None:
    for above in reversed(index.above(row.id)[:-1]):
        outline = index.outlines.get(above.id)
        if outline is not None:
            return None if outline.source == Source.DRAWN else outline.shape
    return None


def frame_doubt(index: AreaIndex, given: Mapping[UUID, Any], *, stated: str, other: Mapping[UUID, Any]) -> str:
    """A warning when the file fits much better in the other frame than in the stated one; else ''."""
    miss, better = misfit(index, given), misfit(index, other)
    if not SHIFT[0] <= miss <= SHIFT[1] or better > miss / 3:
        return ""
    words = {True: _("文件像是 GCJ-02（火星坐标），不是所写的坐标系"), False: _("文件像是 WGS84，不是所写的 GCJ-02")}
    return words[stated in (Frame.WGS84, Frame.CGCS2000)]
