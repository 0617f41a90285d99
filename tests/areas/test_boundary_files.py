"""Outlines in and out of files, and drawn where none is known."""

import json
from io import StringIO

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.areas.county import (
    DAY,
    LATER,
    NOON,
    QINGPING,
    RONGXING,
    SHANGHU,
    WUXING,
    XINHE,
    square,
    survey,
)
from wangge.core.areas.models import Boundary
from wangge.core.areas.operations import (
    NewArea,
    NewNamedPlace,
    add_area,
    add_areas,
    add_named_places,
    draw_missing_boundaries,
    import_boundaries,
)
from wangge.core.areas.queries import (
    areas_in_memory,
    boundaries_geojson,
    centre_of,
    coverage_faults,
    locate,
)
from wangge.core.areas.scope import Scope
from wangge.ground.engines.frames import from_wgs84
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db


def features(*pairs):
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": geometry} for code, geometry in pairs
        ],
    }


def moved(geometry, frame):
    shape = shapely.transform(shapely.geometry.shape(geometry), lambda points: from_wgs84(points, frame))
    return shapely.geometry.mapping(shape)


def test_a_file_goes_out_and_comes_back_the_same(surveyed):
    for frame in ("wgs84", "gcj02", "bd09"):
        found = json.loads(json.dumps(boundaries_geojson(frame=frame)))
        report = import_boundaries(collection=found, frame=frame, on=LATER, tolerance=5)

        assert len(found["features"]) == 4
        assert (report.faults, report.stored + report.unchanged) == ((), 4)
    assert boundaries_geojson(path="/621123/109/", level="village")["features"][0]["properties"] == {
        "name": "荣星村",
        "code": RONGXING,
        "level": "village",
        "kind": "village",
        "source": "imported",
        "frame": "wgs84",
    }


def test_the_same_outline_again_is_not_history(surveyed):
    again = features((WUXING, square(1, 0, 2, 1)))

    report = import_boundaries(collection=again, frame="wgs84", on=LATER, source="surveyed")

    assert (report.stored, report.unchanged) == (0, 1)
    assert Boundary.objects.filter(area=surveyed[WUXING].id).count() == 1
    assert import_boundaries(collection=again, frame="wgs84", on=LATER, source="imported").stored == 1


def test_every_fault_of_a_file_is_listed_and_nothing_is_stored(surveyed):
    before = Boundary.objects.count()
    wrong = features(
        (RONGXING, square(0, 0, 1.5, 1)),
        ("621123109299", square(0, 0, 1, 1)),
        (RONGXING, square(0, 0, 1, 1)),
        ("", square(0, 0, 1, 1)),
        (SHANGHU, {"type": "Point", "coordinates": [104, 35]}),
    )
    wrong["features"].append("nothing")

    report = import_boundaries(collection=wrong, frame="wgs84", on=LATER)

    assert [fault.partition("：")[0] for fault in report.faults[:5]] == [f"第 {n} 个" for n in range(2, 7)]
    assert report.faults[5].startswith("荣星村、五星村互相重叠")
    assert len(report.faults) == 6
    assert (report.stored, Boundary.objects.count()) == (0, before)


@pytest.mark.parametrize("collection", [{}, [], None, {"features": []}, {"features": "x"}])
def test_a_file_without_features_is_a_fault(county, collection):
    assert len(import_boundaries(collection=collection, frame="wgs84", on=DAY).faults) == 1


def test_an_officer_imports_only_in_the_own_town(surveyed):
    report = import_boundaries(
        collection=features((XINHE, square(2, 0, 4, 1)), (WUXING, square(1.1, 0, 2, 1))),
        frame="wgs84",
        on=LATER,
        scope=Scope(("/621123/109/",)),
    )

    assert report.faults == (f"第 1 个：没有代码为 {XINHE} 的区域",)


@pytest.mark.parametrize(("stated", "true"), [("wgs84", "gcj02"), ("gcj02", "wgs84")])
def test_a_file_in_another_frame_than_stated_is_doubted(surveyed, stated, true):
    shapes = features((RONGXING, moved(square(0, 0, 1, 1), true)), (WUXING, moved(square(1, 0, 2, 1), true)))

    wrong = import_boundaries(collection=shapes, frame=stated, on=LATER, dry_run=True)
    right = import_boundaries(collection=shapes, frame=true, on=LATER, dry_run=True)

    assert any(("GCJ-02" in words and "不是" in words) for words in wrong.warnings)
    assert not any("不是" in words for words in right.warnings)


def test_a_dry_run_stores_nothing(surveyed):
    report = import_boundaries(
        collection=features((WUXING, square(1.1, 0, 2, 1))), frame="wgs84", on=LATER, dry_run=True
    )

    assert (report.stored, report.faults, Boundary.objects.count()) == (0, (), 4)


def test_drawn_cells_cover_the_town_and_every_grid(county):
    drawn = draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY)

    below = areas_in_memory().below("/621123/109/")
    assert set(drawn.areas) == {row.id for row in below}
    assert drawn.without == ()
    for row in below:
        assert coverage_faults(parent_id=row.id, tolerance=0.1) == []
    assert set(Boundary.objects.values_list("source", flat=True)) == {"drawn"}
    assert locate(lon=104.205, lat=35.105).area_id in {r.id for r in areas_in_memory().children(county[RONGXING].id)}


def test_378_grids_under_68_comprehensive_grids_without_gap_or_overlap(county):
    villages = [
        NewArea(
            level="village", parent_code=SHANGHU, code=f"621123110{300 + n}", name=f"{n}村",
            lon=104.3 + n * 0.618 % 1 / 10, lat=35.1 + n * 0.31 % 1 / 10,
        )
        for n in range(34)
    ]  # fmt: skip
    upper = [(f"{village.code}2{n:02}000", village.code) for village in villages for n in (1, 2)]
    grids = [NewArea(level="grid", parent_code=village, code=code, ordinal=int(code[13:15])) for code, village in upper]
    lower = [NewArea(level="micro", parent_code=upper[n % 68][0]) for n in range(378)]
    add_areas(areas=[*villages, *grids, *lower], at=NOON)

    draw_missing_boundaries(parent_id=county[SHANGHU].id, on=DAY)
    report = import_boundaries(collection=boundaries_geojson(), frame="wgs84", on=LATER, source="surveyed")

    index = areas_in_memory()
    below = [index.by_code[SHANGHU], *index.below("/621123/110/3")]
    assert [fault for row in below for fault in coverage_faults(parent_id=row.id, tolerance=0.5)] == []
    assert (report.faults, report.warnings) == ((), ())
    micro = [row for row in index.rows if row.level == "micro"]
    assert (len(micro), len({row.parent_id for row in micro}), round(len(micro) / 68, 2)) == (378, 68, 5.56)


def test_surveyed_neighbours_stay_and_drawn_ones_share_the_rest(county):
    survey(county[QINGPING], 0, 0, 2, 1)
    draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY)
    survey(county[RONGXING], 0, 0, 0.8, 1)

    draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY, redraw=True)

    outlines = areas_in_memory().outlines
    assert {outlines[county[c].id].source for c in (QINGPING, RONGXING)} == {"surveyed"}
    assert outlines[county[WUXING].id].shape.bounds[0] == pytest.approx(104.208)
    assert coverage_faults(parent_id=county[QINGPING].id) == []
    assert coverage_faults(parent_id=county[RONGXING].id) == []


def test_redrawing_a_village_keeps_its_own_drawn_outline(county):
    draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY)
    before = areas_in_memory().outlines[county[RONGXING].id].shape

    draw_missing_boundaries(parent_id=county[RONGXING].id, on=DAY, redraw=True)

    assert areas_in_memory().outlines[county[RONGXING].id].shape.equals(before)


def test_grids_gather_around_the_places_people_name(surveyed):
    first, second = areas_in_memory().children(surveyed[RONGXING].id)
    add_named_places(
        places=[
            NewNamedPlace(area_id=first.id, name="一组", kind="village_group", lon=104.2091, lat=35.105),
            NewNamedPlace(area_id=second.id, name="二组", kind="village_group", lon=104.2011, lat=35.105),
        ]
    )

    draw_missing_boundaries(parent_id=surveyed[RONGXING].id, on=DAY)

    assert locate(lon=104.2095, lat=35.105).area_id == first.id
    assert locate(lon=104.2005, lat=35.105).area_id == second.id


def test_nothing_known_nothing_drawn(county):
    with pytest.raises(Refusal, match="画不出"):
        draw_missing_boundaries(parent_id=county[XINHE].id, on=DAY)
    with pytest.raises(NotFound):
        draw_missing_boundaries(parent_id=uuid7(), on=DAY)


def test_a_dedicated_grid_lies_across_villages_and_wins_its_points(surveyed):
    market = add_area(area=NewArea(level="grid", parent_code=QINGPING, kind="market", name="集市网格"), at=NOON)

    survey(market, 0.8, 0.4, 1.2, 0.6)

    assert locate(lon=104.21, lat=35.105).area_id == market.id
    assert coverage_faults(parent_id=surveyed[QINGPING].id) == []


def test_drawing_many_costs_as_many_statements_as_few(county):
    def cost():
        with CaptureQueriesContext(connection) as statements:
            draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY, redraw=True)
        return len(statements)

    draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY)
    areas_in_memory()
    few = cost()
    for number in range(10, 40):
        add_area(
            area=NewArea(
                level="village", parent_code=QINGPING, code=f"6211231093{number}", name=f"{number}村",
                lon=104.2 + number / 1000, lat=35.1 + number % 7 / 1000,
            ),
            at=NOON,
        )  # fmt: skip
    areas_in_memory()

    assert cost() == few


def test_a_map_opens_at_the_nearest_known_point(surveyed):
    assert centre_of(area_id=surveyed[RONGXING].id) == (104.205, 35.105)
    lon, lat = centre_of(area_id=surveyed[XINHE].id)
    assert (round(lon, 3), round(lat, 3)) == (104.23, 35.105)
    assert centre_of(area_id=surveyed["621123000000"].id) is None


def test_simplified_outlines_still_meet(county):
    draw_missing_boundaries(parent_id=county[QINGPING].id, on=DAY)

    found = boundaries_geojson(level="village", tolerance=1e-3)

    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in found["features"]]
    assert shapely.coverage_is_valid(shapes)


def test_the_command_imports_exports_draws_and_checks(county, tmp_path):
    file, copy = tmp_path / "in.json", tmp_path / "out.json"
    file.write_text(json.dumps(features((QINGPING, square(0, 0, 2, 1)))), "utf-8")
    out = StringIO()

    call_command("areas", "import", file, "--frame", "wgs84", stdout=out, stderr=out)
    call_command("areas", "draw", QINGPING, stdout=out)
    call_command("areas", "export", copy, "--level", "village", stdout=out)
    call_command("areas", "check", "--path", "/621123/109/", stdout=out)
    call_command("areas", "export", "--level", "town", stdout=out)

    assert len(json.loads(copy.read_text("utf-8"))["features"]) == 2
    assert "导入 1 个，未变 0 个\n推定 4 个，画不出 0 个\n导出 2 个\n没有空白，没有重叠\n" in out.getvalue()
    with pytest.raises(CommandError, match="2 处"):
        call_command("areas", "check", "--path", "/621123/110/", stdout=out)


def test_the_command_says_what_is_wrong_with_a_file(county, tmp_path):
    broken, wrong = tmp_path / "broken.json", tmp_path / "wrong.json"
    broken.write_bytes(b"\xff{")
    wrong.write_text(json.dumps(features(("1", square(0, 0, 1, 1)))), "utf-8")

    for file, words in ((broken, "GeoJSON"), (tmp_path / "none.json", "没有文件"), (wrong, "1 处错误")):
        with pytest.raises(CommandError, match=words):
            call_command("areas", "import", file, "--frame", "wgs84", stderr=StringIO())
    with pytest.raises(CommandError, match="没有找到"):
        call_command("areas", "draw", "1")
