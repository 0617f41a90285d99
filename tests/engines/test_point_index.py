"""A point finds its one cell, the same every time."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines import point_index
from wangge.ground.engines.cells import voronoi
from wangge.ground.engines.point_index import PointIndex

PARENT = shapely.box(104.0, 35.0, 104.2, 35.1)
INSIDE = st.tuples(st.floats(104.0, 104.2), st.floats(35.0, 35.1))


def squares(side: int) -> list[tuple[int, object]]:
    return [(y * side + x, shapely.box(x, y, x + 1, y + 1)) for y in range(side) for x in range(side)]


def test_each_point_finds_the_cell_it_lies_in():
    index = PointIndex(squares(20))

    assert [index.find(x + 0.5, y + 0.5) for y in range(20) for x in range(20)] == list(range(400))


def test_a_point_outside_finds_nothing():
    index = PointIndex(squares(3))

    for point in ((-0.1, 1), (1, 3.1), (104, 35), (float("nan"), 1), (1, float("inf")), (-float("inf"), 0)):
        assert index.find(*point) is None


def test_on_a_border_the_first_cell_wins_whatever_the_squares():
    shapes = squares(3)

    assert PointIndex(shapes).find(1, 1) == 0
    assert PointIndex(shapes[::-1]).find(1, 1) == 4
    assert [PointIndex(shapes).find(*corner) for corner in ((0, 0), (3, 0), (0, 3), (3, 3))] == [0, 2, 6, 8]


def test_where_cells_overlap_the_first_given_wins():
    grid, village = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 5, 5)

    index = PointIndex([("grid", grid), ("village", village)])

    assert (index.find(0.5, 0.5), index.find(1, 1), index.find(2, 2)) == ("grid", "grid", "village")


def test_holes_and_parts_count_as_drawn():
    ring = shapely.Polygon(shapely.box(0, 0, 4, 4).exterior.coords, [shapely.box(1, 1, 2, 2).exterior.coords])
    parts = shapely.multipolygons([shapely.box(10, 0, 11, 1), shapely.box(12, 0, 13, 1)])
    index = PointIndex([("ring", ring), ("parts", parts)])

    found = [index.find(x, 0.5 if x > 5 else 1.5) for x in (0.5, 1.5, 10.5, 11.5, 12.5)]

    assert found == ["ring", None, "parts", None, "parts"]


def test_no_cells_and_empty_cells_hold_nothing():
    assert PointIndex([]).find(1, 1) is None
    assert PointIndex([("void", shapely.Polygon())]).find(0, 0) is None
    assert PointIndex([]).find_many([(1, 1)]) == [None]
    assert len(PointIndex([])) == 0


def test_many_cells_on_one_spot_do_not_cut_the_squares_for_ever():
    index = PointIndex([(i, shapely.box(0, 0, 1 + i * 1e-9, 1)) for i in range(200)])

    assert index.find(0.5, 0.5) == 0


def test_a_crowded_corner_of_a_wide_county_is_still_found():
    small = [(i, shapely.box(i * 1e-4, 0, (i + 1) * 1e-4, 1e-4)) for i in range(500)]
    index = PointIndex([*small, ("rest", shapely.box(0, 1e-4, 10, 10))])

    assert [index.find((i + 0.5) * 1e-4, 5e-5) for i in range(500)] == list(range(500))
    assert index.find(5, 5) == "rest"


@settings(max_examples=60)
@given(st.lists(INSIDE, min_size=1, max_size=25, unique=True), st.lists(INSIDE, min_size=1, max_size=40))
def test_every_point_of_a_covered_parent_falls_in_exactly_one_cell(centres, points):
    cells = voronoi(dict(enumerate(centres)), PARENT)
    index = PointIndex(cells.items())

    for lon, lat in points:
        found = index.find(lon, lat)
        holding = [key for key, cell in cells.items() if shapely.intersects_xy(cell, lon, lat)]
        on_edge = shapely.distance(shapely.Point(lon, lat), shapely.boundary(list(cells.values()))).min() < 1e-9
        assert on_edge or (len(holding) == 1 and found == holding[0])


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_it_answers_like_a_plain_search_through_all_cells(seed, count):
    rng = np.random.default_rng(seed)
    shapes = shapely.buffer(shapely.points(rng.random((count, 2))), rng.random(count) * 0.3)
    points = rng.random((50, 2)) * 1.4 - 0.2
    index = PointIndex(list(enumerate(shapes)))

    plain = [next((i for i, s in enumerate(shapes) if shapely.intersects_xy(s, x, y)), None) for x, y in points]

    assert [index.find(float(x), float(y)) for x, y in points] == plain == index.find_many(points)


@pytest.mark.parametrize("side", [1, 7])
def test_many_at_once_agree_with_one_by_one_on_borders(side):
    index = PointIndex(squares(side))
    points = [(x / 2, y / 2) for x in range(-1, 2 * side + 2) for y in range(-1, 2 * side + 2)]

    assert index.find_many(points) == [index.find(*point) for point in points]
    assert point_index.CROWDED >= 1
