"""The tree and the map, one selection; codes and posters; names; outlines out and in."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from tests.faces.administration.office import desk_of, heading, links, now, page, rows, sign_in, statements, words
from tests.faces.workbench.office import reported_lately
from tests.world import make_actor, make_grid, make_village
from wangge.core.access.models import AuditEntry
from wangge.core.areas.models import Area, Boundary, NamedPlace, PublicCode
from wangge.core.areas.operations import issue_public_code, set_boundary
from wangge.core.teams.models import Appointment
from wangge.core.teams.operations import NewAppointment, appoint

pytestmark = pytest.mark.django_db


def area_url(area, name="area"):
    return reverse(f"workbench:{name}", args=[area.code])


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def surveyed(area, *corners: float) -> None:
    set_boundary(area_id=area.pk, geometry=box(*corners), source="surveyed", on=area.opened_on)


def put_into_post(town, name: str, post: str = "grid_leader", area=None, unit=None) -> Appointment:
    area, unit = area or town.grid, unit or town.grid_group
    keeper = make_actor("town_lead", at=town.area)
    new = NewAppointment(post, area.pk, unit.pk, name, localdate(now()))
    return appoint(actor=keeper, new=new, at=now())


def test_an_area_shows_its_numbers_each_leading_to_what_it_counts(town):
    reported_lately(town)
    town.report()
    put_into_post(town, "李亚红")

    shown = sign_in(town.lead).get(area_url(town.grid))

    query = f"?area={town.grid.code}"
    assert heading(shown) == town.grid.name
    assert f"/cases/{query}&amp;state=open" in page(shown)
    assert f"/cases/{query}&amp;due=overdue&amp;sort=due" in page(shown)
    for expected in ("2 在办事项", "1 超期", "1 在任人员", "李亚红", town.grid_group.name):
        assert expected in words(shown)


def test_the_tree_is_open_only_along_the_way_to_the_chosen_area(town):
    far = make_grid(under=make_village_beside(town))
    desk = sign_in(town.lead)

    at_top, at_grid = page(desk.get(reverse("workbench:areas"))), page(desk.get(area_url(town.grid)))

    assert (far.name in at_top, town.grid.name in at_top) == (False, False)
    assert (far.name in at_grid, town.grid.name in at_grid) == (False, True)
    assert f'href="{area_url(town.grid)}" aria-current="true"' in at_grid


def make_village_beside(town):
    return make_village("五星村", under=town.area)


def test_what_is_wrong_with_the_outlines_is_said_with_who_can_mend_it(town):
    make_village_beside(town)
    surveyed(town.area, 104.0, 35.0, 104.2, 35.2)
    surveyed(town.village, 104.0, 35.0, 104.1, 35.2)
    desk_of("system_admin", town.area)

    shown = words(sign_in(town.officer).get(area_url(town.area)))

    assert "边界要修" in shown
    assert "五星村没有边界" in shown
    assert "system_admin （系统管理员）" in shown or "system_admin（系统管理员）" in shown


def test_the_map_holds_what_lies_right_below_tinted_by_open_cases(town):
    beside = make_village_beside(town)
    surveyed(town.village, 104.0, 35.0, 104.1, 35.2)
    surveyed(beside, 104.1, 35.0, 104.2, 35.2)
    reported_lately(town)

    found = json.loads(sign_in(town.lead).get(area_url(town.area, "area-map")).content)

    assert {
        (f["properties"]["name"], f["properties"]["weight"], f["properties"]["is_current"]) for f in found["features"]
    } == {(town.village.name, 1.0, False), (beside.name, 0, False)}


@pytest.mark.parametrize("count", [1, 3])
def test_an_area_costs_the_same_however_many_lie_below(count, town):
    for _ in range(count - 1):
        make_grid(under=town.village)
    for number in range(count):
        put_into_post(town, f"党员{number}", "linked_member")
        reported_lately(town)
    desk = sign_in(town.lead)

    assert statements(desk, area_url(town.village)) == 12


def test_a_grid_is_found_by_name_and_code_with_the_holder_of_its_post(town):
    put_into_post(town, "李亚红")
    find = reverse("workbench:area-find")
    desk = sign_in(town.lead)

    by_name = desk.get(find, data={"q": town.grid.name})
    by_ordinal = desk.get(find, data={"q": f"{town.village.name}第1网格"})
    by_post = desk.get(find, data={"q": f"{town.grid.name}网格党小组组长"})
    by_code = desk.get(find, data={"q": town.grid.code})

    assert rows(by_name) == rows(by_ordinal) == rows(by_post) == rows(by_code) == [town.grid.name]
    for shown in (by_name, by_ordinal, by_post):
        assert "李亚红" in words(shown)
    assert "没有找到" in words(desk.get(find, data={"q": "尚湖"}))


def test_an_area_of_another_town_is_not_found(town, other):
    assert other.grid.name not in words(
        sign_in(town.lead).get(reverse("workbench:area-find"), data={"q": other.grid.name})
    )


def test_an_area_is_added_renamed_described_and_closed(town):
    desk = desk_of("system_admin", town.area)

    desk.post(area_url(town.village, "area-add"), {"level": "grid", "households": "77"})
    grid = Area.objects.filter(level="grid").latest("code")
    desk.post(area_url(grid, "area-rename"), {"name": "供销社片区"})
    desk.post(area_url(grid, "area-describe"), {"households": "80", "lon": "104.2", "lat": "35.1"})
    desk.post(area_url(grid, "area-close"))

    grid.refresh_from_db()
    assert (grid.name, grid.households, grid.lon, grid.closed_on is None) == ("供销社片区", 80, 104.2, False)
    assert AuditEntry.objects.filter(action="configured").count() == 4


def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(town):
    shown = desk_of("system_admin", town.area).post(area_url(town.village, "area-rename"), {"name": town.village.name})

    assert shown.status_code == 400
    assert "新名称和现在的一样" in words(shown)
    assert f'value="{town.village.name}"' in page(shown)


def test_an_area_with_open_areas_below_is_not_closed(town):
    shown = desk_of("system_admin", town.area).post(area_url(town.village, "area-close"))

    assert (shown.status_code, "下面还有没有撤销的区域" in words(shown)) == (409, True)


def test_a_code_is_issued_printed_replaced_and_revoked(town):
    desk = desk_of("system_admin", town.area)

    desk.post(area_url(town.grid, "code-issue"), {"spot": "村委会门口"})
    code = PublicCode.objects.everywhere("a test looks").get()
    poster = desk.get(reverse("workbench:code-poster", args=[code.pk]))
    large = desk.get(reverse("workbench:code-poster", args=[code.pk]), data={"size": "a3"})
    drawing = desk.get(reverse("workbench:code-qr", args=[code.pk]))
    desk.post(reverse("workbench:code-replace", args=[code.pk]))
    new = PublicCode.objects.everywhere("a test looks").get(revoked_at=None)
    desk.post(reverse("workbench:code-revoke", args=[new.pk]))

    assert (poster.content[:5], large.content[:5], poster["Content-Type"]) == (b"%PDF-", b"%PDF-", "application/pdf")
    assert drawing.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert new.pk != code.pk
    assert PublicCode.objects.everywhere("a test looks").filter(revoked_at=None).count() == 0
    assert desk.get(reverse("workbench:code-poster", args=[new.pk])).status_code == 404


def test_every_grid_without_a_code_gets_one_at_once(town):
    issue_public_code(area_id=town.grid.pk, at=now())
    for _ in range(2):
        make_grid(under=town.village)
    desk = desk_of("system_admin", town.area)

    assert "给下面 2 个没有码的网格发码" in words(desk.get(area_url(town.area)))
    desk.post(area_url(town.area, "codes-issue-below"))

    assert PublicCode.objects.everywhere("a test looks").count() == 3


def test_who_may_only_look_sees_the_code_and_no_way_to_change_it(town):
    code = issue_public_code(area_id=town.grid.pk, at=now())

    shown = sign_in(town.officer).get(area_url(town.grid))

    assert code.token in words(shown)
    assert not [link for link in links(shown) if "revoke" in link or "rename" in link]


def test_names_of_places_are_added_line_by_line_and_found(town):
    desk = desk_of("system_admin", town.area)

    desk.post(area_url(town.grid, "area-places-add"), {"kind": "estate", "names": "供销社家属院|供销院\n\n老街\n"})
    shown = desk.get(area_url(town.area, "area-places"), data={"q": "供销院"})

    assert NamedPlace.objects.everywhere("a test looks").count() == 2
    assert ("供销社家属院" in words(shown), "老街" in words(shown)) == (True, False)


def test_all_faults_of_the_names_are_said_and_none_is_kept(town):
    desk = desk_of("system_admin", town.area)
    desk.post(area_url(town.grid, "area-places-add"), {"kind": "road", "names": "老街"})

    shown = desk.post(area_url(town.grid, "area-places-add"), {"kind": "road", "names": f"老街\n{'长' * 61}\n新街"})

    assert ("第 1 行" in words(shown), "第 2 行" in words(shown)) == (True, True)
    assert NamedPlace.objects.everywhere("a test looks").count() == 1


def _file(features: list[dict[str, object]]):
    content = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("边界.geojson", content.encode(), content_type="application/geo+json")


def _feature(code: str, *corners: float) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": box(*corners)}


def _packed(response) -> str:
    found = re.search(r'name="packed" value="([^"]*)"', page(response))
    assert found, words(response)
    return found[1]


SAID = {"frame": "wgs84", "source": "surveyed", "note": "2026 年测绘"}


def test_outlines_are_checked_first_and_then_taken_over(town):
    desk = desk_of("system_admin", town.area)
    url = reverse("workbench:boundaries")

    checked = desk.post(url, SAID | {"file": _file([_feature(town.village.code, 104.0, 35.0, 104.1, 35.2)])})
    before = Boundary.objects.count()
    desk.post(reverse("workbench:boundaries-import"), {"packed": _packed(checked)})

    assert "检查过了，没有错" in words(checked)
    row = Boundary.objects.get()
    assert (before, row.area_id, row.source, row.note) == (0, town.village.pk, "surveyed", "2026 年测绘")


def test_every_fault_of_a_file_is_listed_and_nothing_is_offered(town, other):
    features = [_feature(other.village.code, 104.0, 35.0, 104.1, 35.2), _feature("", 0, 0, 1, 1)]

    shown = desk_of("system_admin", town.area).post(reverse("workbench:boundaries"), SAID | {"file": _file(features)})

    assert "有错，什么也没有导入" in words(shown)
    assert ("第 1 个" in words(shown), "第 2 个" in words(shown)) == (True, True)
    assert "packed" not in page(shown)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"features": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_geojson_is_refused(content, town):
    given = SAID | {"file": SimpleUploadedFile("x.geojson", content)}

    shown = desk_of("system_admin", town.area).post(reverse("workbench:boundaries"), given)

    assert shown.status_code in (200, 400)
    assert Boundary.objects.count() == 0


def test_a_checked_file_is_taken_over_only_by_who_checked_it(town):
    checked = desk_of("system_admin", town.area).post(
        reverse("workbench:boundaries"), SAID | {"file": _file([_feature(town.village.code, 104.0, 35.0, 104.1, 35.2)])}
    )

    shown = desk_of("system_admin", town.area).post(
        reverse("workbench:boundaries-import"), {"packed": _packed(checked)}
    )

    assert shown.status_code == 400
    assert Boundary.objects.count() == 0


def test_only_outlines_of_ones_own_areas_are_exported(town, other):
    surveyed(town.village, 104.0, 35.0, 104.1, 35.2)
    surveyed(other.village, 120.0, 31.0, 120.1, 31.2)

    response = sign_in(town.lead).get(reverse("workbench:boundaries-export"))

    codes = [feature["properties"]["code"] for feature in json.loads(response.content)["features"]]
    assert (codes, "attachment" in response["Content-Disposition"]) == ([town.village.code], True)


def test_outlines_are_drawn_where_none_is_known(town):
    make_village_beside(town)
    desk = desk_of("system_admin", town.area)
    for number, village in enumerate(Area.objects.filter(level="village")):
        desk.post(area_url(village, "area-describe"), {"lon": f"104.{number + 1}", "lat": "35.1"})

    desk.post(area_url(town.area, "area-draw"))

    assert Boundary.objects.filter(source="drawn", area__level="village").count() == 2


def test_somebody_whose_right_is_only_for_a_unit_is_told_so(town):
    shown = sign_in(town.policeman).get(reverse("workbench:areas"))

    assert "没有您能看的区域" in words(shown)


def test_the_duties_notice_is_a_pdf(town):
    put_into_post(town, "李亚红")

    response = sign_in(town.officer).get(area_url(town.grid, "area-notice"))

    assert response.content.startswith(b"%PDF-")


def test_an_area_without_anything_says_what_to_do_next(town):
    empty = make_village_beside(town)

    shown = words(sign_in(town.lead).get(area_url(empty)))

    assert "这里还没有码" in shown
    assert "还没有地名" in shown
