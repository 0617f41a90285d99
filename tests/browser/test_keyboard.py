"""Everything by keyboard: the keys of a list, and every field of a form in the order of the page."""

import pytest
from django.urls import reverse

from tests.browser.visitor import PHONE, Visitor
from tests.browser.worlds import Qingping, add_cases, make_qingping_with_people

MOST_STOPS = 80


@pytest.fixture(scope="module")
def place(ground: None) -> Qingping:
    made = make_qingping_with_people()
    add_cases(made)
    return made


@pytest.fixture
def officer(visit, place) -> Visitor:
    desk = visit()
    desk.sign_in(place.town.officer)
    return desk


def test_the_keys_of_a_list_move_open_search_and_explain(officer):
    officer.open(reverse("workbench:cases"))
    page = officer.page
    current = page.locator("[data-row].is-current")
    titles = page.locator("[data-row] [data-open]").all_inner_texts()

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert titles[1] in current.inner_text()
    page.keyboard.press("k")
    assert titles[0] in current.inner_text()

    page.keyboard.press("?")
    assert "j" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jk水渠")
    assert page.locator("[data-search]").input_value() == "jk水渠"
    page.locator("[data-search]").blur()

    with page.expect_navigation():
        page.keyboard.press("j")
        page.keyboard.press("Enter")
    assert officer.path().startswith("/cases/")


def test_what_waits_is_opened_with_two_keys(officer):
    officer.open(reverse("workbench:todo"))

    with officer.page.expect_navigation():
        officer.page.keyboard.press("j")
        officer.page.keyboard.press("Enter")

    assert officer.page.locator("#history").count() == 1


@pytest.mark.parametrize("name", ["report", "sign-in", "rating"])
def test_every_field_of_a_public_form_is_reached_by_tab(visit, place, name):
    answered = place.cases["answered"]
    path = {
        "report": reverse("portal:report", args=[place.town.grid.code]),
        "sign-in": reverse("workbench:sign-in"),
        "rating": reverse("portal:case", args=[answered.number, answered.tracking_code]),
    }[name]
    visitor = visit(PHONE)
    visitor.open(path)

    assert _not_reached(visitor, "main") == []


def test_every_field_of_the_steps_of_a_case_is_reached_by_tab(officer, place):
    officer.open(reverse("workbench:case", args=[place.cases["new"].case_id]))

    assert _not_reached(officer, ".wb-aside") == []


def _not_reached(visitor: Visitor, where: str) -> list[str]:
    """Fields of the page that no Tab leads to; a group of choices counts once."""
    page = visitor.page
    page.evaluate("(where) => document.querySelectorAll(`${where} details`).forEach((d) => { d.open = true })", where)
    page.wait_for_timeout(300)
    shown = page.locator(f"{where} :is(input, select, textarea, button)").locator("visible=true")
    wanted = set(shown.evaluate_all("(all) => all.filter((one) => !one.disabled).map((one) => one.name || one.type)"))
    page.locator("#main").focus()
    reached = set()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
    return sorted(wanted - reached)
