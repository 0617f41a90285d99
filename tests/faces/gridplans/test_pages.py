"""The pages of a plan: from the draft to its effect, what is refused, what the public sees, two places."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.faces.portal.portal import words_of
from tests.faces.workbench.office import Desk, sign_in
from tests.gridplans.village import Village
from tests.world import make_actor, shipped_rulebook
from wangge.ground.foundation.ids import uuid7
from wangge.practice.gridplans.models import Plan, PlanComment

pytestmark = pytest.mark.django_db
LOOK = "a test looks"


def the_plan() -> Plan:
    return Plan.objects.everywhere(LOOK).get()


def begun(desk: Desk, village: Village) -> str:
    """The page of a new plan whose drawing was called off, with today's division chosen."""
    page = desk.post(f"/plans/new/{village.area.code}/", {"norm": "8", "tolerance": "20"}).url
    assert "停止测算" in words_of(desk.get(page))
    desk.post(f"{page}cancel/")
    desk.post(f"{page}choose/today/")
    return page


def notice_is_over() -> None:
    day = timezone.localdate() - timedelta(days=1)
    rows = Plan.objects.everywhere(LOOK)
    rows.update(notice_from=day - timedelta(days=7), notice_until=day)


def test_T18_a_plan_is_edited_shown_commented_approved_and_put_in_force_by_pages(village: Village):
    desk, lead, public = sign_in(village.desk), sign_in(village.lead), Client(headers={"accept-language": "zh-hans"})
    page = begun(desk, village)
    edit, notice = f"{page}edit/", f"/grid-plan/{page.split('/')[2]}/"
    first, second, third = (str(grid.pk) for grid in village.grids)
    assert public.get(notice).status_code == 404
    assert "处不合要求" in words_of(desk.get(edit))

    desk.post(f"{edit}merge/", {"key": third, "into": second})
    desk.post(f"{edit}move/", {"buildings": str(village.houses[5, 0]), "key": first})
    assert "不连片" in words_of(desk.get(edit))
    assert "不连片" in words_of(desk.post(f"{page}publish/"))
    desk.post(f"{edit}undo/")
    desk.post(f"{edit}hold/", {"buildings": str(village.houses[0, 0])})
    refused = desk.post(f"{edit}move/", {"buildings": str(village.houses[0, 0]), "key": second})
    assert (refused.status_code, "锁定了" in words_of(refused)) == (409, True)
    desk.post(f"{edit}release/", {"buildings": str(village.houses[0, 0])})
    desk.post(f"{edit}split/", {"key": first, "parts": "2"})
    desk.post(f"{edit}rename/", {"key": second, "name": "荣星村河东网格"})
    assert desk.post(f"{edit}move/", {"key": second}).status_code == 400
    assert "都合要求" in words_of(desk.get(edit))

    asked = words_of(desk.get(f"{page}publish/"))
    assert ("撤销的网格 荣星村第三网格" in asked, "换网格的户" in asked) == (True, True)
    desk.post(f"{page}publish/")
    shown = words_of(public.get(notice))
    assert ("荣星村河东网格" in shown, "张" in shown, "0列0号" in shown) == (True, False, False)
    said = {"form_id": str(uuid7()), "words": "河东离得远", "name": "张大力", "phone": "13893212345"}
    for _twice in range(2):
        public.post(notice, said)
    assert PlanComment.objects.count() == 1
    assert "河东离得远" not in words_of(public.get(notice))
    listed = words_of(desk.get(page))
    assert ("河东离得远" in listed, "张*力" in listed, "13893212345" in listed) == (True, True, False)
    comment = PlanComment.objects.get().pk
    desk.post(f"{page}comments/{comment}/", {"words": "组长每周去两次", "is_public": "on"})
    shown = words_of(public.get(notice))
    assert ("组长每周去两次" in shown, "张" in shown) == (True, False)

    today = timezone.localdate().isoformat()
    assert "公示到" in words_of(lead.post(f"{page}approve/", {"effective_on": today}))
    notice_is_over()
    assert desk.post(f"{page}approve/", {"effective_on": today}).status_code in (403, 404)
    lead.post(f"{page}approve/", {"effective_on": today})
    assert "没办完的事项换网格" in words_of(lead.get(f"{page}put-in-force/"))
    done = lead.post(f"{page}put-in-force/", {})

    assert ("住户" in words_of(lead.get(done.url)), the_plan().state) == (True, "in_force")
    card = f"/roster/households/{village.homes[5, 0]}/"
    before = (timezone.localdate() - timedelta(days=2)).isoformat()
    assert f"{before} 在 荣星村第三网格" in words_of(desk.get(f"{card}?on={before}"))
    assert f"{today} 在 荣星村河东网格" in words_of(desk.get(f"{card}?on={today}"))
    assert "恢复原网格" in words_of(desk.get(desk.post(f"{page}undo/").url))


def test_approving_and_putting_in_force_are_offered_when_nothing_is_left_to_wait_for(village: Village):
    desk, lead = sign_in(village.desk), sign_in(village.lead)
    page, rows = begun(desk, village), Plan.objects.everywhere(LOOK)
    approve, begin = f'href="{page}approve/"', f'href="{page}put-in-force/"'
    today = timezone.localdate()

    rows.update(state="notice", notice_from=today, notice_until=today)
    shown = lead.get(page).content.decode()
    assert (approve in shown, f"公示到 {today.isoformat()} 为止" in shown) == (False, True)
    notice_is_over()
    assert approve in lead.get(page).content.decode()
    rows.update(state="approved", effective_on=today + timedelta(days=1))
    shown = lead.get(page).content.decode()
    assert (begin in shown, "还没有到" in shown) == (False, True)
    rows.update(effective_on=today)
    assert begin in lead.get(page).content.decode()


def test_comments_come_only_so_often_and_what_was_typed_comes_back(village: Village):
    page = begun(sign_in(village.desk), village)
    Plan.objects.everywhere(LOOK).update(
        state="notice", notice_from=timezone.localdate(), notice_until=timezone.localdate()
    )
    notice, public = f"/grid-plan/{page.split('/')[2]}/", Client(headers={"accept-language": "zh-hans"})
    most = shipped_rulebook("qingping").limits.report_per_address.count

    answers = [public.post(notice, {"form_id": str(uuid7()), "words": ""}).status_code for _one in range(most)]
    refused = public.post(notice, {"form_id": str(uuid7()), "words": "河东离得远"})

    assert (set(answers), refused.status_code) == ({400}, 429)
    assert "河东离得远" in words_of(refused)
    assert not PlanComment.objects.exists()


def test_plans_of_another_place_and_plans_that_are_not_there_answer_alike(village: Village, other: Village):
    page = begun(sign_in(village.desk), village)
    stranger = sign_in(other.desk)

    for path in ("", "map.json", "buildings.json", "progress/", "edit/", "export/geojson/", "import/", "publish/"):
        there, missing = stranger.get(f"{page}{path}"), stranger.get(f"/plans/{uuid7()}/{path}")
        assert (path, there.status_code, missing.status_code) == (path, 404, 404)
    moved = {"key": str(village.grids[1].pk), "buildings": str(village.houses[0, 0])}
    assert stranger.post(f"{page}edit/move/", moved).status_code == 404
    assert stranger.get(f"/plans/new/{village.area.code}/").status_code == 404
    assert "荣星村网格优化" not in words_of(stranger.get("/plans/"))
    assert stranger.get(f"/plans/?area={village.area.code}").status_code == 404


def test_who_may_only_see_a_plan_changes_nothing(village: Village):
    page = begun(sign_in(village.desk), village)
    leader = sign_in(make_actor("grid_leader", at=village.area))

    seen = words_of(leader.get(page))

    assert ("选定的" in seen, "手工调整" in seen, "公示" in seen.replace("公示意见", "")) == (True, False, False)
    assert leader.get(f"{page}map.json").json()["features"]
    for url in (f"{page}edit/", "/plans/new/", f"/plans/new/{village.area.code}/", f"{page}import/"):
        assert leader.get(url).status_code == 403
    assert leader.post(f"{page}choose/today/").status_code == 403


def test_S10_J10_grids_beyond_the_limits_lead_to_a_plan_and_leave_as_a_file(village: Village, other: Village):
    desk = sign_in(village.desk)

    page = words_of(desk.get("/plans/sizes/"))
    made = desk.get("/plans/sizes/export/")

    assert (
        f'href="/roster/households/?area={village.grids[0].code}">16</a>' in desk.get("/plans/sizes/").content.decode()
    )
    assert ("没有人在岗" in page, f"/plans/new/{village.area.code}/" in desk.get("/plans/sizes/").content.decode()) == (
        True,
        True,
    )
    assert made.headers["Content-Disposition"].endswith(".xlsx") or "xlsx" in made.headers["Content-Disposition"]
    assert desk.get(f"/plans/sizes/?area={other.area.code}").status_code == 404
    assert other.area.code not in desk.get("/plans/sizes/?which=all").content.decode()


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp"])
def test_a_plan_leaves_as_a_file_and_comes_back(village: Village, form: str):
    pytest.importorskip("pyogrio") if form != "geojson" else None
    desk = sign_in(village.desk)
    page = begun(desk, village)

    made = desk.get(f"{page}export/{form}/")
    name = {"geojson": "g.geojson", "gpkg": "g.gpkg", "shp": "g.zip"}[form]
    back = desk.post(f"{page}import/", {"collection": SimpleUploadedFile(name, made.content), "frame": "wgs84"})

    assert (made.status_code, back.status_code, the_plan().chosen) == (200, 302, "imported")


def test_lists_cost_the_same_at_any_size(village: Village, django_assert_max_num_queries):
    desk = sign_in(village.desk)
    page = begun(desk, village)
    plan_id = UUID(page.split("/")[2])
    desk.get("/plans/")

    with django_assert_max_num_queries(6):
        assert the_title() in words_of(desk.get("/plans/"))
    with django_assert_max_num_queries(13):
        desk.get(f"/plans/{plan_id}/")
    with django_assert_max_num_queries(5):
        desk.get(f"/plans/{plan_id}/progress/")


def the_title() -> str:
    return "荣星村网格优化调整方案"
