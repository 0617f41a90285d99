"""A ticket of the hotline finds the leader of its comprehensive grid (S33), under the rules of 尚湖镇."""

import pytest

from tests.world import make_county, make_grid, make_micro, make_town, make_unit, make_village, shipped_rulebook
from wangge.core.areas.models import Area
from wangge.core.cases.routing import first_owner
from wangge.core.teams.models import Organisation
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db


def make_shanghu(villages: int, zones: int, grids: int) -> tuple[list[Area], dict[str, Organisation]]:
    """The lowest grids of a small 尚湖, and the unit of each comprehensive grid by its path."""
    town = make_town("尚湖镇", under=make_county("常熟市", code="320581"), number="111", place="shanghu")
    make_unit("town_centre", at=town)
    lowest, units = [], {}
    for nth in range(villages):
        village = make_village(f"示例{nth + 1}村", under=town)
        make_unit("village_party", at=village)
        for ordinal in range(zones):
            zone = make_grid(f"{village.name}综合网格{ordinal + 1}", under=village)
            units[zone.path] = make_unit("zone_team", at=zone)
            for micro in (make_micro(under=zone) for _ in range(grids)):
                make_unit("grid_team", at=micro)
                lowest.append(micro)
    revisions.forget_all()
    return lowest, units


def owner_kind(area: Area, *, channel: str, category: str) -> tuple[str, str]:
    found = first_owner(
        rules=shipped_rulebook("shanghu"),
        area_path=area.path,
        level=area.level,
        channel=channel,
        category=category,
    )
    return found.unit_kind, found.area_path


def test_S33_of_100_addresses_each_ticket_reaches_its_own_comprehensive_grid():
    lowest, units = make_shanghu(4, 5, 5)
    assert len(lowest) == 100

    for area in lowest:
        zone = area.path[: -len("001/")]
        assert zone in units
        assert owner_kind(area, channel="hotline", category="environment_litter") == ("zone_team", zone)


def test_S33_other_ways_in_stay_in_the_grid_and_emergencies_go_to_the_town():
    (area, *_), _units = make_shanghu(1, 1, 1)

    assert owner_kind(area, channel="qr", category="environment_litter") == ("grid_team", area.path)
    assert owner_kind(area, channel="hotline", category="emergency_fire")[0] == "town_centre"
