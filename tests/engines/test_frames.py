"""Frames: known shifts at known places, and the way back."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.frames import Flat, bd09_from_wgs84, from_wgs84, gcj02_from_wgs84, to_wgs84

PLACES = {"屠甸": (120.59, 30.57, 486), "焦作": (113.24, 35.21, 583), "庆坪": (104.21, 35.13, 249)}
IN_CHINA = st.tuples(st.floats(74, 134), st.floats(4, 53))


@pytest.mark.parametrize("name", PLACES)
def test_gcj02_is_off_by_some_hundred_metres(name):
    lon, lat, expected = PLACES[name]
    moved = shapely.Point(gcj02_from_wgs84(np.array([[lon, lat]]))[0])

    metres = Flat(lon, lat).metres(moved).distance(shapely.Point(0, 0))

    assert metres == pytest.approx(expected, abs=40)


@settings(max_examples=200)
@given(IN_CHINA, st.sampled_from(["gcj02", "bd09"]))
def test_there_and_back_is_the_same_point(point, frame):
    back = to_wgs84(from_wgs84([point], frame), frame)[0]

    assert np.abs(back - point).max() <= 1e-6


@settings(max_examples=100)
@given(IN_CHINA, st.sampled_from(["gcj02", "bd09"]))
def test_back_and_there_is_the_same_point(point, frame):
    again = from_wgs84(to_wgs84([point], frame), frame)[0]

    assert np.abs(again - point).max() <= 1e-6


def test_the_vendor_frame_moves_further():
    assert bd09_from_wgs84(np.array([[104.21, 35.13]]))[0] - (104.21, 35.13) == pytest.approx(
        [0.0085, 0.0058], abs=2e-3
    )


def test_outside_the_country_nothing_moves():
    assert gcj02_from_wgs84(np.array([[2.35, 48.85]])).tolist() == [[2.35, 48.85]]


@pytest.mark.parametrize("frame", ["wgs84", "cgcs2000"])
def test_the_national_frame_counts_as_the_same(frame):
    assert to_wgs84([(104.2, 35.1)], frame).tolist() == [[104.2, 35.1]]


def test_an_unknown_frame_is_refused():
    with pytest.raises(KeyError):
        to_wgs84([(1, 2)], "mars")


def test_metres_come_back_as_degrees():
    square = shapely.box(104.0, 35.0, 104.1, 35.1)
    flat = Flat.around(square)

    metres = flat.metres(square)

    assert metres.bounds[2] - metres.bounds[0] == pytest.approx(9_114, rel=0.01)
    assert shapely.equals_exact(flat.degrees(metres), square, tolerance=1e-12)


def test_no_points_are_no_points():
    assert to_wgs84([], "gcj02").shape == (0, 2)
