"""How large grids are, how far they reach and who serves them, against the norms of the place."""

import io
import zipfile
from datetime import timedelta

import pytest
import shapely

from tests.gridplans.village import make_planned_village
from tests.world import MONDAY, OPENED_ON, TODAY, make_actor, make_grid, make_town, make_unit, make_village
from wangge.core.areas import files
from wangge.core.areas.levels import Kind
from wangge.core.areas.memory import areas_changed
from wangge.core.areas.models import Area
from wangge.core.areas.scope import Scope
from wangge.core.teams.operations import NewAppointment, appoint_many
from wangge.ground.foundation.errors import Refusal
from wangge.practice.gridplans import operations, queries
from wangge.practice.gridplans.lifecycle import ProposalKind

pytestmark = pytest.mark.django_db


def _sized(town: Area, kind: Kind, *households: int) -> list[Area]:
    village = make_village(f"{kind}村", kind=Kind.COMMUNITY if kind == Kind.RESIDENTIAL else Kind.VILLAGE, under=town)
    grids = [make_grid(f"{town.name}{number}", under=village, kind=kind) for number in households]
    for grid, number in zip(grids, households, strict=True):
        Area.objects.filter(pk=grid.pk).update(households=number)
    areas_changed()
    return grids


def test_J10_urban_grids_above_four_hundred_households_are_listed_with_the_tolerance_of_the_rules():
    town, other = (
        make_town("定和街道", number="004", place="jiaozuo"),
        make_town("凯旋街道", number="005", place="kaixuan"),
    )
    _sized(town, Kind.RESIDENTIAL, 300, 400, 440, 441)
    _sized(town, Kind.RURAL, 900)
    _sized(other, Kind.RESIDENTIAL, 900)

    sizes = queries.grid_sizes(scope=Scope((town.path,)), at=MONDAY)

    above = {(one.households, broken.words) for one in sizes for broken in one.beyond if broken.rule == "too_many"}
    assert [one.households for one in sizes] == [300, 400, 440, 441, 900]
    assert above == {(441, "441 户，标准是每格 400 户（可以多 10%）")}
    assert queries.grid_sizes(scope=Scope(), at=MONDAY) == []


def test_S10_radius_households_and_staff_of_each_grid_and_which_are_beyond_the_limits():
    town = make_town("尚湖镇", number="111", place="shanghu")
    village, lonely = make_planned_village(town), make_planned_village(make_town("别镇", number="112", place="shanghu"))
    keeper = make_actor("town_lead", at=town)
    unit = make_unit("zone_team", at=village.grids[0])
    new = [
        NewAppointment(post_kind="zone_leader", area_id=village.grids[0].pk, organisation_id=unit.pk,
                       person_name="王大山", starts_on=TODAY)
    ]  # fmt: skip
    appoint_many(actor=keeper, new=new, at=MONDAY)
    Area.objects.filter(pk=village.grids[1].pk).update(opened_on=OPENED_ON)

    sizes = {one.area.id: one for one in queries.grid_sizes(scope=Scope((town.path,)), at=MONDAY)}

    first, second = sizes[village.grids[0].pk], sizes[village.grids[1].pk]
    assert sizes.keys() == {grid.pk for grid in village.grids} != {grid.pk for grid in lonely.grids}
    assert (first.households, first.staff, first.per_member, first.beyond) == (16, 1, 16.0, ())
    assert 120 <= (first.radius or 0) <= 135  # half of 164 by 200 metres across
    assert [broken.rule for broken in second.beyond] == ["nobody"]
    [summary] = queries.villages_to_plan(scope=Scope((town.path,)), at=MONDAY)
    assert (summary.households, summary.grids, summary.beyond) == (24, 3, 2)


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp"])
def test_grids_of_a_plan_leave_as_a_file_and_come_in_as_another_division(form):
    village = make_planned_village()
    plan_id = village.begun(norm=8, tolerance=20)
    edit = {"actor": village.desk, "plan_id": plan_id, "at": MONDAY + timedelta(hours=1)}
    operations.choose_proposal(**edit, kind=ProposalKind.TODAY)
    operations.rename_grid(**edit, key=str(village.grids[0].pk), name="荣星村东网格")

    download = operations.export_plan(**edit, form=form)
    collection = files.read_collection(download.content, name=download.name)
    judgement = operations.import_proposal(**edit, collection=collection)

    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]
    names = {grid.name for grid in judgement.grids}
    assert names == {"荣星村东网格", village.grids[1].name, village.grids[2].name}
    assert sorted(grid.households for grid in judgement.grids) == [4, 4, 16]
    assert shapely.union_all(shapes).is_valid
    with pytest.raises(Refusal, match="GeoPackage"):
        files.read_collection(b"not a map", name="grids.pdf")
    for strange in ("a grid", {"geometry": collection["features"][0]["geometry"], "properties": ["a name"]}):
        with pytest.raises(Refusal, match="1 到 99 个网格"):
            operations.import_proposal(**edit, collection={"features": [strange]})


def test_a_damaged_zip_and_a_locked_one_are_refused_in_words():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("grids.shp", bytes(range(256)) * 40)
    damaged, locked = bytearray(packed.getvalue()), bytearray(packed.getvalue())
    damaged[39:59] = b"\xff" * 20  # right behind the name
    for flags in (6, locked.index(b"PK\x01\x02") + 8):
        locked[flags] |= 1

    for content in (damaged, locked):
        with pytest.raises(Refusal, match="压缩包坏了"):
            files.read_collection(bytes(content), name="grids.zip")
