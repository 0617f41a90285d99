"""Words → named place → grid, in one town only, read once."""

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.world import rules  # noqa: F401
from wangge.core.areas.gazetteer import nearer_places, places_in_text
from wangge.core.areas.operations import NewNamedPlace, add_named_places
from wangge.core.areas.scope import Scope

pytestmark = pytest.mark.django_db


def test_a_text_names_a_grid_of_its_own_town_by_an_alias():
    town, other = make_qingping(), make_other_town()
    add_named_places(places=[
        NewNamedPlace(area_id=town.grid.pk, name="惠民小区", kind="estate", aliases=("老粮站",), lon=104.3, lat=35.1),
        NewNamedPlace(area_id=other.grid.pk, name="惠民小区", kind="estate"),
    ])  # fmt: skip

    here = places_in_text(text="老粮站门口的路灯坏了", scope=Scope((town.area.path,)))
    there = places_in_text(text="老粮站门口的路灯坏了", scope=Scope((other.area.path,)))
    same = places_in_text(text="惠民小区停水", scope=Scope((other.area.path,)))

    assert [(g.area_id, g.name, g.lon, g.is_sure) for g in here] == [(town.grid.pk, "惠民小区", 104.3, True)]
    assert there == []
    assert [g.area_id for g in same] == [other.grid.pk]
    assert places_in_text(text="惠民小区", scope=Scope()) == []


def test_a_place_added_later_is_found_at_once_and_read_once(django_assert_num_queries):
    town = make_qingping()
    scope = Scope((town.area.path,))
    assert places_in_text(text="水塔边", scope=scope) == []

    add_named_places(places=[NewNamedPlace(area_id=town.grid.pk, name="水塔", kind="landmark")])

    assert [g.name for g in places_in_text(text="水塔边", scope=scope)] == ["水塔"]
    with django_assert_num_queries(0):
        places_in_text(text="水塔边", scope=scope)


def test_only_what_lies_below_the_known_area_says_more():
    town = make_qingping()
    text = f"{town.grid.name}垃圾没清"

    assert [g.area_id for g in nearer_places(text=text, area_id=town.village.pk)] == [town.grid.pk]
    assert nearer_places(text=text, area_id=town.grid.pk) == []
    assert nearer_places(text=f"{town.village.name}停水", area_id=town.village.pk) == []
