"""The page of a case: what is known, what may be done, and nothing for strangers."""

import re

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import ago, now, page, reported_lately, sign_in, statements
from tests.world import make_actor
from wangge.core.access.models import AuditEntry, Grant
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case

pytestmark = pytest.mark.django_db
PHONE, NAME = "13812341234", "张大力"


def steps(shown: str) -> list[str]:
    return re.findall(r'id="step-([\w-]+)"', shown)


def test_the_page_tells_the_matter_its_place_its_clock_and_whose_turn_it_is():
    town = make_qingping()
    found = reported_lately(town, "村口路灯坏了三天。晚上看不见路", where_words="小学门口", lon=104.31, lat=35.12)

    shown = page(sign_in(town.officer).get(f"/cases/{found}/"))

    assert "晚上看不见路" in shown
    assert "小学门口" in shown
    assert "自 " in shown
    assert "个工作小时" in shown or "小时" in shown
    assert town.grid_group.name in shown
    assert 'data-point="104.310000,35.120000"' in shown
    assert "没有留下联系方式" in shown


def test_only_the_steps_of_this_person_are_offered_the_usual_one_first_and_open():
    town = make_qingping()
    found = town.dispatched().case_id

    policeman = page(sign_in(town.policeman).get(f"/cases/{found}/"))
    officer = page(sign_in(town.officer).get(f"/cases/{found}/"))

    asking = ["ask-extend", "ask-pause", "ask-suspend", "ask-adjudicate"]
    assert steps(policeman) == ["sign", "return", "comment", *asking]
    assert steps(officer) == ["dispatch", "comment", "grade", "supervise", "merge"]
    assert re.findall(r'id="step-(\w+)" open', policeman) == ["sign"]
    assert "退回计 1 次，最多 1 次，已退 0 次" in policeman


def test_a_step_that_was_asked_for_is_the_open_one():
    town = make_qingping()
    found = town.dispatched().case_id

    shown = page(sign_in(town.policeman).get(f"/cases/{found}/?step=return"))

    assert re.findall(r'id="step-(\w+)" open', shown) == ["return"]


def test_the_history_tells_public_from_internal():
    town = make_qingping()
    found = town.dispatched().case_id
    ops.comment_case(actor=town.officer, case_id=found, note="所里说下午去", at=now())

    shown = page(sign_in(town.officer).get(f"/cases/{found}/"))

    assert f"交办给{town.station.name}" in shown
    assert re.search(r'class="is-internal.*?备注.*?所里说下午去', shown, re.S)
    assert re.search(r"内部说明</dt><dd>请处理", shown)


def test_the_way_back_to_the_list_keeps_its_filters():
    town = make_qingping()
    found = reported_lately(town)

    shown = page(sign_in(town.officer).get(f"/cases/{found}/?back=state%3Dopen%26after%3Dabc"))

    assert 'href="/cases/?state=open&amp;after=abc"' in shown


@pytest.mark.parametrize("path", ["", "units/", "asker/"])
def test_a_guessed_case_of_another_town_looks_like_a_missing_one(path):
    town, other = make_qingping(), make_other_town()
    found = reported_lately(other)
    desk = sign_in(town.officer)

    theirs, nothing = (desk.get(f"/cases/{pk}/{path}") for pk in (found, town.officer.account_id))

    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert page(theirs).replace(str(found), "") == page(nothing).replace(str(town.officer.account_id), "")


def test_a_step_on_a_case_of_another_town_looks_like_a_missing_one_and_does_nothing():
    town, other = make_qingping(), make_other_town()
    found = reported_lately(other)

    answer = sign_in(town.officer).step(found, "accept", category="other")

    assert answer.status_code == 404
    assert other.case(found).state == "reported"


def test_likely_repeats_and_earlier_cases_of_the_asker_stand_beside():
    town = make_qingping()
    earlier = reported_lately(town, "自来水又黄又浑", phone=PHONE)
    found = reported_lately(town, "村口路灯坏了", phone=PHONE)

    shown = page(sign_in(town.officer).get(f"/cases/{found}/"))

    assert "同一人反映的其他事项" in shown
    assert f'href="/cases/{earlier}/"' in shown


def test_who_asked_is_masked_and_shown_for_a_stated_purpose_and_noted():
    town = make_qingping()
    found = reported_lately(town, phone=PHONE, name=NAME)
    desk = sign_in(town.officer)

    masked = page(desk.get(f"/cases/{found}/"))
    without = desk.post(f"/cases/{found}/asker/", {"purpose": " "})
    shown = desk.post(f"/cases/{found}/asker/", {"purpose": "约时间"}, headers={"HX-Request": "true"})
    again = page(desk.get(f"/cases/{found}/asker/", headers={"HX-Request": "true"}))

    assert ("张*力" in masked, "138****1234" in masked, PHONE in masked, NAME in masked) == (True, True, False, False)
    assert PHONE not in page(without)
    assert (PHONE in page(shown), NAME in page(shown)) == (True, True)
    assert f'hx-get="/cases/{found}/asker/" hx-trigger="load delay:60s"' in page(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert (PHONE in again, "138****1234" in again) == (False, True)
    assert [(e.target, e.detail) for e in AuditEntry.objects.filter(action="revealed")] == [
        (town.case(found).number, {"purpose": "约时间"})
    ]


def test_without_scripts_a_reveal_is_a_page_that_leaves_by_itself():
    town = make_qingping()
    found = reported_lately(town, phone=PHONE)

    shown = page(sign_in(town.officer).post(f"/cases/{found}/asker/", {"purpose": "约时间"}))

    assert PHONE in shown
    assert f'<meta http-equiv="refresh" content="60;url=/cases/{found}/">' in shown


def test_a_name_kept_from_the_handlers_stays_so():
    town = make_qingping()
    found = town.dispatched(phone=PHONE, name=NAME, is_confidential=True).case_id
    desk = sign_in(town.policeman)

    shown = page(desk.get(f"/cases/{found}/"))
    refused = desk.post(f"/cases/{found}/asker/", {"purpose": "好奇"})

    assert "反映人要求不让承办人看到姓名" in shown
    assert ("张*力" in shown, "138*" in shown, NAME in shown) == (False, False, False)
    assert (refused.status_code, PHONE in page(refused)) == (403, False)
    assert not AuditEntry.objects.filter(action="revealed").exists()


def test_a_closed_case_can_be_read_and_offers_only_what_is_left():
    town = make_qingping()
    found = town.answered()
    ops.rate_case(number=found.number, code=found.tracking_code, score=5, words="很快", at=now())

    shown = page(sign_in(town.officer).get(f"/cases/{found.case_id}/"))

    assert steps(shown) == ["reopen", "archive"]
    assert "很快" in shown


def test_a_person_whose_grant_ended_sees_nothing_more():
    town = make_qingping()
    found = reported_lately(town)
    desk = sign_in(town.officer)
    Grant.objects.filter(account_id=town.officer.account_id).update(valid_to=now())

    assert desk.get(f"/cases/{found}/").status_code == 403


def test_the_page_is_drawn_for_every_state():
    town = make_qingping()
    made = [town.report(), town.dispatched(), town.signed(), town.handled(), town.answered()]
    desk = sign_in(town.officer)

    assert [desk.get(f"/cases/{one.case_id}/").status_code for one in made] == [200] * 5
    lead = sign_in(make_actor("town_lead", at=town.area, name="镇长"))
    assert [lead.get(f"/cases/{one.case_id}/").status_code for one in made] == [200] * 5


def test_the_page_costs_at_most_twelve_statements_however_long_the_history():
    town = make_qingping()
    reported_lately(town, "路灯坏了", phone=PHONE)
    short = reported_lately(town, "村口路灯坏了三天没人修", phone=PHONE)
    long = town.answered(body="村口路灯坏了三天没人修", phone=PHONE).case_id
    for number in range(10):
        ops.comment_case(actor=town.officer, case_id=long, note=f"第{number}条", at=ago(minutes=1))
    desk = sign_in(town.officer)

    costs = [statements(desk, f"/cases/{pk}/") for pk in (short, long)]

    assert costs == [10, 12]  # only an answered one has ratings and return visits to read
    assert Case.objects.everywhere("a test counts").count() == 3
