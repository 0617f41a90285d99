"""Everything by keyboard: the keys of a list, and every field of a form in the order of the page."""

import time
from dataclasses import dataclass

import pytest
from django.urls import reverse

from tests.browser.visitor import PHONE, Visitor
from tests.browser.worlds import Qingping, add_cases, make_qingping_with_people

MOST_STOPS = 80
A_KEY, A_THOUGHT = 0.28, 1.35  # seconds: an average typist, and the pause before each field (keystroke-level model)
A_CHARACTER = 3  # keys in pinyin, with the choice


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


def test_what_waits_is_opened_with_the_keys_of_a_list(officer):
    officer.open(reverse("workbench:todo"))
    links = officer.page.locator("[data-row] [data-open]").evaluate_all("(all) => all.map((one) => one.pathname)")
    assert links[0] == reverse("workbench:requests")  # what waits besides cases comes first
    first = next(place for place, link in enumerate(links) if link.startswith("/cases/"))

    with officer.page.expect_navigation():
        for _row in range(first + 1):
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


def test_T12_a_call_is_taken_down_by_keyboard_alone_and_its_number_read_back_within_a_minute(officer, place):
    page, hands = officer.page, Hands(officer)
    officer.open(reverse("workbench:intake") + "?channel=phone")
    assert page.evaluate("document.activeElement.name") == "phone"
    clock = time.perf_counter()

    hands.type("13700004321")
    hands.go_to("body")
    hands.type(f"{place.town.grid.name}桥头路灯坏了三天，老人晚上看不见")
    page.locator("#suggested [name=area]").first.wait_for()
    hands.go_to("area")
    hands.press("Space")
    with page.expect_navigation():
        hands.press("Enter")
    shown = officer.words()
    machine = time.perf_counter() - clock

    assert "念给反映人听" in shown
    assert (hands.fields, hands.keys) == (3, 89)  # number, words, grid; of the keys 69 are the words
    seconds = machine + hands.keys * A_KEY + hands.fields * A_THOUGHT
    assert seconds <= 60, seconds


@dataclass
class Hands:
    """Somebody at the keys: every key is counted, and every field that is gone to."""

    visitor: Visitor
    keys: int = 0
    fields: int = 1

    def press(self, key: str) -> None:
        self.visitor.page.keyboard.press(key)
        self.keys += 1

    def type(self, words: str) -> None:
        self.visitor.page.keyboard.type(words)
        self.keys += sum(1 if one.isascii() else A_CHARACTER for one in words)

    def go_to(self, name: str) -> None:
        """On by Tab to the next field of this name."""
        self.fields += 1
        for _stop in range(MOST_STOPS):
            self.press("Tab")
            if self.visitor.page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"no Tab leads to {name}")


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
