"""The tree: what may hang under what, its codes and names, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from tests.areas.county import NOON, QINGPING, RONGXING, SHANGHU, WUXING, XINHE, make_county
from wangge.core.areas.models import Area, PublicCode
from wangge.core.areas.operations import (
    NewArea,
    add_area,
    add_areas,
    bind_rulebook,
    close_area,
    describe_area,
    issue_public_code,
    rename_area,
)
from wangge.core.areas.queries import (
    area_by_code,
    area_by_id,
    area_by_name,
    area_of_row,
    areas_in_memory,
    breadcrumb,
    children,
    full_name,
    place_of,
    subtree,
    tree,
)
from wangge.core.areas.scope import EVERYWHERE, NOWHERE, Scope
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return make_county()


def test_paths_names_codes_and_kinds_are_made_from_the_parents(county):
    first, second = children(area_id=county[RONGXING].id)

    assert (first.code, first.path, first.name, first.ordinal, first.kind) == (
        "621123109201201000",
        "/621123/109/201/201/",
        "荣星村第一网格",
        1,
        "rural",
    )
    assert (second.name, county[RONGXING].kind) == ("荣星村第二网格", "village")
    assert {row.town_id for row in (first, second, county[RONGXING], county[QINGPING])} == {county[QINGPING].id}
    assert county["621123000000"].town_id is None


def test_a_community_gets_residential_grids():
    make_county()
    community = add_area(
        area=NewArea(level="village", parent_code=QINGPING, code="621123109001", name="街道社区"), at=NOON
    )

    grid = add_area(area=NewArea(level="grid", parent_code=community.code), at=NOON)

    assert (community.kind, grid.kind, grid.code) == ("community", "residential", "621123109001101000")


def test_sectors_stand_between_town_and_village(county):
    sector = add_area(area=NewArea(level="sector", parent_code=SHANGHU, name="第一管区"), at=NOON)
    village = add_area(
        area=NewArea(level="village", parent_code=sector.code, code="621123110205", name="李村"), at=NOON
    )
    grid = add_area(area=NewArea(level="grid", parent_code=village.code), at=NOON)
    micro = add_area(area=NewArea(level="micro", parent_code=grid.code), at=NOON)

    assert (sector.code, sector.path) == ("621123110G01", "/621123/110/G01/")
    assert micro.path == "/621123/110/G01/205/201/001/"
    assert micro.name == "李村第一网格第一微网格"
    assert [row.level for row in breadcrumb(area_id=micro.id)] == [
        "county",
        "town",
        "sector",
        "village",
        "grid",
        "micro",
    ]


def test_a_dedicated_grid_may_lie_outside_every_village(county):
    market = add_area(area=NewArea(level="grid", parent_code=QINGPING, kind="market", name="集贸市场网格"), at=NOON)

    assert (market.code, market.path) == ("621123109000401000", "/621123/109/000/401/")
    with pytest.raises(Refusal, match="基础网格"):
        add_area(area=NewArea(level="grid", parent_code=QINGPING, kind="rural", name="网格"), at=NOON)


FAULTS = {
    "没有上级": NewArea(level="grid", parent_code="621123109299"),
    "不能直接设在": NewArea(level="village", parent_code=RONGXING, code="621123109201", name="村"),
    "没有“street”这一级": NewArea(level="street", parent_code=QINGPING, name="x"),
    "代码 621123110203 与级别或上级不符": NewArea(
        level="village", parent_code=QINGPING, code="621123110203", name="村"
    ),
    "代码 12 与级别或上级不符": NewArea(level="village", parent_code=QINGPING, code="12", kind="village", name="村"),
    "已经用过": NewArea(level="village", parent_code=QINGPING, code=WUXING, name="新村"),
    "请写明区划代码": NewArea(level="village", parent_code=QINGPING, kind="village", name="新村"),
    "名称要有": NewArea(level="village", parent_code=QINGPING, code="621123109209", name=" "),
    "已经有“荣星村”": NewArea(level="village", parent_code=QINGPING, code="621123109209", name="荣星村"),
    "已经有第二个网格": NewArea(level="grid", parent_code=RONGXING, ordinal=2, name="别名"),
    "没有“village”这一类": NewArea(level="grid", parent_code=RONGXING, kind="village"),
    "经度在": NewArea(level="village", parent_code=QINGPING, code="621123109209", name="新村", lon=200, lat=35),
    "已经用完": NewArea(level="grid", parent_code=RONGXING, ordinal=100),
}


@pytest.mark.parametrize("words", FAULTS)
def test_what_cannot_be_is_refused_in_words(county, words):
    with pytest.raises(Refusal, match=words):
        add_area(area=FAULTS[words], at=NOON)


def test_every_fault_of_a_list_is_named_with_its_line_and_nothing_is_added(county):
    before = Area.objects.count()

    with pytest.raises(Refusal) as refusal:
        add_areas(areas=[NewArea(level="grid", parent_code=RONGXING), *FAULTS.values()], at=NOON)

    assert [line.split("：")[0] for line in refusal.value.detail["faults"]] == [
        f"第 {n} 行" for n in range(2, len(FAULTS) + 2)
    ]
    assert Area.objects.count() == before


def test_many_areas_cost_as_many_statements_as_few(county):
    def cost(start: int, count: int) -> int:
        new = [
            NewArea(level="village", parent_code=QINGPING, code=f"621123109{start + n}", name=f"{start + n}村")
            for n in range(count)
        ]
        grids = [NewArea(level="grid", parent_code=village.code) for village in new for _ in range(3)]
        with CaptureQueriesContext(connection) as statements:
            add_areas(areas=[*new, *grids], at=NOON)
        return len(statements)

    assert cost(210, 2) == cost(230, 60)


def test_closed_grids_keep_their_number(county):
    second = area_by_code(code="621123109201202000")
    close_area(area_id=second.id, at=NOON)

    again = add_area(area=NewArea(level="grid", parent_code=RONGXING), at=NOON)

    assert (again.name, again.code) == ("荣星村第二网格", "621123109201203000")
    assert second.id not in areas_in_memory().by_id


def test_closing_ends_codes_and_needs_an_empty_area(county):
    grid = area_by_code(code="621123109201201000")
    code = issue_public_code(area_id=grid.id, at=NOON)

    with pytest.raises(Conflict):
        close_area(area_id=county[RONGXING].id, at=NOON)
    with pytest.raises(Refusal, match="早于"):
        close_area(area_id=grid.id, at=NOON - timedelta(days=9))
    close_area(area_id=grid.id, at=NOON)

    assert PublicCode.objects.everywhere("test").get(pk=code.pk).revoked_at == NOON
    with pytest.raises(NotFound):
        close_area(area_id=grid.id, at=NOON)
    with pytest.raises(NotFound):
        area_by_id(area_id=grid.id)
    assert area_of_row(area_id=grid.id).closed_on is not None


def test_a_grid_is_found_by_its_spoken_name_within_the_scope_only(county):
    names = ["荣星村第二网格", "荣星村第2网格", "荣星村 第02网格"]

    here = [[row.path for row in area_by_name(name=n, scope=Scope(("/621123/109/",)))] for n in names]
    everywhere = area_by_name(name="荣星村第二网格", scope=EVERYWHERE)

    assert here == [["/621123/109/201/202/"]] * 3
    assert [row.path for row in everywhere] == ["/621123/109/201/202/", "/621123/110/201/202/"]
    assert area_by_name(name="荣星村第二网格", scope=NOWHERE) == []
    assert area_by_name(name="没有的村", scope=EVERYWHERE) == []


def test_a_forbidden_area_looks_like_a_missing_one(county):
    scope = Scope(("/621123/109/",))

    with pytest.raises(NotFound) as forbidden:
        area_by_id(area_id=county[XINHE].id, scope=scope)
    with pytest.raises(NotFound) as missing:
        area_by_id(area_id=uuid7(), scope=scope)

    assert forbidden.value.message == missing.value.message
    assert area_by_code(code=f" {RONGXING} ", scope=scope) == county[RONGXING]


def test_the_nearest_rulebook_above_holds(county):
    grid = area_by_code(code="621123109201201000")
    assert (place_of(area_id=grid.id), place_of(area_id=county["621123000000"].id)) == ("qingping", "")

    bind_rulebook(area_id=county[RONGXING].id, place="rongxing")

    assert place_of(area_id=grid.id) == "rongxing"
    assert place_of(area_id=uuid7()) == ""


def test_full_names_say_nothing_twice(county):
    assert full_name(area_id=area_by_code(code="621123109201202000").id) == "庆坪镇荣星村第二网格"
    assert full_name(area_id=county["621123000000"].id) == "渭源县"


def test_renaming_shows_at_once_and_refuses_a_taken_name(county):
    rename_area(area_id=county[RONGXING].id, name=" 新荣星村 ")

    assert area_by_code(code=RONGXING).name == "新荣星村"
    for name, words in (("五星村", "已经有"), ("新荣星村", "一样"), ("", "名称要有"), ("长" * 61, "名称要有")):
        with pytest.raises(Refusal, match=words):
            rename_area(area_id=county[RONGXING].id, name=name)
    with pytest.raises(NotFound):
        rename_area(area_id=uuid7(), name="x")


def test_centre_and_households_are_recorded(county):
    describe_area(area_id=county[RONGXING].id, lon=104.21, lat=35.11, households=253)

    assert area_by_code(code=RONGXING).households == 253
    for wrong in ({"lon": 104.0, "lat": None, "households": 1}, {"lon": None, "lat": None, "households": -1}):
        with pytest.raises(Refusal):
            describe_area(area_id=county[RONGXING].id, **wrong)


def test_the_tree_of_a_page_costs_nothing_once_in_memory(county, django_assert_num_queries):
    areas_in_memory()

    with django_assert_num_queries(0):
        (town,) = tree(scope=Scope(("/621123/109/",)))
        (whole,) = tree(scope=EVERYWHERE)
        rows = subtree(scope=Scope(("/621123/109/",)))

    assert (town.area.name, town.below, [node.area.name for node in town.children]) == (
        "庆坪镇",
        4,
        ["荣星村", "五星村"],
    )
    assert (whole.below, len(rows)) == (8, 5)
    assert tree(scope=NOWHERE) == []


def test_the_index_cannot_be_changed(county):
    index = areas_in_memory()

    index.children(county[QINGPING].id).clear()

    assert len(index.children(county[QINGPING].id)) == 2
    with pytest.raises(TypeError):
        index.by_id[uuid7()] = county[QINGPING]


WRONG_ROWS = {
    "area_code_shape": {"code": "62112310920X"},
    "area_path_shape": {"path": "621123/109/203/"},
    "area_path_spells_code": {"code": "621123109204"},
    "area_parent_level_fits": {"parent_level": "county"},
    "area_town_fits": {"town": None},
    "area_kind_fits": {"kind": "rural"},
    "area_term": {"closed_on": "2000-01-01"},
    "area_position": {"lon": 104.0},
    "area_named": {"name": ""},
    "area_name_once": {"name": "五星村"},
}


@pytest.mark.parametrize("constraint", WRONG_ROWS)
def test_the_database_itself_refuses(county, constraint):
    town = area_of_row(area_id=county[QINGPING].id)
    right = {
        "parent": town, "parent_level": "town", "level": "village", "kind": "village", "code": "621123109203",
        "name": "三村", "path": "/621123/109/203/", "town": town, "opened_on": "2026-01-01",
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.create(**(right | WRONG_ROWS[constraint]))
    Area.objects.create(**right)


def test_a_path_must_continue_the_parents(county):
    shanghu = area_of_row(area_id=county[SHANGHU].id)

    Area.objects.create(
        parent=shanghu, parent_level="town", level="village", kind="village", code="621123109203",
        name="三村", path="/621123/109/203/", town=shanghu, opened_on="2026-01-01",
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="area_parent_is_true"), transaction.atomic():
        connection.check_constraints()
    Area.objects.filter(code="621123109203").delete()


def test_a_parent_with_children_cannot_be_deleted(county):
    with pytest.raises(ProtectedError):
        area_of_row(area_id=county[QINGPING].id).delete()
