"""网格一张图 and 一网格一档案: layers and houses show what their viewer may see; a sheet for each grid."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.faces.workbench.office import Desk, page, sign_in
from tests.people.roster import Roster, dwelling, tenant
from tests.world import MONDAY, make_actor, make_unit
from wangge.core.areas.models import Area
from wangge.core.people.models import Building
from wangge.core.people.operations import (
    NewCareTag,
    NewEnterprise,
    NewHazard,
    add_enterprise,
    change_building,
    confirm_household,
    find_hazard,
    propose_care,
)
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import grid_file, sight_of
from wangge.core.people.queries.dossiers import dossiers
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db


def furnished(roster: Roster) -> Building:
    """A building with a point, a family with an old man who lives alone and a shop."""
    roster.family()
    roster.family(NewPerson(name="赵老太", born_on=date(1940, 1, 1), role="head"), door=roster.doors[1])
    new = NewCareTag(
        about="person", subject_id=roster.person("赵老太").pk, kind="alone_elder", reason="独居", source="走访",
        owner_name="王芳",
    )  # fmt: skip
    propose_care(actor=roster.lead, new=new, at=MONDAY)
    building = Building.objects.everywhere("a test looks").get(pk=dwelling(roster.doors[0]).building_id)
    change_building(actor=roster.lead, building_id=building.pk, lon=104.21, lat=35.11)
    shop = NewEnterprise(name="兴旺小卖部", building_id=building.pk)
    add_enterprise(actor=roster.lead, area_id=roster.grid.pk, new=shop, at=MONDAY)
    hazard = NewHazard(about="building", place_id=building.pk, kind="wiring", words="裸线")
    find_hazard(actor=roster.lead, new=hazard, at=MONDAY)
    return building


def points(desk: Desk, layer: str) -> list[dict[str, str]]:
    found = json.loads(desk.get(f"/roster/map/points.json?layer={layer}").content)
    return [feature["properties"] for feature in found["features"]]


def test_S23_the_map_has_four_layers_each_for_who_may_see_it(roster: Roster, other: Roster):
    building = furnished(roster)
    desk = sign_in(roster.lead)

    shown = page(desk.get("/roster/map/"))
    assert [view.label for view in desk.get("/roster/map/").context["views"]] == ["人", "房", "事", "物"]
    assert "2 户 4 人，关爱 1" in shown
    assert [(one["note"], one["is_over"]) for one in points(desk, "houses")] == [("4 室，隐患 1", True)]
    assert [one["name"] for one in points(desk, "things")] == ["兴旺小卖部"]
    assert points(desk, "people")[0]["url"] == f"/roster/buildings/{building.pk}/"
    stranger = sign_in(other.lead)
    assert points(stranger, "people") == points(stranger, "houses") == points(stranger, "things") == []
    assert stranger.get(f"/roster/map/?area={roster.grid.code}").status_code == 404


def test_S23_a_click_on_a_house_lists_only_what_the_viewer_may_see(roster: Roster, other: Roster):
    from wangge.core.cases.operations import report_case
    from wangge.core.cases.reports import CaseReport

    building = furnished(roster)
    make_unit("town_centre", at=roster.village.town)
    make_unit("village_centre", at=roster.village)
    near = CaseReport(
        area_id=roster.grid.pk, channel="portal", body="3幢楼道灯坏了", source_ref="near", lon=104.2101, lat=35.1101
    )
    case = report_case(report=near, actor=roster.lead, at=MONDAY)
    url = f"/roster/buildings/{building.pk}/"

    lead, reader = (
        page(sign_in(roster.lead).get(url)),
        page(sign_in(make_actor("linked_member", at=roster.grid)).get(url)),
    )
    assert ("张大力" in lead, "赵老太" in lead, case.number in lead) == (True, True, True)
    assert ("张大力" in reader, "张*力" in reader, "101室" in reader) == (False, True, False)
    assert sign_in(other.lead).get(url).status_code == 404


def test_J34_the_file_of_a_grid_shows_what_it_is_drawn_by(roster: Roster):
    building = furnished(roster)
    assert building.kind == "residential"
    square = {
        "type": "Polygon",
        "coordinates": [[[104.2, 35.1], [104.22, 35.1], [104.22, 35.12], [104.2, 35.12], [104.2, 35.1]]],
    }
    _outline(roster.grid, square)
    desk = sign_in(roster.lead)

    sheet = page(desk.get(f"/roster/dossiers/print/?area={roster.grid.code}"))

    assert all(words in sheet for words in ("划分要素", "4.0", "平方公里", "住宅楼 1"))
    assert "张大力" not in sheet


def _outline(area: Area, shape: dict[str, object]) -> None:
    from shapely.geometry import shape as geometry

    from wangge.core.areas.models import Boundary

    Boundary.objects.create(area=area, shape=geometry(shape).wkb, source="drawn", valid_from=date(2020, 1, 1))
    revisions.forget_all()


def test_S22_the_file_says_how_many_were_confirmed_of_how_many(roster: Roster):
    confirm_household(actor=roster.lead, household_id=roster.family(), at=MONDAY)
    roster.family(tenant(), door=roster.doors[1])

    file = dossiers(sight=sight_of(actor=roster.lead), path=roster.village.path, grids=_grids(roster), at=MONDAY)

    assert (file[roster.grid.pk].confirmed, file[roster.grid.pk].households) == (1, 2)


def _grids(roster: Roster):
    from wangge.core.areas.queries import areas_in_memory

    return [areas_in_memory().by_id[area.pk] for area in (roster.grid, roster.next_grid)]


def test_S24_every_grid_has_a_sheet_and_378_cost_as_many_statements_as_two(roster: Roster, other: Roster):
    furnished(roster)
    other.family()
    desk = sign_in(roster.lead)
    desk.get("/roster/dossiers/print/")
    with CaptureQueriesContext(connection) as few:
        assert page(desk.get("/roster/dossiers/print/")).count("pr-page") == 2
    more = [
        Area(
            name=f"荣星村第{n}网格", level="grid", kind="rural", parent=roster.village, parent_level="village",
            path=f"{roster.village.path}{n}/", code=f"{roster.village.path}{n}".replace("/", "") + "000", ordinal=n,
            opened_on=date(2020, 1, 1), town=roster.village.town,
        )
        for n in range(203, 579)
    ]  # fmt: skip
    Area.objects.bulk_create(more)
    revisions.forget_all()
    desk.get("/roster/dossiers/print/")

    with CaptureQueriesContext(connection) as many:
        paper = page(desk.get("/roster/dossiers/print/"))

    assert paper.count("pr-page") == 378
    assert len(many) == len(few)
    assert "尚湖" not in paper


def test_the_files_of_all_grids_are_those_of_each(roster: Roster):
    furnished(roster)
    sight = sight_of(actor=roster.lead)

    found = dossiers(sight=sight, path=roster.village.path, grids=_grids(roster), at=MONDAY)

    for area in (roster.grid, roster.next_grid):
        one, file = grid_file(sight=sight, path=area.path, at=MONDAY), found[area.pk]
        for name in ("households", "confirmed", "persons", "registered", "registered_elsewhere", "living_elsewhere",
                     "elders", "old", "children"):  # fmt: skip
            assert getattr(file, name) == getattr(one, name), name
        assert file.buildings.total() == one.buildings
        assert dict(file.dwellings) == dict(one.dwellings_by_usage)
        assert (dict(file.care), dict(file.hazards), dict(file.enterprises)) == (one.care, one.hazards, one.enterprises)
