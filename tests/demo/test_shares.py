"""Whole numbers that add up, and points that keep apart."""

import math
import random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wangge.faces.demo.geography import around, neighbourhoods, ring, spot_within
from wangge.faces.demo.shares import shares

CENTRE = (104.12, 35.24)
WEIGHTS = st.lists(st.floats(0.1, 100), min_size=1, max_size=40)


@given(st.integers(0, 5000), WEIGHTS)
def test_shares_add_up_and_follow_the_weights(total, weights):
    parts = shares(total, weights)

    assert sum(parts) == total
    assert all(abs(p - total * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


def test_nobody_gets_less_than_the_least():
    assert shares(10, [100, 1, 1], least=2) == [6, 2, 2]
    assert shares(7, [1, 1], least=[4, 1]) == [5, 2]
    with pytest.raises(ValueError, match="cannot be shared"):
        shares(3, [1, 1], least=2)


def test_points_around_a_centre_keep_apart_and_come_again():
    points = around(CENTRE, 14, apart=3000, rng=random.Random(1))

    metres = [math.hypot((a[0] - b[0]) * 91_000, (a[1] - b[1]) * 111_000) for a in points for b in points if a != b]
    assert min(metres) > 1500
    assert points == around(CENTRE, 14, apart=3000, rng=random.Random(1))


def test_a_ring_of_one_is_its_centre():
    assert ring(CENTRE, 1, far=100, rng=random.Random(1)) == [CENTRE]


def test_each_point_lies_nearest_to_the_middle_of_its_neighbourhood():
    points = around(CENTRE, 37, apart=1400, rng=random.Random(1))

    owners = neighbourhoods(points, 5)

    groups = [[p for p, owner in zip(points, owners, strict=True) if owner == g] for g in range(5)]
    middles = [(sum(x for x, _ in g) / len(g), sum(y for _, y in g) / len(g)) for g in groups]
    assert all(min(range(5), key=lambda g: math.dist(p, middles[g])) == o for p, o in zip(points, owners, strict=True))


def test_a_spot_lies_within_its_shape():
    thin = shapely.Polygon([(104, 35), (104.1, 35.1), (104.1, 35.1001), (104, 35.0001)])

    assert shapely.dwithin(thin, shapely.Point(spot_within(thin, random.Random(1))), 1e-6)
