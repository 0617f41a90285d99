"""A plan of grids by browser: edited on the map, shown, commented; the rest of its life needs no browser."""

from django.urls import reverse
from django.utils import timezone

from tests.browser.visitor import PHONE, Visitor
from tests.gridplans.village import Village, make_planned_village
from wangge.practice.gridplans import operations as act_on


def test_T18_a_plan_is_edited_on_the_map_and_shown_to_a_resident(visit):
    village = make_planned_village()
    by = {"actor": village.desk, "at": timezone.now()}
    plan = act_on.begin_plan(village_id=village.area.pk, norm=8, tolerance=90, **by)
    act_on.cancel_drawing(plan_id=plan, **by)
    desk, resident = visit(), visit(PHONE)
    desk.sign_in(village.desk)

    desk.open(reverse("workbench:plan", args=[plan]))
    desk.follow("选这种")
    _moves_a_building(desk, village)
    _makes_it_sound(desk, village)
    desk.follow("公示")
    assert "撤销的网格 荣星村第三网格" in desk.words()
    desk.follow("公示")
    resident.open(reverse("portal:plan", args=[plan]))
    resident.page.get_by_label("您的意见").fill("河东离得远")
    resident.follow("提交")

    assert "收到了" in resident.words("body")
    desk.page.reload()
    assert "河东离得远" in desk.words("#comments")


def _moves_a_building(desk: Visitor, village: Village) -> None:
    desk.follow("手工调整")
    desk.page.locator("[data-map=plan].is-ready").wait_for()
    desk.page.locator("summary", has_text="荣星村第三网格").first.click()
    desk.page.locator(f"input[value='{village.houses[5, 0]}']").check()
    desk.page.locator("#key").select_option(label="荣星村第一网格")
    assert desk.page.locator("[data-map-note]").inner_text() == "选了 1 栋，移到荣星村第一网格。"
    desk.follow("移过去")
    assert "不连片" in desk.words()
    desk.follow("退回上一步")
    assert "不连片" not in desk.words()


def _makes_it_sound(desk: Visitor, village: Village) -> None:
    desk.page.locator(".w-step summary", has_text="荣星村第三网格").click()
    desk.page.locator(".w-step[open] [name=into]").select_option(str(village.grids[1].pk))
    desk.follow("合并", within=".w-step[open]")
