"""Do cells cover their parent once and wholly? Gaps, overlaps, cells in pieces, in metres.

Neighbours surveyed apart never meet exactly; what is narrower than the tolerance is not a fault.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import shapely

from .frames import Flat

Key = TypeVar("Key", bound=Hashable)

TOLERANCE = 5.0  # metres

MISSING, BROKEN, SCATTERED, OVERLAP, GAP, OUTSIDE = "missing", "broken", "scattered", "overlap", "gap", "outside"


@dataclass(frozen=True)
class Fault(Generic[Key]):
    """What is wrong, with which cells, how large, and a point of it to show on a map."""

    kind: str
    cells: tuple[Key, ...]
    square_metres: float = 0.0
    lon: float | None = None
    lat: float | None = None


def coverage_faults(
    cells: Mapping[Key, Any], *, parent: Any | None, expected: Collection[Key] = (), tolerance: float = TOLERANCE
) -> list[Fault[Key]]:
    """Every fault of a set of cells against each other, their parent's shape and the cells there should be."""
    faults: list[Fault[Key]] = [Fault(MISSING, (key,)) for key in expected if key not in cells]
    if not cells:
        return faults
    keys = list(cells)
    flat = Flat.around(parent if parent is not None else shapely.geometrycollections(list(cells.values())))
    shapes = flat.metres(np.array([cells[key] for key in keys], dtype=object))
    whole = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    faults += [Fault(BROKEN, (key,)) for key, good in zip(keys, whole, strict=True) if not good]
    keys, shapes = [key for key, good in zip(keys, whole, strict=True) if good], shapes[whole]
    report = _Report(flat, tolerance)
    faults += [Fault(SCATTERED, (keys[i],)) for i in range(len(keys)) if _is_scattered(shapes[i], tolerance)]
    faults += _overlaps(keys, shapes, report)
    if parent is not None:
        ground = flat.metres(parent)
        covered = shapely.union_all(shapes)
        faults += _gaps(keys, shapes, shapely.difference(ground, covered), report)
        for key, shape in zip(keys, shapes, strict=True):
            faults += report.of(OUTSIDE, (key,), shapely.difference(shape, ground))
    return faults


@dataclass(frozen=True)
class _Report:
    flat: Flat
    tolerance: float

    def of(self, kind: str, cells: tuple[Key, ...], patch: Any) -> list[Fault[Key]]:
        """Faults for the parts of a patch that are wider than the tolerance."""
        found = []
        for part in self.wide_parts(patch):
            spot = self.flat.degrees(shapely.point_on_surface(part))
            found.append(Fault(kind, cells, float(part.area), float(spot.x), float(spot.y)))
        return found

    def wide_parts(self, patch: Any) -> list[Any]:
        parts = [p for p in shapely.get_parts(patch) if p.geom_type == "Polygon"]
        return [p for p in parts if p.area > 0 and not shapely.buffer(p, -self.tolerance / 2).is_empty]


def _is_scattered(shape: Any, tolerance: float) -> bool:
    """More than one piece, where a gap narrower than the tolerance does not part them."""
    if shapely.get_num_geometries(shape) == 1:
        return False
    return bool(shapely.get_num_geometries(shapely.buffer(shape, tolerance / 2)) > 1)


def _overlaps(keys: list[Key], shapes: Any, report: _Report) -> list[Fault[Key]]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = sorted((i, j) for i, j in zip(first.tolist(), second.tolist(), strict=True) if i < j)
    found: list[Fault[Key]] = []
    for i, j in pairs:
        found += report.of(OVERLAP, (keys[i], keys[j]), shapely.intersection(shapes[i], shapes[j]))
    return found


def _gaps(keys: list[Key], shapes: Any, uncovered: Any, report: _Report) -> list[Fault[Key]]:
    found: list[Fault[Key]] = []
    for part in report.wide_parts(uncovered):
        beside = shapely.dwithin(shapes, part, report.tolerance)
        found += report.of(GAP, tuple(key for key, near in zip(keys, beside, strict=True) if near), part)
    return found
