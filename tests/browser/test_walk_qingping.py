"""From the code on a poster to a closed case, an unhappy rating on the way; each person at a browser of their own."""

from django.urls import reverse
from django.utils import timezone

from tests.browser.visitor import PHONE, Visitor, a_photo
from tests.browser.worlds import Qingping, make_qingping_with_people
from wangge.core.cases.models import CaseClock

STAFF = ("组长丁", "民警戊", "村守丙", "值班员甲", "负责人乙")
INTERNAL = ("内部：线路归供电所看", "内部：家里没人", "内部：灯杆锈穿", "内部：换整根灯杆", "内部：到现场看过")
MATTER = "荣星小学门口的路灯坏了"


def test_S54_T22_a_call_from_a_poster_is_handled_rated_unhappy_handled_again_and_closed(visit):
    place = make_qingping_with_people()
    town = place.town
    resident = visit(PHONE)
    leader, policeman, village = visit(), visit(), visit()
    for desk, actor in ((leader, town.grid_leader), (policeman, town.policeman), (village, town.village_officer)):
        desk.sign_in(actor)

    _report_from_the_poster(resident, place)
    _the_leader_hands_it_on(leader)
    _sees(resident, "有人在办", "庆坪镇派出所", "最迟")
    _the_station_signs_and_contacts(policeman)
    _the_station_handles(policeman, "换了灯泡，试亮正常。内部：灯杆锈穿", photo="灯泡")
    _the_village_verifies_and_answers(village, "路灯已经换好灯泡，谢谢您反映")
    _sees(resident, "已答复", "路灯已经换好灯泡，谢谢您反映", "荣星村村指挥中心")

    _rates(resident, 2, reason="问题没有解决", words="亮了一晚上又灭了")
    _sees(resident, "有人在办", "您不满意，再办一次", "亮了一晚上又灭了", "庆坪镇派出所", "最迟")
    assert _clocks(place) == {"redo"} | _clocks(place) & {"sign", "contact"}
    _comes_back_to_the_station(policeman)
    _the_station_handles(policeman, "内部：换整根灯杆，连亮三晚", photo="灯杆")
    _the_village_verifies_and_answers(village, "灯杆和灯都换了新的，连亮三晚")
    _rates(resident, 5, reason="问题解决了", words="这回好了")

    _sees(resident, "您说了算", "灯杆和灯都换了新的，连亮三晚", "非常满意", "这回好了")
    assert not resident.page.locator(".po-rate").count()
    assert _clocks(place) == set()
    for desk in (leader, policeman, village):
        desk.open(reverse("workbench:todo"))
        assert MATTER not in desk.words()


def _report_from_the_poster(resident: Visitor, place: Qingping) -> None:
    resident.open(reverse("portal:code", args=[place.code.token]))
    seen = resident.words()
    assert [word for word in ("荣星村第一网格", "李亚红", "0932-4500000") if word not in seen] == []
    resident.follow("我要反映")
    page = resident.page
    page.get_by_label("发生了什么").fill(f"{MATTER}，晚上孩子看不见路")
    page.locator("input[type=file]").set_input_files(a_photo("路灯"))
    page.locator("details", has=page.locator("[name=spot]")).locator("summary").click()
    page.locator("[name=spot]").select_option(label="荣星小学")
    page.locator("[name=name]").fill("王大力")
    page.locator("[name=phone]").fill("13812345678")
    resident.follow("提交")

    number, code = page.locator(".po-key dd").all_inner_texts()
    assert number.startswith("QP")
    assert len(code.replace(" ", "")) == 10
    assert "荣星村第一网格" in resident.words()
    page.goto(page.locator("#link").input_value())
    _sees(resident, "已收到", MATTER, "荣星小学", number)
    assert page.locator("main img").count() == 1


def _the_leader_hands_it_on(leader: Visitor) -> None:
    leader.open(reverse("workbench:todo"))
    waiting = leader.line(MATTER).inner_text()
    assert [word for word in ("荣星村第一网格", "扫网格码", "受理") if word not in waiting] == []
    assert any(why in waiting for why in ("新到", "将到期"))
    leader.open_waiting(MATTER)
    assert "138****5678" in leader.words()
    assert "13812345678" not in leader.source()
    leader.step("accept")
    leader.step("dispatch", unit="派出所", note="内部：线路归供电所看")
    assert "派出所" in leader.words("#responsible")


def _the_station_signs_and_contacts(policeman: Visitor) -> None:
    policeman.open_waiting(MATTER)
    policeman.step("sign")
    policeman.step("contact", note="内部：家里没人，明早再打")
    assert "怎么算的" in policeman.words("#clocks")


def _the_station_handles(policeman: Visitor, words: str, *, photo: str) -> None:
    policeman.step("handle", note=words, choose="已解决", photos=photo)
    policeman.open(reverse("workbench:todo"))
    assert MATTER not in policeman.words()


def _comes_back_to_the_station(policeman: Visitor) -> None:
    policeman.open(reverse("workbench:todo"))
    waiting = policeman.line(MATTER).inner_text()
    assert "重办" in waiting
    policeman.open_waiting(MATTER)
    policeman.step("sign")
    policeman.step("contact", note="内部：到现场看过")


def _the_village_verifies_and_answers(village: Visitor, answer: str) -> None:
    village.open_waiting(MATTER)
    village.step("verify")
    village.step("answer", answer=answer)


def _rates(resident: Visitor, score: int, *, reason: str, words: str) -> None:
    page = resident.page
    page.reload()
    page.locator(f".w-face.is-{score}").click()
    page.locator(f".po-reasons[data-score='{score}']").get_by_text(reason).click()
    page.locator(".po-rate [name=words]").fill(words)
    resident.follow("提交评价")


def _sees(resident: Visitor, phase: str, *words: str) -> None:
    """The resident's page: where it stands, these words, and nobody's name or note."""
    resident.page.reload()
    seen = resident.words()
    current = resident.page.locator(".w-track [aria-current=step], .w-track .is-done").last.inner_text()
    assert phase in current
    assert [word for word in words if word not in seen] == []
    assert [secret for secret in (*STAFF, *INTERNAL) if secret in resident.source()] == []


def _clocks(place: Qingping) -> set[str]:
    """What is being timed for the staff."""
    running = CaseClock.objects.filter(stopped_at=None, due_at__gt=timezone.now())
    return set(running.values_list("kind", flat=True))
