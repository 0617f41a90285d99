"""The screens of a grid member's phone: for everybody, at every size, and what people do on them is sent as agreed.

The server's answers are made up in the browser: what the real ones are is tested with the phone that is offline.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.looking import WIDE, faults_of_screen
from tests.browser.phone_rows import GRIDS, PretendServer, a_full_day, an_empty_day, row_id
from tests.browser.visitor import PHONE, Visitor

PIN = "2468"
SCREENS = (
    *("today", "households", "report", "report?part=orders", "messages", "me", "sending", "log", "notebook", "meeting"),
    *(f"household/{row_id('home 0')}", f"person/{row_id('home 0 0')}", f"visit/{row_id('home 0')}"),
    *(f"hazard/{row_id('home 0')}", f"case/{row_id('case 0')}", f"order/{row_id('order')}"),
)
LONG = "report?part=cases", f"household/{row_id('home 1')}", f"household/{row_id('home 3')}", f"case/{row_id('case 2')}"
SIZE_OF_ELDERS = 24  # pixels
GO = """(path) => new Promise((done) => {
  location.hash = `#/${path}`;
  setTimeout(() => requestAnimationFrame(done), 60);
})"""


@pytest.fixture
def phone(visit):
    """Call for the app as somebody signed in sees it."""

    def another(answers: PretendServer, *, letters: str = "normal", language: str = "zh") -> Visitor:
        visitor = visit(PHONE)
        chosen = (
            f"localStorage['wangge.phone.size'] = '{letters}'; localStorage['wangge.phone.language'] = '{language}'"
        )
        visitor.context.add_init_script(chosen)
        answers.stand_in(visitor.page)
        visitor.open("/phone/")
        return visitor

    return another


def sign_in(page: Page) -> None:
    """Name, password, and a code for the next time."""
    page.locator("[autocomplete=username]").fill("qp-g0101")
    page.locator("[autocomplete=current-password]").fill("wangge-yanshi")
    page.locator("button[type=submit]").click()
    page.locator(".p-pin input").first.wait_for()
    for index in (0, 1):
        page.locator(".p-pin input").nth(index).fill(PIN)
    page.locator("button[type=submit]").click()
    page.locator(".p-tabs").wait_for()


def go(page: Page, path: str) -> None:
    """To a screen, as a link does."""
    page.evaluate(GO, path)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).first.click()


def test_every_screen_is_for_everybody(phone):
    visitor = phone(a_full_day())
    found = {"sign-in": faults_of_screen(visitor)}
    sign_in(visitor.page)

    for path in SCREENS:
        go(visitor.page, path)
        found[path] = faults_of_screen(visitor)
    for path, button in (("me", "退出登录"), ("me", "修改解锁码"), (f"case/{row_id('case 0')}", "报告处置结果")):
        go(visitor.page, path)
        press(visitor.page, button)
        visitor.page.locator(".p-sheet h2:visible").wait_for()
        found[button] = faults_of_screen(visitor)
        visitor.page.keyboard.press("Escape")
    go(visitor.page, "me")
    press(visitor.page, "锁上")
    visitor.page.locator(".p-pin input").wait_for()
    found["unlock"] = faults_of_screen(visitor)

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("letters", "language"), [("elder", "zh"), ("large", "en")])
def test_every_screen_fits_in_other_letters(phone, letters, language):
    visitor = phone(a_full_day(), letters=letters, language=language)
    sign_in(visitor.page)
    found = {}

    for path in (*SCREENS, *LONG):
        go(visitor.page, path)
        found[path] = visitor.page.evaluate(WIDE)

    assert {path: faults for path, faults in found.items() if faults} == {}
    size = visitor.page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
    assert size >= (SIZE_OF_ELDERS if letters == "elder" else 20)


def test_an_empty_phone_says_so(phone):
    visitor = phone(an_empty_day())
    sign_in(visitor.page)
    said = {}

    for path in ("today", "households", "messages", "notebook", "report?part=orders"):
        go(visitor.page, path)
        visitor.page.locator(".p-empty").first.wait_for()
        said[path] = visitor.words(".p-empty")
        assert faults_of_screen(visitor) == []

    assert said == {
        "today": "今天的都办完了 现在没有等着办的事", "households": "这里还没有住户", "messages": "还没有消息",
        "notebook": "还没有记过走访", "report?part=orders": "现在没有要您办的事",
    }  # fmt: skip


def test_S28_a_visit_does_the_errands_of_the_door_and_a_refused_one_is_mended(phone):
    answers = a_full_day()
    answers.verdict = {"st": "rejected", "why": "words", "msg": "请写明看到了什么"}
    visitor = phone(answers)
    page = visitor.page
    sign_in(page)

    go(page, f"visit/{row_id('home 0')}")
    for words in ("张建国", "用电", "电路老化", "医保续保告知", "政策解答", "无变化", "看一下再交", "提交"):
        press(page, words)
    page.get_by_text("这户还有 1 件事").wait_for()
    page.get_by_text("被退回 1").first.wait_for()
    go(page, "sending")
    reason = visitor.words(".p-op .p-fault")
    answers.verdict = {"st": "applied"}
    press(page, "修改后重发")
    page.locator("textarea").last.fill("灶房插座发黑")
    press(page, "看一下再交")
    press(page, "提交")
    page.get_by_text("走访已存在本机").wait_for()
    page.wait_for_function("() => wangge.queue().value.every((one) => one.state === 'applied')")

    refused, sent = [op["data"] for op in answers.pushed if op["kind"] == "visit"]
    [follow] = sent["follow"]
    assert reason == "退回的原因：请写明看到了什么"
    assert (refused["words"], sent["words"]) == ("", "灶房插座发黑")
    assert {key: sent[key] for key in ("household", "met", "checks", "errands_done", "nothing_changed", "cadence")} == {
        "household": row_id("home 0"), "met": [row_id("home 0 0")], "checks": {"electricity": True},
        "errands_done": [row_id("ref 2")], "nothing_changed": True, "cadence": "care",
    }  # fmt: skip
    assert (refused["services"], sent["services"]) == (["政策解答"], ["政策解答"])
    assert (follow["to"], follow["kind"], follow["words"]) == ("hazard", "wiring", "灶房插座发黑")


def test_S53_a_report_an_order_and_its_answer_and_S26_a_tick(phone):
    answers = a_full_day()
    visitor = phone(answers)
    page = visitor.page
    sign_in(page)

    go(page, "report")
    page.locator("textarea").first.fill("桥栏断了")
    go(page, "today")
    go(page, "report")  # what was typed is found again
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_text("已存在本机").wait_for()
    go(page, "report?part=orders")
    page.get_by_role("link", name="路灯不亮影响出行").click()
    press(page, "签收")
    page.locator(".p-sheet textarea").fill("马上去看")
    page.locator(".p-sheet").get_by_role("button", name="签收").click()
    go(page, f"order/{row_id('order')}")
    page.locator(".p-call").first.get_by_role("button", name="通知").click()
    page.get_by_text("张建国：通知，已记在本机").wait_for()
    page.wait_for_function("() => wangge.queue().value.length === 3 && wangge.sync.value.waiting === 0")

    data = {op["kind"]: op["data"] for op in answers.pushed}
    assert {op["scope"] for op in answers.pushed} == {GRIDS[0]}
    assert data["case"] == {"words": "桥栏断了", "where": "", "channel": "seen"}
    assert data["case_step"] == {
        "case": row_id("case 0"), "step": "sign", "expected": "dispatched", "words": "马上去看",
    }  # fmt: skip
    assert data["tick"] == {"order_row": row_id("order row 0"), "step": "told", "where": ""}
