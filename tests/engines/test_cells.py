"""Cells drawn around centres: one piece each, together exactly the parent."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.cells import balanced_centres, hull_around, voronoi
from wangge.ground.engines.coverage import GAP, MISSING, OUTSIDE, OVERLAP, SCATTERED, coverage_faults
from wangge.ground.engines.frames import Flat

HORSESHOE = shapely.Polygon(
    [(104, 35), (104.3, 35), (104.3, 35.2), (104.2, 35.2), (104.2, 35.05), (104.1, 35.05), (104.1, 35.2), (104, 35.2)]
)
SQUARE = shapely.box(104.0, 35.0, 104.2, 35.1)
ANYWHERE = st.tuples(st.floats(103.95, 104.35), st.floats(34.95, 35.25))


def square(x, y, size=0.01):
    return shapely.box(104 + x * size, 35 + y * size, 104 + (x + 1) * size, 35 + (y + 1) * size)


@settings(max_examples=80)
@given(st.lists(ANYWHERE, min_size=1, max_size=20), st.sampled_from([HORSESHOE, SQUARE]))
def test_cells_cover_their_parent_once_and_each_is_one_piece(centres, parent):
    cells = voronoi(dict(enumerate(centres)), parent)

    assert coverage_faults(cells, parent=parent, tolerance=0.01) == []
    assert shapely.coverage_is_valid(list(cells.values()))
    assert {cell.geom_type for cell in cells.values()} == {"Polygon"}


def test_what_a_bend_cuts_off_goes_to_the_neighbour():
    cells = voronoi({"left": (104.05, 35.15), "right": (104.25, 35.02)}, HORSESHOE)

    assert coverage_faults(cells, parent=HORSESHOE) == []
    assert shapely.intersects_xy(cells["left"], 104.05, 35.15)


def test_the_same_centres_give_the_same_cells():
    centres = {i: (104 + i * 0.013 % 0.2, 35 + i * 0.007 % 0.1) for i in range(14)}

    assert voronoi(centres, SQUARE) == voronoi(centres, SQUARE)


def test_centres_on_one_spot_get_cells_of_their_own():
    cells = voronoi({"a": (104.1, 35.05), "b": (104.1, 35.05), "c": (104.1, 35.05)}, SQUARE)

    assert set(cells) == {"a", "b", "c"}


def test_no_centres_no_cells_and_one_gets_all():
    assert voronoi({}, SQUARE) == {}
    assert voronoi({"only": (104.1, 35.05)}, SQUARE) == {"only": SQUARE}


def test_islands_stay_with_their_nearest_centre():
    islands = shapely.multipolygons([square(0, 0), square(5, 0)])

    cells = voronoi({"west": (104.002, 35.005), "main": (104.008, 35.005)}, islands)

    assert shapely.area(cells["main"]) + shapely.area(cells["west"]) == pytest.approx(islands.area)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_a_balanced_split_is_about_even(count):
    centres = balanced_centres(HORSESHOE, count)
    cells = voronoi(dict(enumerate(centres)), HORSESHOE)
    sizes = np.array([cell.area for cell in cells.values()]) / HORSESHOE.area * count

    assert len(cells) == count
    assert sizes.min() > 0.4
    assert sizes.max() < 2.0


def test_a_split_by_houses_follows_the_houses():
    houses = [(104.01 + i * 1e-4, 35.01) for i in range(50)] + [(104.19, 35.09)] * 2

    west, east = balanced_centres(SQUARE, 2, houses)

    assert west[0] < east[0] < 104.03


def test_more_parts_than_ground_still_gives_centres():
    assert len(balanced_centres(shapely.box(104, 35, 104.00001, 35.00001), 9)) == 9


def test_a_hull_reaches_around_all_centres():
    hull = hull_around([(104.0, 35.0), (104.1, 35.0), (104.05, 35.1)])

    assert all(shapely.contains_xy(hull, lon, lat) for lon, lat in ((104.0, 35.0), (104.1, 35.0), (104.05, 35.1)))
    assert Flat(104, 35).metres(hull_around([(104.0, 35.0)])).area == pytest.approx(np.pi * 500**2, rel=0.02)


def test_faults_are_all_named_with_their_place():
    parent = shapely.box(104, 35, 104.04, 35.01)
    cells = {
        "a": square(0, 0),
        "b": shapely.box(104.009, 35, 104.02, 35.01),
        "d": shapely.box(104.03, 35, 104.045, 35.01),
    }

    faults = coverage_faults(cells, parent=parent, expected=["a", "b", "c", "d"])

    assert [(fault.kind, fault.cells) for fault in faults] == [
        (MISSING, ("c",)),
        (OVERLAP, ("a", "b")),
        (GAP, ("b", "d")),
        (OUTSIDE, ("d",)),
    ]
    assert faults[1].square_metres == pytest.approx(91 * 1113, rel=0.02)
    assert faults[2].lon == pytest.approx(104.025, abs=0.004)


def test_slivers_narrower_than_the_tolerance_are_no_fault():
    cells = {"a": square(0, 0), "b": shapely.box(104.01002, 35, 104.02, 35.01)}

    faults = coverage_faults(cells, parent=shapely.box(104, 35, 104.02, 35.01))

    assert faults == []
    assert [f.kind for f in coverage_faults(cells, parent=shapely.box(104, 35, 104.02, 35.01), tolerance=1)] == [GAP]


def test_a_cell_in_two_places_and_a_broken_cell_are_faults():
    bow = shapely.Polygon([(104, 35), (104.01, 35.01), (104.01, 35), (104, 35.01)])
    cells = {"bow": bow, "two": shapely.multipolygons([square(3, 0), square(5, 0)])}

    faults = coverage_faults(cells, parent=None)

    assert [(fault.kind, fault.cells) for fault in faults] == [("broken", ("bow",)), (SCATTERED, ("two",))]


def test_no_cells_at_all_are_only_missing():
    assert [f.cells for f in coverage_faults({}, parent=SQUARE, expected=["a"])] == [("a",)]


@settings(max_examples=80)
@given(st.lists(ANYWHERE, min_size=2, max_size=12, unique=True))
def test_every_centre_of_a_hull_gets_its_cell(centres):
    ground = hull_around(centres)

    cells = voronoi(dict(enumerate(centres)), ground)

    assert list(cells) == list(range(len(centres)))
    assert coverage_faults(cells, parent=ground, tolerance=0.01) == []
