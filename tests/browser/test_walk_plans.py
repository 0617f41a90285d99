"""A plan of grids by browser: edited on the map, shown, commented; the rest of its life needs no browser."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.visitor import PHONE, Visitor
from tests.gridplans.village import Village, make_planned_village
from wangge.practice.gridplans import operations as act_on


def test_T18_a_plan_is_edited_on_the_map_and_a_resident_comments(visit):
    village = make_planned_village()
    by = {"actor": village.desk, "at": timezone.now()}
    plan = act_on.begin_plan(village_id=village.area.pk, norm=8, tolerance=90, **by)
    act_on.cancel_drawing(plan_id=plan, **by)
    act_on.choose_proposal(plan_id=plan, kind="today", **by)
    desk, resident = visit(), visit(PHONE)
    desk.sign_in(village.desk)

    _moves_a_building(desk, plan, village)
    act_on.publish_plan(plan_id=plan, **by)
    resident.open(reverse("portal:plan", args=[plan]))
    resident.page.get_by_label("您的意见").fill("河东离得远")
    resident.follow("提交")

    assert "收到了" in resident.words("body")
    assert resident.page.get_by_label("您的意见").input_value() == ""


def _moves_a_building(desk: Visitor, plan: UUID, village: Village) -> None:
    desk.open(reverse("workbench:plan-edit", args=[plan]))
    desk.page.locator("[data-map=plan].is-ready").wait_for()
    desk.page.locator("summary", has_text="荣星村第三网格").first.click()
    desk.page.locator(f"input[value='{village.houses[5, 0]}']").check()
    desk.page.locator("#key").select_option(label="荣星村第一网格")
    assert desk.page.locator("[data-map-note]").inner_text() == "选了 1 栋，移到荣星村第一网格。"
    desk.follow("移过去")
    assert "不连片" in desk.words()
    desk.follow("退回上一步")
    assert "不连片" not in desk.words()
