"""A ground laid out from points or outlines: cells without gaps, shared metres, barriers, wrong places named."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.coverage import coverage_faults
from wangge.ground.engines.frames import METRES_A_DEGREE
from wangge.ground.engines.partition.ground import BAD_PLACE, OVERLAP, TWICE, Atom, BadAtom
from wangge.ground.engines.partition.laying import OUTSIDE, lay_out, outline_of

STEP = 0.001
WIDE = METRES_A_DEGREE * STEP * np.cos(np.radians(35.0005))  # metres of a step eastwards
HIGH = METRES_A_DEGREE * STEP
SQUARE = shapely.box(104, 35, 104.004, 35.004)
INSIDE = st.tuples(st.floats(104.0001, 104.0039), st.floats(35.0001, 35.0039))


def square(x, y, width=1.0):
    return shapely.box(104 + x * STEP, 35 + y * STEP, 104 + (x + width) * STEP, 35 + (y + 1) * STEP)


def atom(key, outline, community="北街"):
    return Atom(key, community, 10, outline=outline)


def shared(ground):
    return {
        (ground.atoms[one].key, ground.atoms[other].key): (metres, barrier)
        for (one, other), metres, barrier in zip(
            ground.ends.tolist(), ground.metres.tolist(), ground.is_barrier.tolist(), strict=True
        )
    }


def test_outlines_share_the_metres_they_touch_and_barriers_are_seen():
    river = shapely.LineString([(104.002, 34.99), (104.002, 35.01)])

    ground = lay_out(
        [atom("甲", square(0, 0)), atom("乙", square(1, 0)), atom("丙", square(2, 0))], {}, barriers=[river]
    )

    assert shared(ground) == {
        ("甲", "乙"): (pytest.approx(HIGH, rel=1e-3), False),
        ("乙", "丙"): (pytest.approx(HIGH, rel=1e-3), True),
    }
    assert ground.atoms[0].square_metres == pytest.approx(HIGH * WIDE, rel=1e-3)
    assert ground.atoms[0].rim == pytest.approx(2 * (HIGH + WIDE), rel=1e-3)


def test_a_corner_is_no_border():
    assert shared(lay_out([atom("甲", square(0, 0)), atom("乙", square(1, 1))], {})) == {}


def test_outlines_surveyed_apart_still_touch():
    gap = shapely.transform(square(1, 0), lambda xy: xy + np.array([0.5 / METRES_A_DEGREE, 0]))

    ground = lay_out([atom("甲", square(0, 0)), atom("乙", gap)], {})

    assert shared(ground) == {("甲", "乙"): (pytest.approx(HIGH, rel=0.03), False)}


@settings(max_examples=20)
@given(st.lists(INSIDE, min_size=2, max_size=12, unique=True))
def test_points_get_cells_that_cover_their_community(points):
    ground = lay_out([atom(str(i), shapely.Point(p)) for i, p in enumerate(points)], {"北街": SQUARE})

    cells = {a.key: a.outline for a in ground.atoms}
    assert coverage_faults(cells, parent=SQUARE, tolerance=0.01) == []
    assert outline_of(ground, cells).symmetric_difference(SQUARE).area < 1e-15
    inner = 2 * ground.metres.sum()
    outer = 8 * STEP * METRES_A_DEGREE * (1 + np.cos(np.radians(35.002)))
    assert sum(a.rim for a in ground.atoms) - inner == pytest.approx(outer, rel=1e-3)


def test_points_without_an_outline_get_a_hull():
    ground = lay_out([atom("甲", shapely.Point(104, 35)), atom("乙", shapely.Point(104.01, 35))], {})

    assert [pair for pair, (metres, _) in shared(ground).items() if metres > 500] == [("甲", "乙")]


@pytest.mark.parametrize(
    ("fault", "named", "atoms"),
    [
        (TWICE, "甲", [atom("甲", shapely.Point(104, 35)), atom("甲", shapely.Point(104, 35))]),
        (BAD_PLACE, "乙", [atom("甲", shapely.Point(104, 35)), atom("乙", None)]),
        (BAD_PLACE, "乙", [atom("甲", shapely.Point(104, 35)), atom("乙", square(0, 0))]),
        (BAD_PLACE, "甲", [atom("甲", shapely.Point(500000, 35))]),
        (BAD_PLACE, "甲", [atom("甲", shapely.LineString([(104, 35), (105, 35)]))]),
        (BAD_PLACE, "甲", [atom("甲", shapely.Polygon([(104, 35), (104.1, 35.1), (104.1, 35), (104, 35.1)]))]),
        (OUTSIDE, "乙", [atom("甲", shapely.Point(104.001, 35.001)), atom("乙", shapely.Point(104.1, 35.001))]),
        (OVERLAP, "甲", [atom("甲", square(0, 0)), atom("乙", square(0.5, 0))]),
    ],
)
def test_a_wrong_place_is_named(fault, named, atoms):
    with pytest.raises(BadAtom) as refused:
        lay_out(atoms, {"北街": SQUARE})

    assert (refused.value.fault, refused.value.atom) == (fault, named)
