"""A plan of grids by browser: edited on the map, shown to everybody, commented, approved by another, put in force."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.browser.visitor import PHONE, Visitor
from tests.gridplans.village import Village, make_planned_village
from wangge.practice.gridplans.models import Plan

LOOK = "a test looks"


def test_T18_a_plan_is_edited_on_the_map_shown_approved_and_put_in_force(visit):
    village = make_planned_village()
    desk, resident, lead = visit(), visit(PHONE), visit()

    _the_desk_begins(desk, village)
    _moves_a_building(desk, village)
    _makes_it_sound(desk, village)
    desk.follow("公示")
    desk.follow("公示")
    notice = reverse("portal:plan", args=[_plan().pk])
    _a_resident_comments(resident, notice)
    desk.open(reverse("workbench:plan", args=[_plan().pk]))
    desk.follow("答复", within="#comments")
    desk.page.locator("[name=words]").fill("组长每周去两次")
    desk.follow("答复")

    _the_notice_is_over()
    lead.sign_in(village.lead)
    lead.open(reverse("workbench:plan", args=[_plan().pk]))
    lead.follow("批准")
    lead.page.locator("[name=effective_on]").fill(timezone.localdate().isoformat())
    lead.follow("批准")
    lead.follow("现在生效")
    assert "撤销的网格 荣星村第三网格" in lead.words()
    lead.follow("现在生效")

    assert "已生效" in lead.words("h1")
    resident.open(notice)
    assert "组长每周去两次" in resident.words()
    assert [one.faults for one in (desk, resident, lead)] == [[], [], []]


def _plan() -> Plan:
    return Plan.objects.everywhere(LOOK).get()


def _the_desk_begins(desk: Visitor, village: Village) -> None:
    desk.sign_in(village.desk)
    desk.open(reverse("workbench:plan-begin", args=[village.area.code]))
    desk.page.locator("[name=norm]").fill("8")
    desk.page.locator("[name=tolerance]").fill("90")
    desk.follow("开始测算")
    assert "排队中" in desk.words()
    desk.follow("停止测算")
    desk.follow("停止测算")
    desk.follow("选这种")


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


def _a_resident_comments(resident: Visitor, notice: str) -> None:
    resident.open(notice)
    resident.page.get_by_label("您的意见").fill("河东离得远")
    resident.follow("提交")
    assert "收到了" in resident.words("body")


def _the_notice_is_over() -> None:
    day = timezone.localdate() - timedelta(days=1)
    Plan.objects.everywhere(LOOK).update(notice_from=day - timedelta(days=7), notice_until=day)
