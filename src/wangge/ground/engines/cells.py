"""Cells drawn where no boundary is known: each point of the ground belongs to its nearest centre.

Everything is cut from one net of lines, so that neighbours share their corners exactly, and every
cell is one piece: what a bend of the parent cuts off goes to the neighbour it touches longest.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from .frames import Flat

Key = TypeVar("Key", bound=Hashable)

LEAST_MARGIN = 500.0  # metres around the outermost centres when no parent is known
LATTICE = 60  # points along the longer side when a shape is split by area
APART = 1.0  # metres between centres that were given the same position


def voronoi(centres: Mapping[Key, tuple[float, float]], parent: Any) -> dict[Key, Any]:
    """One cell for each centre, together exactly the parent; centres far outside may get none.

    Coordinates are degrees. The same input gives the same cells.
    """
    if not centres:
        return {}
    keys = list(centres)
    flat = Flat.around(parent)
    ground = flat.metres(parent)
    sites = _apart(shapely.get_coordinates(flat.metres(shapely.multipoints([centres[k] for k in keys]))))
    if len(keys) == 1:
        return {keys[0]: parent}
    faces = _faces(sites, ground)
    owners = shapely.STRtree(shapely.points(sites)).nearest(shapely.point_on_surface(faces))
    owners = _one_piece(faces, owners, sites)
    cells = {keys[o]: flat.degrees(shapely.coverage_union_all(faces[owners == o])) for o in np.unique(owners)}
    return {key: cells[key] for key in keys if key in cells}


def _apart(sites: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move centres that share a position onto a small spiral, in their order."""
    moved, seen = sites.copy(), dict[tuple[float, ...], int]()
    for i, site in enumerate(sites):
        nth = seen[tuple(site)] = seen.get(tuple(site), -1) + 1
        moved[i] += APART * np.sqrt(nth) * np.array([np.cos(2.4 * nth), np.sin(2.4 * nth)]) if nth else 0.0
    return moved


def _faces(sites: NDArray[np.float64], ground: Any) -> NDArray[Any]:
    """The pieces of the ground that the lines between centres cut out."""
    lines = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=ground, only_edges=True)
    net = shapely.union_all([lines, shapely.boundary(ground)])  # cut to the ground first, a line may end short of it
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    shapely.prepare(ground)
    return np.array(faces[shapely.contains(ground, shapely.point_on_surface(faces))], dtype=object)


def _one_piece(faces: NDArray[Any], owners: NDArray[np.int64], sites: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give every piece that does not hang together with its centre's main piece to a neighbour."""
    owners = owners.copy()
    main: dict[int, int] = {}
    for owner in np.unique(owners):
        mine = np.flatnonzero(owners == owner)
        holds = shapely.intersects_xy(faces[mine], *sites[owner])
        best = np.lexsort((mine, -shapely.area(faces[mine]), ~holds))[0]
        main[int(owner)] = int(mine[best])
    stray = [i for i in range(len(faces)) if main[int(owners[i])] != i]
    settled = set(main.values())
    while stray:
        left = [i for i in stray if not _adopt(i, faces, owners, settled)]
        if len(left) == len(stray):  # an island of the parent: it stays with its nearest centre
            break
        stray = left
    return owners


def _adopt(piece: int, faces: NDArray[Any], owners: NDArray[np.int64], settled: set[int]) -> bool:
    near = sorted(settled)
    shared = shapely.length(shapely.intersection(faces[piece], faces[near]))
    best = int(np.argmax(shared))
    if shared[best] <= 0:
        return False
    owners[piece] = owners[near[best]]
    settled.add(piece)
    return True


def hull_around(points: Sequence[tuple[float, float]]) -> Any:
    """A rounded hull around centres whose parent has no boundary, half a neighbour's distance wide."""
    cloud = shapely.multipoints(points)
    flat = Flat.around(cloud)
    ground = flat.metres(cloud)
    sites = shapely.get_coordinates(ground)
    margin = LEAST_MARGIN
    if len(sites) > 1:
        gaps = np.sqrt(((sites[:, None] - sites[None]) ** 2).sum(-1))
        np.fill_diagonal(gaps, np.inf)
        margin = max(margin, float(np.median(gaps.min(axis=1))) / 2)
    return flat.degrees(ground.convex_hull.buffer(margin))


def balanced_centres(shape: Any, count: int, points: Sequence[tuple[float, float]] = ()) -> list[tuple[float, float]]:
    """Centres that split a shape into `count` parts of about equal ground, from west to east, north to south.

    With `points` (houses, named places) the parts hold about equally many of them instead.
    """
    flat = Flat.around(shape)
    ground = flat.metres(shape)
    weights = shapely.get_coordinates(flat.metres(shapely.multipoints(points))) if points else np.empty((0, 2))
    weights = weights[shapely.intersects_xy(ground, weights[:, 0], weights[:, 1])] if len(weights) else weights
    if len(weights) < 2 * count:
        weights = _lattice(ground, count)
    centres = [group.mean(axis=0) for group in _halves(weights, count)]
    found = shapely.get_coordinates(flat.degrees(shapely.multipoints(centres)))
    return [(float(lon), float(lat)) for lon, lat in found]


def _lattice(ground: Any, count: int) -> NDArray[np.float64]:
    west, south, east, north = ground.bounds
    steps = max(LATTICE, int(4 * count**0.5))
    step = max(east - west, north - south) / steps
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    inside = shapely.intersects_xy(ground, x.ravel(), y.ravel())
    points = np.column_stack([x.ravel(), y.ravel()])[inside]
    if len(points) < count:
        spot = shapely.get_coordinates(shapely.point_on_surface(ground))
        points = np.vstack([points, np.repeat(spot, count - len(points), axis=0)])
    found: NDArray[np.float64] = points
    return found


def _halves(points: NDArray[np.float64], count: int) -> list[NDArray[np.float64]]:
    """Cut a cloud across its longer side into shares, again and again, until there are `count` groups."""
    if count == 1:
        return [points]
    spread = points.max(axis=0) - points.min(axis=0)
    wide = spread[0] >= spread[1]
    order = np.lexsort((points[:, 1], points[:, 0]) if wide else (points[:, 0], -points[:, 1]))
    first = count // 2
    at = max(first, min(len(points) - (count - first), round(len(points) * first / count)))
    return _halves(points[order[:at]], first) + _halves(points[order[at:]], count - first)
