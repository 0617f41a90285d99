"""The second place: a call to 12345 goes down four levels and comes back; nothing of the first place is seen."""

import re

from django.urls import reverse

from tests.browser.visitor import PHONE, Visitor
from tests.browser.worlds import (
    Jiaozuo,
    Qingping,
    add_cases,
    ago,
    let_jobs_run,
    make_jiaozuo,
    make_qingping_with_people,
)
from wangge.core.cases.models import Case, CaseClock

CALLER = "13900001111"
EARLIER = "和美社区三号院的井盖松了"
LIKE_IT = "三号院自来水管爆了，没有人来修"
MATTER = "和美社区三号院自来水管爆了"
OF_QINGPING = re.compile("庆坪|荣星|指挥中心|网格党小组|扫网格码|QP[0-9]{8}")
STAFF = ("话务员己", "调度员庚", "街道值班辛", "工作站壬", "网格员癸")


def test_S54_T22_a_call_to_12345_goes_from_the_district_to_the_grid_and_back_by_its_own_rules(visit):
    qingping = make_qingping_with_people()
    add_cases(qingping)
    place = make_jiaozuo()
    place.report(EARLIER, at=ago(days=9), phone=CALLER, name="赵先生")
    place.report(LIKE_IT, at=ago(minutes=30))
    let_jobs_run()
    operator, district, street, station, member = (visit() for _ in range(5))
    people = (place.operator, place.district, place.street_desk, place.station_desk, place.member)
    desks = [operator, district, street, station, member]
    for desk, actor in zip(desks, people, strict=True):
        desk.sign_in(actor)

    number, code = _enters_the_call(operator)
    _handed_on(district, "accept", "文昌街道民呼必应服务中心")
    _handed_on(street, "", "和美社区民呼必应工作站")
    _handed_on(station, "", "和美社区第一网格")
    _handles(member)
    _answers(station)
    resident = visit(PHONE)
    _rates(resident, number, code)

    _differs_from(qingping, place)
    assert OF_QINGPING.findall(resident.source()) == []
    for desk in desks:
        for page in ("todo", "cases"):
            desk.open(reverse(f"workbench:{page}"))
            assert OF_QINGPING.findall(desk.source()) == []


def _enters_the_call(operator: Visitor) -> tuple[str, str]:
    operator.open(reverse("workbench:intake"))
    page = operator.page
    page.locator("[name=phone]").fill(CALLER)
    page.locator("#earlier").get_by_text(EARLIER).wait_for()
    page.locator("[name=name]").fill("赵先生")
    form = operator.words("main form")
    assert [word for word in ("12345 热线", "市级民呼必应平台", "网络巡查") if word not in form] == []
    operator.page.locator("label").filter(has_text="12345 热线").first.locator("input").check()
    page.locator("[name=body]").fill(f"{MATTER}，水淌了一路")
    page.locator("#repeats").get_by_text(LIKE_IT).wait_for()
    page.locator(".wb-pick label").filter(has_text="和美社区第一网格").locator("input").check()
    operator.follow("登记", within="main form")
    number, code = (text.replace(" ", "") for text in page.locator(".wb-code").all_inner_texts())
    assert number.startswith("JZ")
    assert "示范区“12345民呼必应”调度中心" in operator.words()
    return number, code


def _handed_on(desk: Visitor, first: str, unit: str) -> None:
    desk.open_waiting(MATTER)
    if first:
        desk.step(first)
    desk.step("dispatch", unit=unit)
    desk.open(reverse("workbench:todo"))


def _handles(member: Visitor) -> None:
    member.open_waiting(MATTER)
    member.step("sign")
    member.step("contact", note="到现场见了赵先生，先关了总阀")
    member.step("handle", note="水务公司换了管子，通水正常", choose="已解决", photos="水管")


def _answers(station: Visitor) -> None:
    station.open_waiting(MATTER)
    station.step("verify")
    station.step("answer", answer="水管已经换好，恢复供水")


def _rates(resident: Visitor, number: str, code: str) -> None:
    resident.open(reverse("portal:look-up"))
    resident.page.locator("[name=number]").fill(number.lower())
    resident.page.locator("[name=code]").fill(code.lower())
    resident.follow("查进度", within="main form")
    seen = resident.words()
    assert [word for word in ("已答复", "水管已经换好，恢复供水", "文昌街道民呼必应服务中心") if word not in seen] == []
    assert [name for name in STAFF if name in resident.source()] == []
    resident.page.locator(".w-face.is-4").click()
    resident.page.locator(".po-reasons[data-score='4']").get_by_text("说得清楚").click()
    resident.follow("提交评价")
    assert "满意" in resident.words()
    assert Case.objects.everywhere("a test looks").get(number=number).state == "closed"


def _differs_from(qingping: Qingping, place: Jiaozuo) -> None:
    """The same kind of call is due at another moment under each place's rules."""
    here = _allowed(Case.objects.everywhere("a test looks").get(title__startswith=MATTER).pk)
    there = _allowed(qingping.cases["answered"].case_id)
    assert [kind for kind in ("accept", "sign", "contact", "close") if here[kind] == there[kind]] == []


def _allowed(case_id: object) -> dict[str, str]:
    """How much time each deadline gave."""
    clocks = CaseClock.objects.filter(case_id=case_id)
    return {clock.kind: clock.derivation["allowance"] for clock in clocks}
