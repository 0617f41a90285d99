"""A ground laid out from points or outlines: cells without gaps, the metres they share, and where barriers run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from wangge.ground.engines.cells import hull_around, voronoi
from wangge.ground.engines.frames import Flat

from .ground import BAD_PLACE, OVERLAP, Atom, BadAtom, Border, Floats, Ground, Ints, ground_of

OUTSIDE = "outside"
FAR = 50.0  # metres outside its community's outline at which a point is taken for wrong
NARROW = 1.0  # metres that outlines surveyed apart may gape or overlap

Shapes = npt.NDArray[Any]


def lay_out(atoms: Sequence[Atom], outlines: Mapping[str, Any], *, barriers: Iterable[Any] = ()) -> Ground:
    """Give every atom its cell, and find the borders between them. Raises BadAtom.

    `outline` of an atom is a point or a polygon in degrees, the same kind throughout a community. Points divide the
    outline of their community (a hull around them where `outlines` has none). Barriers are lines or polygons.
    """
    ground_of(atoms, [])
    groups: dict[str, list[Atom]] = {}
    for atom in atoms:
        _check(atom)
        groups.setdefault(atom.community, []).append(atom)
    lines = np.array(list(barriers), dtype=object)
    found: dict[str, Atom] = {}
    borders: list[Border] = []
    for community, members in groups.items():
        cells = _cells(members, outlines.get(community))
        found |= {atom.key: atom for atom in cells}
        borders += _borders(cells, members, lines)
    return ground_of([found[atom.key] for atom in atoms], borders)


def _check(atom: Atom) -> None:
    shape = atom.outline
    if not isinstance(shape, shapely.Geometry) or shape.is_empty or not np.isfinite(shape.bounds).all():
        raise BadAtom(BAD_PLACE, atom.key, "has no place")
    if not isinstance(shape, shapely.Point | shapely.Polygon | shapely.MultiPolygon):
        raise BadAtom(BAD_PLACE, atom.key, f"is a {shape.geom_type}, neither a point nor a polygon")
    if not shape.is_valid:
        raise BadAtom(BAD_PLACE, atom.key, f"has a broken outline: {shapely.is_valid_reason(shape)}")
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BadAtom(BAD_PLACE, atom.key, "is not in degrees of longitude and latitude")


def _cells(members: list[Atom], outline: Any) -> list[Atom]:
    points = [isinstance(atom.outline, shapely.Point) for atom in members]
    if not any(points):
        return [_with_cell(atom, atom.outline) for atom in members]
    if not all(points):
        raise BadAtom(BAD_PLACE, members[points.index(False)].key, "has an outline where others have points")
    spots = {atom.key: (float(atom.outline.x), float(atom.outline.y)) for atom in members}
    ground = hull_around(list(spots.values())) if outline is None else outline
    flat = Flat.around(ground)
    places = flat.metres(np.array([atom.outline for atom in members], dtype=object))
    off = shapely.distance(flat.metres(ground), places)
    if off.max() > FAR:
        far = members[int(np.argmax(off))]
        raise BadAtom(OUTSIDE, far.key, f"lies {off.max():.0f} m outside its community {far.community!r}")
    cells = voronoi(spots, ground)
    for atom in members:
        if atom.key not in cells:
            raise BadAtom(OUTSIDE, atom.key, "lies outside its community and gets no ground of it")
    return [_with_cell(atom, cells[atom.key], flat) for atom in members]


def _with_cell(atom: Atom, cell: Any, flat: Flat | None = None) -> Atom:
    shape = (flat or Flat.around(cell)).metres(cell)
    return replace(atom, outline=cell, square_metres=float(shape.area), rim=float(shape.length))


def _borders(cells: list[Atom], members: list[Atom], barriers: Shapes) -> list[Border]:
    """Which cells touch, along how many metres, and whether a barrier runs between their places."""
    flat = Flat.around(shapely.geometrycollections([atom.outline for atom in cells]))
    shapes = flat.metres(np.array([atom.outline for atom in cells], dtype=object))
    is_exact = bool(shapely.coverage_is_valid(shapes, gap_width=NARROW))
    near = shapes if is_exact else shapely.buffer(shapes, NARROW)
    pairs = shapely.STRtree(near).query(near, predicate="intersects").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    if not len(pairs):
        return []
    metres = _shared(shapes, pairs) if is_exact else _nearly_shared(cells, shapes, near, pairs)
    kept = metres > 0
    pairs, metres = pairs[kept], metres[kept]
    places = flat.metres(shapely.point_on_surface(np.array([atom.outline for atom in members], dtype=object)))
    barred = _barred(places, pairs, flat.metres(barriers) if len(barriers) else barriers)
    return [
        Border(cells[one].key, cells[other].key, length, is_barred)
        for (one, other), length, is_barred in zip(pairs.tolist(), metres.tolist(), barred.tolist(), strict=True)
    ]


def _shared(shapes: Shapes, pairs: Ints) -> Floats:
    found: Floats = shapely.length(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    return found


def _nearly_shared(cells: list[Atom], shapes: Shapes, near: Shapes, pairs: Ints) -> Floats:
    """Metres along which two outlines run beside each other; outlines that overlap wider are refused."""
    one, other = pairs[:, 0], pairs[:, 1]
    over = shapely.buffer(shapely.intersection(shapes[one], shapes[other]), -NARROW)
    wide = np.flatnonzero(~shapely.is_empty(over))
    if len(wide):
        raise BadAtom(OVERLAP, cells[one[wide[0]]].key, f"overlaps {cells[other[wide[0]]].key!r}")
    rims = shapely.boundary(shapes)
    along = np.minimum(
        shapely.length(shapely.intersection(rims[one], near[other])),
        shapely.length(shapely.intersection(rims[other], near[one])),
    )
    found: Floats = np.maximum(0.0, along - 2 * NARROW)
    return found


def _barred(places: Shapes, pairs: Ints, barriers: Shapes) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(pairs), dtype=np.bool_)
    if len(barriers):
        spots = shapely.get_coordinates(places)
        ways = shapely.linestrings(spots[pairs])
        found[np.unique(shapely.STRtree(barriers).query(ways, predicate="intersects")[0])] = True
    return found


def outline_of(ground: Ground, keys: Iterable[str]) -> Any:
    """The outline of a grid: its atoms' cells without the borders between them."""
    cells = [ground.atoms[ground.number[key]].outline for key in keys]
    return shapely.union_all(cells)
