"""Where a matter is placed: by its point, else by the door that was used; odd points warn and never block."""

import pytest
import shapely

from tests.cases.town import make_other_town, make_qingping
from tests.world import OPENED_ON
from wangge.core.areas.models import Boundary
from wangge.core.cases.texts import sounds_like_emergency, suggest_categories
from wangge.core.places.queries import in_force
from wangge.ground.engines.frames import from_wgs84
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db
WEST, SOUTH, EAST, NORTH = 104.30, 35.10, 104.302, 35.102


def outline(area, west=WEST, south=SOUTH, east=EAST, north=NORTH):
    shape = shapely.box(west, south, east, north).wkb
    Boundary.objects.create(area=area, shape=shape, source="drawn", valid_from=OPENED_ON)
    revisions.forget_all()


def placed(town, lon, lat):
    found = town.report(lon=lon, lat=lat)
    case = town.case(found)
    return case.area_id, case.lon, case.lat, found.warnings


def test_a_point_within_the_grid_is_kept_without_a_word():
    town = make_qingping()
    outline(town.grid)

    assert placed(town, 104.301, 35.101) == (town.grid.pk, 104.301, 35.101, ())


def test_a_point_where_only_the_village_is_drawn_stays_on_the_grid_whose_door_was_used():
    town = make_qingping()
    outline(town.village)

    assert placed(town, 104.301, 35.101) == (town.grid.pk, 104.301, 35.101, ())


def test_longitude_and_latitude_the_wrong_way_round_are_turned_and_warned_of():
    town = make_qingping()
    outline(town.grid)

    area, lon, lat, warnings = placed(town, 35.101, 104.301)

    assert (area, lon, lat) == (town.grid.pk, 104.301, 35.101)
    assert warnings == ("经度和纬度好像写反了",)


def test_a_point_of_a_shifted_map_is_kept_and_warned_of():
    town = make_qingping()
    outline(town.grid)
    lon, lat = (float(x) for x in from_wgs84([(104.301, 35.101)], "gcj02")[0])

    area, *point, warnings = placed(town, lon, lat)

    assert (area, point) == (town.grid.pk, [lon, lat])
    assert len(warnings) == 2
    assert "GCJ-02" in warnings[1]


def test_a_point_far_away_is_kept_at_the_door_and_warned_of():
    town = make_qingping()
    outline(town.grid)

    assert placed(town, 116.4, 39.9) == (town.grid.pk, 116.4, 39.9, ("位置在辖区以外",))


def test_a_point_that_cannot_be_on_the_earth_is_left_out():
    town = make_qingping()

    assert placed(town, 10.0, 104.301) == (town.grid.pk, None, None, ("地图上的位置看不懂，没有用它",))


def test_a_point_in_another_town_stays_with_the_town_that_was_told():
    town, other = make_qingping(), make_other_town()
    outline(other.grid)

    area, *_point, warnings = placed(town, 104.301, 35.101)

    assert area == town.grid.pk
    assert warnings == ("地图上的位置不在本乡镇，已按您选的网格登记",)


@pytest.mark.parametrize(
    ("text", "is_emergency"),
    [("后山滑坡了", True), ("家里着火了，路灯垃圾停水停电都不说了", True), ("路灯坏了", False), ("", False)],
)
def test_emergencies_are_known_by_their_words_however_many_others_there_are(text, is_emergency):
    rules = in_force(place="qingping").rules

    assert sounds_like_emergency(rules=rules, text=text) is is_emergency
    assert len(suggest_categories(rules=rules, text=text)) <= 3
