"""Asking for something on a case's page, and deciding it."""

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import newest_step, page, sign_in
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import CaseRequest

pytestmark = pytest.mark.django_db


def ask(town, found, kind="extend", **typed):
    form = {"seen_step": newest_step(found.case_id), "note": "要等配件"} | typed
    return sign_in(town.policeman).post(f"/cases/{found.case_id}/ask-{kind}/", form)


def test_what_a_unit_asks_for_waits_for_the_desk_and_is_decided_on_the_page():
    town, other = make_qingping(), make_other_town()
    found = town.signed()
    assert ask(town, found, amount="3").status_code == 302
    request = CaseRequest.objects.get()

    lead, stranger = sign_in(town.lead), sign_in(other.lead)
    assert "等您审定的申请 1 件" in page(lead.get("/todo/"))
    assert "要等配件" in page(lead.get("/requests/"))
    assert "要等配件" not in page(stranger.get("/requests/"))
    url = f"/cases/{found.case_id}/requests/{request.pk}/"
    form = {"seen_step": newest_step(found.case_id), "is_granted": "1", "note": "同意延三天"}
    assert stranger.post(url, form).status_code == 404
    assert sign_in(town.policeman).post(url, form).status_code == 403
    assert lead.post(url, form).status_code == 302

    shown = page(lead.get(f"/cases/{found.case_id}/"))
    assert "同意延三天" in shown
    assert "3个工作日" in shown
    assert "现在没有等您审定的申请" in page(lead.get("/requests/"))


def test_what_cannot_be_asked_for_comes_back_with_the_reason_and_what_was_typed():
    town = make_qingping()
    found = town.signed()

    answer = ask(town, found, amount="30")

    assert answer.status_code == 400
    assert "一次最多延 5个工作日" in page(answer)
    assert "要等配件" in page(answer)
    assert not CaseRequest.objects.exists()


def test_a_refusal_of_the_rules_keeps_the_opinion_that_was_typed():
    town = make_qingping()
    found = town.dispatched()
    assert ask(town, found, "adjudicate").status_code == 302
    request = CaseRequest.objects.get()
    form = {"seen_step": newest_step(found.case_id), "is_granted": "1", "note": "由派出所办"}

    answer = sign_in(town.lead).post(f"/cases/{found.case_id}/requests/{request.pk}/", form)

    assert answer.status_code == 400
    assert "请指定由哪个单位承办" in page(answer)
    assert "由派出所办" in page(answer)
    assert town.case(found).state == State.DISPATCHED
    assert CaseRequest.objects.get().decided_at is None


def test_a_grade_is_chosen_when_a_matter_is_accepted():
    town = make_qingping()
    found = town.report()
    officer = sign_in(town.grid_leader)
    shown = page(officer.get(f"/cases/{found.case_id}/"))
    assert "复杂：涉及人员较多、情况复杂（联合调处）" in shown

    form = {"seen_step": newest_step(found.case_id), "category": "farming_road", "grade": "complex", "note": ""}
    assert officer.post(f"/cases/{found.case_id}/accept/", form).status_code == 302
    assert (town.case(found).grade, town.case(found).category) == ("complex", "farming_road")
