"""From a point to the cell it lies in, in microseconds.

The cells' box is cut into squares, and crowded squares into smaller ones. A square knows which
cells reach into it; one that lies wholly in a cell answers without any geometry. On a border the
cell that comes first wins, so that the order of the cells decides, never chance.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

Key = TypeVar("Key")

CROWDED = 8  # cells in a square, beyond which it is cut again; up to here one call tests them all
CUT = 4  # squares along each side of a crowded square
DEEPEST = 3
HAIR = 1e-12  # degrees by which squares overlap, so that rounding loses no point between them

# What a square holds: nothing, the one cell that covers it, cells to try in turn, or smaller squares.
Square = Any


class _Raster:
    """Squares of one size over a box."""

    __slots__ = ("across", "columns", "east_of", "north_of", "rows", "squares", "up")

    def __init__(self, box: Sequence[float], columns: int, rows: int) -> None:
        west, south, east, north = box
        self.east_of, self.north_of, self.columns, self.rows = west, south, columns, rows
        self.across = columns / ((east - west) or 1.0)
        self.up = rows / ((north - south) or 1.0)
        self.squares: list[Square] = [None] * (columns * rows)

    def boxes(self) -> NDArray[np.float64]:
        """West, south, east, north of each square."""
        column, row = np.meshgrid(np.arange(self.columns), np.arange(self.rows))
        west = self.east_of + column.ravel() / self.across
        south = self.north_of + row.ravel() / self.up
        return np.column_stack([west - HAIR, south - HAIR, west + 1 / self.across + HAIR, south + 1 / self.up + HAIR])


class PointIndex(Generic[Key]):
    """Cells (key, polygon in degrees) by point; earlier cells win where cells meet or overlap."""

    def __init__(self, cells: Iterable[tuple[Key, Any]]) -> None:
        pairs = [(key, shape) for key, shape in cells if not shape.is_empty]
        self._keys = [key for key, _ in pairs]
        self._shapes = np.array([shape for _, shape in pairs], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self.bounds: list[float] | None = None
        self._raster = _Raster((0, 0, 1, 1), 1, 1)
        if pairs:
            self.bounds = shapely.total_bounds(self._shapes).tolist()
            side = max(1, int(2 * len(pairs) ** 0.5))
            self._raster = _Raster(self.bounds, side, side)
            self._fill(self._raster)

    def __len__(self) -> int:
        return len(self._keys)

    def _fill(self, top: _Raster) -> None:
        """Say for every square what lies in it; crowded ones are cut as long as that thins them out."""
        level, above = [top], [len(self._keys) + 1]
        for depth in range(DEEPEST + 1):
            boxes = np.vstack([raster.boxes() for raster in level])
            room = np.cumsum([0] + [len(raster.squares) for raster in level])
            deeper: list[_Raster] = []
            counts: list[int] = []
            for square, cells, is_covered in self._contents(boxes):
                owner = int(np.searchsorted(room, square, side="right")) - 1
                within = square - int(room[owner])
                if is_covered:
                    level[owner].squares[within] = cells[0]
                elif depth < DEEPEST and CROWDED < len(cells) <= 0.75 * above[owner]:
                    level[owner].squares[within] = child = _Raster(boxes[square].tolist(), CUT, CUT)
                    deeper.append(child)
                    counts.append(len(cells))
                else:
                    level[owner].squares[within] = self._shapes[cells], cells
            if not deeper:
                return
            level, above = deeper, counts

    def _contents(self, boxes: NDArray[np.float64]) -> Iterator[tuple[int, list[int], bool]]:
        """Each box that is not empty, the cells that reach into it, and whether one covers it alone."""
        squares = shapely.box(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
        square_of, cell_of = self._tree.query(squares)
        reaches = shapely.intersects(self._shapes[cell_of], squares[square_of])  # prepared, unlike in the tree
        square_of, cell_of = square_of[reaches], cell_of[reaches]
        order = np.lexsort((cell_of, square_of))
        square_of, cell_of = square_of[order], cell_of[order]
        found, starts, counts = np.unique(square_of, return_index=True, return_counts=True)
        alone = counts == 1
        covered = np.zeros(len(found), dtype=bool)
        covered[alone] = shapely.covers(self._shapes[cell_of[starts[alone]]], squares[found[alone]])
        cells = cell_of.tolist()
        for square, start, count, is_covered in zip(
            found.tolist(), starts.tolist(), counts.tolist(), covered.tolist(), strict=True
        ):
            yield square, cells[start : start + count], is_covered

    def position(self, lon: float, lat: float) -> int | None:
        """The place, in the order given, of the first cell that holds the point."""
        bounds = self.bounds
        if bounds is None or not (bounds[0] <= lon <= bounds[2] and bounds[1] <= lat <= bounds[3]):
            return None
        raster = self._raster
        while True:
            column = int((lon - raster.east_of) * raster.across)
            row = int((lat - raster.north_of) * raster.up)
            columns = raster.columns
            # A point on the outer edge, or a hair beyond it by rounding, belongs to the last square.
            column = 0 if column < 0 else column if column < columns else columns - 1
            row = 0 if row < 0 else row if row < raster.rows else raster.rows - 1
            square = raster.squares[row * columns + column]
            if square.__class__ is not _Raster:
                break
            raster = square
        if square is None or square.__class__ is int:
            return square
        shapes, cells = square
        hits = shapely.intersects_xy(shapes, lon, lat)
        first = hits.argmax()
        return cells[first] if hits[first] else None

    def find(self, lon: float, lat: float) -> Key | None:
        """The cell that holds the point, or None."""
        position = self.position(lon, lat)
        return None if position is None else self._keys[position]

    def find_many(self, points: Any) -> list[Key | None]:
        """The same for many points (n, 2) at once."""
        given = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        point_of, cell_of = self._tree.query(shapely.points(given), predicate="intersects")
        first = np.full(len(given), len(self._keys), dtype=np.int64)
        np.minimum.at(first, point_of, cell_of)
        return [self._keys[cell] if cell < len(self._keys) else None for cell in first]
