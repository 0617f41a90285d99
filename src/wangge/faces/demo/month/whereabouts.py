"""Where a message comes from: the village it names, a grid of it, a point in the grid."""

import random
from dataclasses import dataclass

from wangge.core.areas.queries import AreaRow, areas_in_memory, locate
from wangge.faces.demo.geography import Point, spot_within
from wangge.faces.demo.messages import Message

NEAR = 0.0003  # degrees, some thirty metres
TO_THE_TOWN = ("online", "portal", "wechat")  # ways on which somebody may name no village


@dataclass(frozen=True)
class Where:
    """The door that was used, the point that was set, and the area the matter then lies in."""

    door: AreaRow
    point: Point | None
    area: AreaRow


class Ground:
    """The villages and grids of a place."""

    def __init__(self, *, root: str, seed: int) -> None:
        rows = areas_in_memory().below(root)
        self._seed = seed
        self._towns = [row for row in rows if row.level == "town"]
        self._villages = [row for row in rows if row.level == "village"]
        self._grids = {v.id: [r for r in areas_in_memory().children(v.id) if r.level == "grid"] for v in self._villages}

    def of(self, message: Message, *, grid_number: int = 0) -> Where:
        """The same for the same seed; messages of one issue lie close together. A number names the grid."""
        rng = random.Random(f"{self._seed}:{message.issue or message.id}")  # noqa: S311 - a demonstration, not a secret
        own = random.Random(f"{self._seed}:{message.id}:where")  # noqa: S311
        if not message.village and message.channel in TO_THE_TOWN:
            town = rng.choice(self._towns)
            return Where(town, None, town)
        village = self._village(message, rng)
        grids = self._grids[village.id]
        grid = grids[grid_number - 1] if grid_number else rng.choice(grids)
        base = spot_within(areas_in_memory().outlines[grid.id].shape, rng)
        if message.channel == "hotline" or (not grid_number and own.random() < 0.1):
            return Where(village, None, village)
        if own.random() < 0.4 and not message.issue:
            return Where(grid, None, grid)
        point = base[0] + own.uniform(-NEAR, NEAR), base[1] + own.uniform(-NEAR, NEAR)
        found = locate(lon=point[0], lat=point[1]).area_id
        area = areas_in_memory().by_id.get(found) if found else None
        return (
            Where(grid, point, area) if area is not None and area.town_id == grid.town_id else Where(grid, None, grid)
        )

    def _village(self, message: Message, rng: random.Random) -> AreaRow:
        known = [v for v in self._villages if v.name in (f"{message.village}村", f"{message.village}社区")]
        return (known or [rng.choice(self._villages)])[0]
