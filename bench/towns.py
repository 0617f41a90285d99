"""Made towns for the drawing of grids: communities, street blocks and hamlets, buildings and houses, roads and a river.

The same size and seed give the same town. Three fifths of the households live in urban communities, whose buildings
stand in rows inside compounds between streets; the others in villages, in houses along the lanes of their hamlets.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely

EAST, NORTH = 104.6, 35.2  # degrees of the south-western corner
METRES = 111_319.49
SEEDS = {1_000: 2, 10_000: 12, 100_000: 13}

Box = tuple[float, float, float, float]


@dataclass
class Town:
    """What `lay_out` needs; `is_urban` by community."""

    atoms: list = field(default_factory=list)
    outlines: dict = field(default_factory=dict)
    barriers: list = field(default_factory=list)
    is_urban: dict = field(default_factory=dict)


def made_town(households: int, seed: int | None = None) -> Town:
    rng = np.random.default_rng(SEEDS[households] if seed is None else seed)
    town = Town()
    shares = [*_shares(rng, households * 3 // 5, 2400, 900), *_shares(rng, households * 2 // 5, 600, 250)]
    urban = sum(1 for _, is_urban in shares if is_urban)
    ground = np.array([h / 8e-3 if is_urban else h / 2.5e-4 for h, is_urban in shares])  # square metres
    side = float(np.sqrt(ground.sum()))
    river = [(x, side * (0.5 + 0.1 * np.sin(x / side * 7.0))) for x in np.linspace(-50, side + 50, 60)]
    town.barriers.append(_line(river))
    for number, box in enumerate(_split((0.0, 0.0, side, side), ground)):
        name = f"{'社区' if number < urban else '村'}{number + 1}"
        town.outlines[name] = shapely.box(*_degrees(*box[:2]), *_degrees(*box[2:]))
        town.is_urban[name] = shares[number][1]
        (_community if shares[number][1] else _village)(town, rng, name, box, shares[number][0])
    return town


def _shares(rng, households: int, mean: float, least: int) -> list[tuple[int, bool]]:
    found, left = [], households
    while left > 0:
        size = int(max(least, rng.lognormal(np.log(mean), 0.35)))
        size = left if left - size < least else size
        found.append((size, mean > 1000))
        left -= size
    return found


def _split(box: Box, weights) -> list[Box]:
    """Cut a box across its longer side, again and again, until every weight has its share of it."""
    if len(weights) == 1:
        return [box]
    running = np.cumsum(weights) / np.sum(weights)
    first = int(np.argmin(np.abs(running[:-1] - 0.5))) + 1
    west, south, east, north = box
    if east - west >= north - south:
        at = west + (east - west) * running[first - 1]
        halves = (west, south, at, north), (at, south, east, north)
    else:
        at = south + (north - south) * running[first - 1]
        halves = (west, south, east, at), (west, at, east, north)
    return [*_split(halves[0], weights[:first]), *_split(halves[1], weights[first:])]


def _community(town: Town, rng, name: str, box: Box, households: int) -> None:
    """Street blocks between main roads, compounds in them, buildings in rows."""
    blocks = max(1, round(households / rng.uniform(1100, 2200)))
    share = rng.dirichlet(np.full(blocks, 6.0)) * households
    compound = 0
    for block, inside in zip(_split(box, share), share, strict=True):
        town.barriers.append(_line([block[:2], (block[2], block[1]), block[2:], (block[0], block[3]), block[:2]]))
        compounds = max(1, round(inside / rng.uniform(220, 480)))
        sizes = np.maximum(25, rng.dirichlet(np.full(compounds, 2.5)) * inside)
        for plot, size in zip(_split(_shrunk(block, 16), sizes), sizes, strict=True):
            compound += 1
            _buildings(town, rng, (name, f"{name}{compound}号院"), _shrunk(plot, 5), int(size))


def _buildings(town: Town, rng, where: tuple[str, str], box: Box, households: int) -> None:
    each = int(rng.choice([20, 36, 48, 72, 108], p=[0.2, 0.3, 0.25, 0.15, 0.1]))
    count = max(1, round(households / each))
    wide, high = box[2] - box[0], box[3] - box[1]
    columns = max(1, round(np.sqrt(count * wide / high * 0.6)))
    rows = -(-count // columns)
    sizes = np.maximum(4, rng.multinomial(households, rng.dirichlet(np.full(count, 12.0))))
    for i in range(count):
        x = box[0] + (i % columns + 0.5) * wide / columns + rng.normal(0, 1.5)
        y = box[1] + (i // columns + 0.5) * high / rows + rng.normal(0, 1.5)
        _add(town, where, (x, y), int(sizes[i]))


def _village(town: Town, rng, name: str, box: Box, households: int) -> None:
    """Hamlets of some lanes each, houses on both sides of them; a third of the villages lie on both sides of a road."""
    if rng.random() < 0.35:
        at = box[0] + (box[2] - box[0]) * rng.uniform(0.35, 0.65)
        town.barriers.append(_line([(at, box[1]), (at, box[3])]))
    hamlets = max(1, round(households / 140))
    inner = _shrunk(box, 8)
    for hamlet, size in enumerate(rng.multinomial(households, rng.dirichlet(np.full(hamlets, 3.0)))):
        centre = np.array(
            [rng.uniform(a + (b - a) * 0.15, b - (b - a) * 0.15) for a, b in zip(box[:2], box[2:], strict=True)]
        )
        for lane, houses in enumerate(np.array_split(np.arange(size), max(1, size // 45))):
            at, heading = centre + rng.normal(0, 30, 2), rng.uniform(0, 2 * np.pi)
            for i in range(len(houses)):
                if i % 2 == 0:
                    heading += rng.normal(0, 0.08)
                    at = at + 14 * np.array([np.cos(heading), np.sin(heading)])
                off = (9 if i % 2 else -9) * np.array([-np.sin(heading), np.cos(heading)])
                spot = _folded(at + off + rng.normal(0, 2, 2), inner)
                _add(town, (name, f"{name}{hamlet + 1}组{lane + 1}巷"), spot, 1)


def _folded(spot, box: Box) -> tuple[float, float]:
    """A place outside a box mirrored back into it."""
    low, high = np.array(box[:2]), np.array(box[2:])
    inside = high - np.abs(high - low - np.abs(spot - low) % (2 * (high - low)))
    return float(inside[0]), float(inside[1])


def _shrunk(box: Box, by: float) -> Box:
    wide, high = min(by, (box[2] - box[0]) / 4), min(by, (box[3] - box[1]) / 4)
    return box[0] + wide, box[1] + high, box[2] - wide, box[3] - high


def _add(town: Town, where: tuple[str, str], spot: tuple[float, float], households: int) -> None:
    from wangge.ground.engines.partition.ground import Atom

    key = f"{where[0]}-{len(town.atoms) + 1}"
    town.atoms.append(Atom(key, where[0], households, compound=where[1], outline=shapely.Point(_degrees(*spot))))


def _degrees(x: float, y: float) -> tuple[float, float]:
    return EAST + x / (METRES * np.cos(np.radians(NORTH))), NORTH + y / METRES


def _line(points) -> shapely.LineString:
    return shapely.LineString([_degrees(*point) for point in points])
