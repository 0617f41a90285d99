"""Positions where none is known: spread evenly around a centre, the same each time; marked as drawn everywhere."""

import math
import random
from collections.abc import Sequence

import shapely

from wangge.ground.engines.frames import Flat

Point = tuple[float, float]
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
ROUNDS = 30


def around(centre: Point, count: int, *, apart: float, rng: random.Random) -> list[Point]:
    """Points about `apart` metres from each other, the first nearest to the centre; degrees."""
    turn = rng.uniform(0, 2 * math.pi)
    spots = []
    for nth in range(count):
        far = apart * math.sqrt((nth + 0.3) / math.pi) * rng.uniform(0.92, 1.08)
        angle = turn + nth * GOLDEN_ANGLE
        spots.append((far * math.cos(angle), far * math.sin(angle)))
    return _degrees(centre, spots)


def ring(centre: Point, count: int, *, far: float, rng: random.Random) -> list[Point]:
    """Points on a ring around a centre; a single one is the centre itself."""
    if count == 1:
        return [centre]
    turn = rng.uniform(0, 2 * math.pi)
    angles = [turn + 2 * math.pi * nth / count for nth in range(count)]
    return _degrees(centre, [(far * math.cos(angle), far * math.sin(angle)) for angle in angles])


def _degrees(centre: Point, metres: Sequence[Point]) -> list[Point]:
    flat = Flat(*centre)
    found = shapely.get_coordinates(flat.degrees(shapely.multipoints(metres)))
    return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in found]


def neighbourhoods(points: Sequence[Point], count: int) -> list[int]:
    """Which of `count` groups each point belongs to, so that it lies nearest to the middle of its own group."""
    middles = [points[nth * len(points) // count] for nth in range(count)]
    owners: list[int] = []
    for _ in range(ROUNDS):
        owners = [min(range(count), key=lambda g, at=at: math.dist(at, middles[g])) for at in points]  # type: ignore[misc]  # bound at once
        groups = [[at for at, owner in zip(points, owners, strict=True) if owner == g] for g in range(count)]
        middles = [_middle(group) if group else middles[g] for g, group in enumerate(groups)]
    return owners


def _middle(points: Sequence[Point]) -> Point:
    return sum(lon for lon, _lat in points) / len(points), sum(lat for _lon, lat in points) / len(points)


def spot_within(shape: shapely.Geometry, rng: random.Random) -> Point:
    """A point somewhere inside a shape."""
    west, south, east, north = shape.bounds
    for _ in range(ROUNDS):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(shape, lon, lat):
            return round(lon, 6), round(lat, 6)
    middle = shape.representative_point()
    return round(middle.x, 6), round(middle.y, 6)
