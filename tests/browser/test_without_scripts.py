"""Scripts make pages quicker, not possible: the whole way of a call with JavaScript switched off."""

import pytest
from django.urls import reverse

from tests.browser.visitor import PHONE, a_photo
from tests.browser.worlds import Qingping, add_cases, make_qingping_with_people
from wangge.core.cases.models import Case


@pytest.fixture(scope="module")
def place(ground: None) -> Qingping:
    made = make_qingping_with_people()
    add_cases(made)
    return made


@pytest.fixture
def plain(visit):
    return lambda size=PHONE: visit(size, java_script_enabled=False)


def test_a_matter_is_reported_with_a_photo_and_a_place_from_the_list(plain, place):
    resident = plain()
    resident.open(reverse("portal:area", args=[place.town.grid.code]))
    resident.follow("我要反映")
    page = resident.page
    assert not page.locator("[data-needs-script]").locator("visible=true").count()
    page.locator("[name=body]").fill("桥头的护栏断了")
    page.locator("input[type=file]").set_input_files(a_photo("护栏"))
    page.locator("details", has=page.locator("[name=spot]")).locator("summary").click()
    page.locator("[name=spot]").select_option(label="老油坊")

    resident.follow("提交")

    case = Case.objects.everywhere("a test looks").get(title__startswith="桥头的护栏")
    assert case.number in resident.words()
    assert (case.where_words, case.photos.count()) == ("老油坊", 1)


def test_what_is_refused_comes_back_with_everything_typed(plain, place):
    resident = plain()
    resident.open(reverse("portal:report", args=[place.town.grid.code]))
    resident.page.locator("[name=body]").fill("沟里有一头死羊")
    resident.page.locator("[name=phone]").fill("12")

    resident.follow("提交")

    assert resident.page.locator("[role=alert]").count() >= 1
    assert resident.page.locator("[name=body]").input_value() == "沟里有一头死羊"


def test_an_answer_is_rated(plain, place):
    found = place.cases["answered"]
    resident = plain()
    resident.open(reverse("portal:case", args=[found.number, found.tracking_code]))
    resident.page.locator(".w-face.is-1").click()
    resident.page.locator(".po-reasons[data-score='1'] label").first.click()

    resident.follow("提交评价")

    assert Case.objects.everywhere("a test looks").get(pk=found.case_id).state == "dispatched"


def test_somebody_signs_in_and_takes_a_step(plain, place):
    leader = plain((1366, 768))
    leader.sign_in(place.town.grid_leader)
    leader.open_waiting("村口路灯坏了三天")

    leader.step("accept")

    assert "已受理" in leader.words()
    assert Case.objects.everywhere("a test looks").get(pk=place.cases["new"].case_id).state == "accepted"
