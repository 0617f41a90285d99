"""How long a point takes to find its cell, beside a plain spatial tree. Run: python -m bench.point_index"""

import time
from collections.abc import Callable

import numpy as np
import shapely

from wangge.ground.engines.point_index import PointIndex

TITLE = "Point to grid"
CELLS = (1_400, 100_000)
LOOKUPS = 20_000
ROUNDS = 3


def county(count: int) -> list[tuple[int, object]]:
    """A gapless county of irregular cells: half of it crowded into a sixteenth, as towns are."""
    rng = np.random.default_rng(7)
    spread = rng.random((count // 2, 2))
    crowded = 0.4 + 0.25 * rng.random((count - count // 2, 2))
    sites = shapely.multipoints(np.vstack([spread, crowded]) * (0.6, 0.5) + (104.0, 35.0))
    shapes = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=shapely.box(104.0, 35.0, 104.6, 35.5)))
    curved = shapely.segmentize(shapes, max_segment_length=0.05 / count**0.5)
    return list(enumerate(curved))


def microseconds(look: Callable[[float, float], object], points: list[tuple[float, float]]) -> float:
    """The best round's time for one look-up."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for lon, lat in points:
            look(lon, lat)
        best = min(best, time.perf_counter() - start)
    return best / len(points) * 1e6


def in_tree(tree: shapely.STRtree) -> Callable[[float, float], object]:
    """What one would write without this index."""
    return lambda lon, lat: tree.query(shapely.Point(lon, lat), predicate="intersects")


def run() -> list[dict[str, object]]:
    """One row for each size: build time, look-up in the index, in a plain tree, and many at once."""
    rows: list[dict[str, object]] = []
    rng = np.random.default_rng(1)
    for count in CELLS:
        cells = county(count)
        start = time.perf_counter()
        index = PointIndex(cells)
        built = time.perf_counter() - start
        tree = shapely.STRtree([shape for _, shape in cells])
        found = rng.random((LOOKUPS, 2)) * (0.6, 0.5) + (104.0, 35.0)
        points = [(float(lon), float(lat)) for lon, lat in found]
        start = time.perf_counter()
        index.find_many(found)
        many = (time.perf_counter() - start) / LOOKUPS * 1e6
        rows.append(
            {
                "what": "point → grid",
                "cells": len(cells),
                "µs a look-up": round(microseconds(index.find, points), 2),
                "µs in a plain STRtree": round(microseconds(in_tree(tree), points), 2),
                "µs each, many at once": round(many, 2),
                "build s": round(built, 2),
                "target µs": 10,
            }
        )
    return rows


if __name__ == "__main__":
    for row in run():
        print(row)
