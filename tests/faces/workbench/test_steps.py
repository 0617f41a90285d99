"""Taking steps: every one through its form, refusals that lose nothing, two persons at once, a form sent twice."""

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cases.town import make_qingping
from tests.faces.workbench.office import newest_step, now, page, reported_lately, sign_in
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CasePhoto, CaseStep

pytestmark = pytest.mark.django_db
LONG_WORDS = "上午十点到现场，换了三只灯头，又把线路查了一遍，晚上再去看一次。"


def picture(name: str = "灯.jpg") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def actions(case_id) -> list[str]:
    return list(CaseStep.objects.filter(case_id=case_id).order_by("id").values_list("action", flat=True))


def test_a_case_goes_all_the_way_through_the_forms():
    town = make_qingping()
    found = reported_lately(town)
    officer, policeman, lead = sign_in(town.officer), sign_in(town.policeman), sign_in(town.lead)

    answers = [
        officer.step(found, "accept", category="safety_road", note=""),
        officer.step(found, "dispatch", unit=str(town.station.pk), note="请今天去看"),
        policeman.step(found, "sign", note=""),
        policeman.step(found, "contact", note="电话约了下午"),
        policeman.step(found, "handle", note=LONG_WORDS, outcome="solved", photos=picture(), photos_public="on"),
        officer.step(found, "verify", note=""),
        lead.step(found, "answer", answer="路灯已经换好。", outcome="solved"),
    ]

    assert [(a.status_code, a.headers.get("Location")) for a in answers] == [(302, f"/cases/{found}/")] * 7
    assert actions(found) == ["report", "accept", "dispatch", "sign", "contact", "handle", "verify", "answer"]
    photo = CasePhoto.objects.get(case_id=found)
    assert (photo.is_public, town.case(found).state) == (True, "answered")
    shown = page(officer.get(f"/cases/{found}/"))
    assert f"/files/{found}/{photo.pk}/thumb" in shown
    assert "路灯已经换好" in shown


def test_J51_a_contact_at_the_door_is_ticked_on_the_page():
    town = make_qingping()
    found = town.signed().case_id
    policeman = sign_in(town.policeman)

    assert 'name="at_door"' in page(policeman.get(f"/cases/{found}/"))
    assert policeman.step(found, "contact", note="到家里看了", at_door="on").status_code == 302
    assert CaseStep.objects.get(case_id=found, action="contact").detail["at_door"] is True


def test_what_the_rules_do_not_know_is_not_taken():
    town = make_qingping()
    found = reported_lately(town)
    officer = sign_in(town.officer)

    assert officer.step(found, "rate", note="x").status_code == 404
    assert officer.step(found, "nonsense").status_code == 404
    assert officer.step(found, "accept", category="no_such").status_code == 400
    assert officer.get(f"/cases/{found}/accept/").status_code == 405
    assert actions(found) == ["report"]


def test_a_refused_form_comes_back_with_what_was_typed_and_what_is_missing():
    town = make_qingping()
    found = town.signed().case_id

    answer = sign_in(town.policeman).step(found, "handle", note=LONG_WORDS, outcome="solved")

    shown = page(answer)
    assert answer.status_code == 400
    assert LONG_WORDS in shown
    assert "请附上照片，或者写明为什么没有照片" in shown
    assert 'id="step-handle" open' in shown
    assert actions(found)[-1] == "sign"


def test_in_place_a_refusal_is_only_its_words():
    town = make_qingping()
    found = town.signed().case_id

    answer = sign_in(town.policeman).step(found, "handle", htmx=True, note=LONG_WORDS, outcome="solved")

    assert (answer.status_code, "<form" in page(answer), "请附上照片" in page(answer)) == (400, False, True)


def test_in_place_a_step_that_was_taken_leads_to_the_page_anew():
    town = make_qingping()
    found = town.dispatched().case_id

    answer = sign_in(town.policeman).step(found, "sign", htmx=True, back="state=open")

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/cases/{found}/?back=state%3Dopen")


def test_a_picture_that_is_none_is_refused_and_the_words_stay():
    town = make_qingping()
    found = town.signed().case_id
    spoilt = SimpleUploadedFile("x.jpg", b"\xff\xd8\xffnot a picture", "image/jpeg")

    answer = sign_in(town.policeman).step(found, "handle", note=LONG_WORDS, outcome="solved", photos=spoilt)

    assert (answer.status_code, LONG_WORDS in page(answer), "照片已损坏" in page(answer)) == (400, True, True)


def test_at_most_six_pictures():
    town = make_qingping()
    found = town.signed().case_id
    many = [picture(f"{n}.jpg") for n in range(7)]

    answer = sign_in(town.policeman).step(found, "handle", note=LONG_WORDS, outcome="solved", photos=many)

    assert "最多 6 张照片" in page(answer)
    assert actions(found)[-1] == "sign"


def test_who_was_slower_is_told_who_did_what_and_keeps_the_words():
    town = make_qingping()
    found = town.dispatched().case_id
    seen = str(newest_step(found))
    ops.sign_case(actor=town.policeman, case_id=found, at=now())

    answer = sign_in(town.officer).step(
        found, "dispatch", seen_step=seen, unit=str(town.village_centre.pk), note=LONG_WORDS
    )

    shown = page(answer)
    assert answer.status_code == 409
    assert "民警戊" in shown
    assert "已签收" in shown
    assert LONG_WORDS in shown
    assert f'value="{newest_step(found)}"' in shown
    assert f'value="{town.village_centre.pk}" checked' in shown


def test_who_was_slower_may_send_it_again_after_looking():
    town = make_qingping()
    found = town.dispatched().case_id
    seen = str(newest_step(found))
    ops.sign_case(actor=town.policeman, case_id=found, at=now())
    officer = sign_in(town.officer)
    typed = {"unit": str(town.village_centre.pk), "note": LONG_WORDS}

    first = officer.step(found, "dispatch", seen_step=seen, htmx=True, **typed)
    second = officer.step(found, "dispatch", **typed)

    assert (first.status_code, second.status_code) == (409, 302)
    assert f'id="dispatch-seen_step" value="{newest_step_before(found)}" hx-swap-oob="true"' in page(first)
    assert 'id="history" hx-swap-oob="true"' in page(first)
    assert town.case(found).owner_unit_id == town.village_centre.pk


def newest_step_before(case_id):
    return CaseStep.objects.filter(case_id=case_id).order_by("-id").values_list("pk", flat=True)[1]


def test_a_step_that_is_no_longer_possible_gives_the_words_back():
    town = make_qingping()
    found = town.signed().case_id
    seen = str(newest_step(found))
    ops.return_case(actor=town.policeman, case_id=found, reason="wrong_area", note="不归我们", at=now())

    lead = sign_in(town.lead)
    answer = lead.step(found, "send_back", seen_step=seen, note=LONG_WORDS)

    assert (answer.status_code, LONG_WORDS in page(answer), "您刚才写的都在这里" in page(answer)) == (409, True, True)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_same_form_sent_twice_is_one_step_and_no_refusal(htmx):
    town = make_qingping()
    found = town.dispatched().case_id
    seen = str(newest_step(found))
    policeman = sign_in(town.policeman)

    first = policeman.step(found, "sign", seen_step=seen, htmx=htmx, note="收到")
    second = policeman.step(found, "sign", seen_step=seen, htmx=htmx, note="收到")

    assert first.status_code == second.status_code
    assert actions(found)[-2:] == ["dispatch", "sign"]


def test_other_words_in_a_second_window_are_not_taken_for_the_same_form():
    town = make_qingping()
    found = town.signed().case_id
    seen = str(newest_step(found))
    policeman = sign_in(town.policeman)
    typed = {"outcome": "solved", "no_evidence_reason": "夜里"}
    policeman.step(found, "handle", seen_step=seen, note="一个说法", **typed)

    answer = policeman.step(found, "handle", seen_step=seen, note="另一个说法", **typed)

    assert (answer.status_code, "另一个说法" in page(answer)) == (409, True)


def test_the_same_remark_sent_twice_is_kept_once():
    town = make_qingping()
    found = town.report().case_id
    seen = str(newest_step(found))
    officer = sign_in(town.officer)

    answers = [officer.step(found, "comment", seen_step=seen, note="下午去看") for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert actions(found) == ["report", "comment"]


def test_a_step_of_another_unit_is_refused_in_words():
    town = make_qingping()
    found = town.dispatched().case_id

    answer = sign_in(town.officer).step(found, "sign", note="")

    assert (answer.status_code, f"这一步由{town.station.name}办理" in page(answer)) == (403, True)


def test_a_case_that_is_no_longer_one_s_own_leads_to_what_waits():
    town = make_qingping()
    found = town.signed().case_id

    answer = sign_in(town.policeman).step(found, "return", reason="wrong_area", note="不归我们")

    assert answer.headers["Location"] == "/todo/"
    assert town.case(found).state == "accepted"


def test_returning_needs_one_of_the_listed_reasons():
    town = make_qingping()
    found = town.signed().case_id

    answer = sign_in(town.policeman).step(found, "return", reason="", note="不归我们")

    assert (answer.status_code, "请选择退回的理由" in page(answer), "不归我们" in page(answer)) == (400, True, True)


def test_units_are_found_by_name_or_initials_and_only_of_the_town():
    town = make_qingping()
    found = town.report().case_id
    ops.accept_case(actor=town.officer, case_id=found, at=now())
    officer = sign_in(town.officer)

    by_name = page(officer.get(f"/cases/{found}/units/?find=派出所"))
    by_initials = page(officer.get(f"/cases/{found}/units/?find=pcs"))
    nothing = page(officer.get(f"/cases/{found}/units/?find=没有"))

    assert (by_name.count("<input"), by_initials.count("<input")) == (1, 1)
    assert town.station.name in by_initials
    assert "没有这样的单位" in nothing


def test_an_answer_is_drafted_from_what_was_done():
    town = make_qingping()
    found = town.handled().case_id
    ops.verify_case(actor=town.officer, case_id=found, at=now())

    shown = page(sign_in(town.officer).get(f"/cases/{found}/"))

    assert "您好！您反映的“村口路灯坏了三天”" in shown
    assert f"{town.station.name}办理情况：已换灯泡" in shown


def test_what_was_done_is_said_on_the_next_page():
    town = make_qingping()
    found = town.dispatched().case_id
    policeman = sign_in(town.policeman)

    policeman.step(found, "sign", note="")
    shown = page(policeman.get(f"/cases/{found}/"))

    assert f"{town.case(found).number} 已办：签收" in unquote(shown)
