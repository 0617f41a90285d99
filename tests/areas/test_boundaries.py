"""Outlines: who lies where, what may not overlap, what came in the wrong frame."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.areas.county import (
    DAY,
    LATER,
    NOON,
    QINGPING,
    RONGXING,
    SHANGHU,
    WUXING,
    square,
    survey,
)
from wangge.core.areas.models import Boundary
from wangge.core.areas.operations import (
    close_area,
    draw_missing_boundaries,
    set_boundary,
)
from wangge.core.areas.queries import (
    OUTSIDE,
    SHIFTED,
    SWAPPED,
    Placement,
    area_by_code,
    areas_in_memory,
    coverage_faults,
    locate,
    locate_many,
)
from wangge.ground.engines.frames import from_wgs84
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_point_finds_the_deepest_area_of_its_own_town(surveyed, django_assert_num_queries):
    draw_missing_boundaries(parent_id=surveyed[RONGXING].id, on=DAY)
    areas_in_memory()

    with django_assert_num_queries(0):
        here = [locate(lon=lon, lat=35.105) for lon in (104.205, 104.215, 104.23)]

    grids = {"621123109201201000", "621123109201202000"}
    assert areas_in_memory().by_id[here[0].area_id].code in grids
    assert [place.area_id for place in here[1:]] == [surveyed[WUXING].id, surveyed[SHANGHU].id]
    assert [place.warnings for place in here] == [(), (), ()]
    assert locate_many(points=[(104.205, 35.105), (104.23, 35.105), (0, 0)]) == [
        here[0].area_id,
        surveyed[SHANGHU].id,
        None,
    ]


def test_a_point_outside_is_asked_about(surveyed):
    assert locate(lon=104.3, lat=35.3) == Placement(None, (OUTSIDE,))
    assert locate(lon=35.105, lat=104.205) == Placement(None, (SWAPPED,), (104.205, 35.105))
    for nowhere in (float("nan"), float("inf"), -1e308):
        assert locate(lon=nowhere, lat=35.1) == Placement(None, (OUTSIDE,))
        assert locate(lon=104.2, lat=nowhere) == Placement(None, (OUTSIDE,))
    west_of_all = locate(lon=104.2 - 1e-4, lat=35.105)
    shifted_out = locate(
        **dict(zip(("lon", "lat"), from_wgs84([(104.2399, 35.105)], "gcj02")[0].tolist(), strict=True))
    )
    assert west_of_all.warnings == (OUTSIDE,)
    assert (shifted_out.area_id, shifted_out.warnings) == (None, (OUTSIDE, SHIFTED))
    assert shifted_out.meant == pytest.approx((104.2399, 35.105), abs=1e-6)


def test_without_any_outline_nothing_can_be_said(county):
    assert locate(lon=0, lat=0) == Placement(None)


def test_a_closed_area_holds_no_point(surveyed):
    grid = area_by_code(code="621123109201201000")
    survey(grid, 0, 0, 1, 1)
    assert locate(lon=104.205, lat=35.105).area_id == grid.id

    close_area(area_id=grid.id, at=NOON)

    assert locate(lon=104.205, lat=35.105).area_id == surveyed[RONGXING].id
    assert Boundary.objects.get(area=grid.id).valid_to == DAY


def test_a_new_outline_ends_the_old_one(surveyed):
    set_boundary(area_id=surveyed[WUXING].id, geometry=square(1.2, 0, 2, 1), source="surveyed", on=LATER, note="复测")

    old, new = Boundary.objects.filter(area=surveyed[WUXING].id).order_by("valid_from")
    assert (old.valid_from, old.valid_to, new.valid_from, new.valid_to) == (DAY, LATER, LATER, None)
    with pytest.raises(Refusal, match="起始日"):
        set_boundary(area_id=surveyed[WUXING].id, geometry=square(1, 0, 2, 1), source="surveyed", on=DAY)


def test_history_is_never_edited(surveyed):
    live = Boundary.objects.filter(area=surveyed[WUXING].id)

    for change in (
        lambda: live.update(note="x"),
        lambda: live.update(valid_from=DAY - timedelta(days=1)),
        lambda: live.delete(),
    ):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            change()
    live.update(valid_to=LATER)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Boundary.objects.filter(area=surveyed[WUXING].id).update(valid_to=None)


def test_overlaps_and_ground_outside_the_parent_are_refused(surveyed):
    with pytest.raises(Refusal) as refusal:
        survey(surveyed[WUXING], 0.9, 0, 2.2, 1)

    overlap, outside = sorted(refusal.value.detail["faults"])
    assert overlap.startswith("五星村超出庆坪镇")
    assert outside.startswith("荣星村、五星村互相重叠")
    assert len(Boundary.objects.filter(area=surveyed[WUXING].id)) == 1


def test_gaps_only_warn_and_slivers_are_nothing(surveyed):
    assert survey(surveyed[WUXING], 1.00002, 0, 2, 1) == []

    (warning,) = survey(surveyed[WUXING], 1.2, 0, 2, 1)

    assert warning.startswith("庆坪镇有")
    assert [(fault.kind, set(fault.cells)) for fault in coverage_faults(parent_id=surveyed[QINGPING].id)] == [
        ("gap", {surveyed[RONGXING].id, surveyed[WUXING].id})
    ]


def test_areas_without_an_outline_are_missing(surveyed):
    faults = coverage_faults(parent_id=surveyed[RONGXING].id)

    assert {fault.cells[0] for fault in faults} == {row.id for row in areas_in_memory().children(surveyed[RONGXING].id)}
    with pytest.raises(NotFound):
        coverage_faults(parent_id=uuid7())


BAD_SHAPES = {
    "多边形": {"type": "Point", "coordinates": [104, 35]},
    "读不懂": {"type": "Polygon", "coordinates": "x"},
    "拐点": {"type": "Polygon", "coordinates": []},
    "写反": {"type": "Polygon", "coordinates": [[[35, 104], [35.1, 104], [35.1, 104.1], [35, 104]]]},
    "不是经纬度": {"type": "Polygon", "coordinates": [[[5e5, 4e6], [5.1e5, 4e6], [5e5, 4.1e6], [5e5, 4e6]]]},
    "自相交": {"type": "Polygon", "coordinates": [[[104, 35], [104.1, 35.1], [104.1, 35], [104, 35.1], [104, 35]]]},
}


@pytest.mark.parametrize("words", BAD_SHAPES)
def test_what_is_no_outline_is_refused_in_words(county, words):
    with pytest.raises(Refusal, match=words):
        set_boundary(area_id=county[RONGXING].id, geometry=BAD_SHAPES[words], source="surveyed", on=DAY)


def test_odd_coordinates_are_refused_too(county):
    for points in ([[104, 35], [float("nan"), 35], [104, 36], [104, 35]], [[104, 35]], [[1, 2], [3]], [["a", "b"]] * 4):
        with pytest.raises(Refusal):
            set_boundary(
                area_id=county[RONGXING].id,
                geometry={"type": "Polygon", "coordinates": [points]},
                source="surveyed",
                on=DAY,
            )
    with pytest.raises(Refusal, match="mars"):
        set_boundary(area_id=county[RONGXING].id, geometry=square(0, 0, 1, 1), source="drawn", on=DAY, frame="mars")
    with pytest.raises(NotFound):
        set_boundary(area_id=uuid7(), geometry=square(0, 0, 1, 1), source="drawn", on=DAY)


def test_a_slip_of_the_pen_is_mended(county):
    spike = [[104, 35], [104.01, 35], [104.01, 35.01], [104.02, 35.01], [104.01, 35.01], [104, 35.01], [104, 35]]

    set_boundary(
        area_id=county[RONGXING].id, geometry={"type": "Polygon", "coordinates": [spike]}, source="surveyed", on=DAY
    )

    assert areas_in_memory().outlines[county[RONGXING].id].shape.is_valid
