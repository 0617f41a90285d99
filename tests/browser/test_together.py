"""Where two meet: the same case at two desks, the same form sent twice, a form left and found again."""

import pytest
from django.urls import reverse

from tests.browser.visitor import PHONE, Visitor
from tests.browser.worlds import CENTRE, Qingping, add_cases, make_qingping_with_people
from wangge.core.cases.models import Case


@pytest.fixture(scope="module")
def place(ground: None) -> Qingping:
    made = make_qingping_with_people()
    add_cases(made)
    return made


def _open_form(visit, place: Qingping, **options: object) -> Visitor:
    resident = visit(PHONE, **options)
    resident.open(reverse("portal:report", args=[place.town.grid.code]))
    return resident


def _found(words: str) -> list[Case]:
    return list(Case.objects.everywhere("a test looks").filter(title__startswith=words))


def test_who_was_slower_is_told_what_changed_and_keeps_what_was_typed(visit, place):
    found = place.cases["signed"]
    desks = [visit(), visit()]
    for desk in desks:
        desk.sign_in(place.town.policeman)
        desk.open(reverse("workbench:case", args=[found.case_id]))
    faster, slower = desks
    faster.step("contact", note="电话里说好了，下午去看")

    slower.page.locator("#step-handle[open], #step-handle summary").first.click()
    form = slower.page.locator("#step-handle form")
    form.locator("[name=note]").fill("已经清走两车渣土")
    form.locator("label").filter(has_text="已解决").locator("input").check()
    form.locator("[name=no_evidence_reason]").fill("天黑")
    form.locator("button[type=submit]").click()

    told = slower.page.locator("#step-handle .w-refusal")
    told.wait_for()
    assert "民警戊" in told.inner_text()
    assert form.locator("[name=note]").input_value() == "已经清走两车渣土"
    assert "电话里说好了" in slower.words("#history")
    with slower.page.expect_navigation():
        form.locator("button[type=submit]").click()
    assert _found("河道里")[0].state == "handled"


def test_a_form_sent_twice_by_an_impatient_finger_is_one_case(visit, place):
    resident = _open_form(visit, place)
    resident.page.locator("[name=body]").fill("自来水又停了")

    with resident.page.expect_navigation():
        resident.button("提交").dblclick()

    assert len(_found("自来水又停了")) == 1


def test_a_form_that_was_left_is_found_again_without_name_and_telephone(visit, place):
    resident = _open_form(visit, place)
    resident.page.locator("[name=body]").fill("井盖松了，车过就响")
    resident.page.locator("[name=name]").fill("王大力")
    resident.page.wait_for_timeout(800)
    resident.open(reverse("portal:privacy"))

    resident.open(reverse("portal:report", args=[place.town.grid.code]))

    assert resident.page.locator("[name=body]").input_value() == "井盖松了，车过就响"
    assert resident.page.locator("[name=name]").input_value() == ""


def test_a_point_on_the_map_goes_with_the_case(visit, place):
    resident = _open_form(visit, place)
    page = resident.page
    page.locator("[name=body]").fill("这里的路塌了")
    page.locator("details", has=page.locator("[data-map]")).locator("summary").click()
    page.locator(".maplibregl-canvas").wait_for()
    page.locator("[data-map]").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.locator(".maplibregl-canvas").click()
    page.wait_for_function("document.querySelector('[data-lon]').value !== ''")

    resident.follow("提交")

    case = _found("这里的路塌了")[0]
    assert (case.lon, case.lat) == pytest.approx(CENTRE, abs=0.03)


def test_the_place_one_stands_on_leads_to_the_grid(visit, place):
    lon, lat = CENTRE
    resident = visit(PHONE, geolocation={"longitude": lon, "latitude": lat}, permissions=["geolocation"])
    resident.open(reverse("portal:home"))

    with resident.page.expect_navigation(url="**/g/**"):
        resident.page.locator("[data-locate]").click()

    assert place.town.village.name in resident.words()
