"""Return visits on the screen: the desk, the script, the telephone for a purpose, what is recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.town import Town, make_other_town, make_qingping
from tests.faces.workbench.office import newest_step, page, sign_in, statements
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import CaseVisit

pytestmark = pytest.mark.django_db


def unrated(town: Town, words: str = "村口路灯坏了三天") -> CaseVisit:
    found = town.answered(body=words, phone="13800000001", name="李某")
    ops.plan_unrated_visits(at=timezone.now())
    return CaseVisit.objects.get(case_id=found.case_id)


def record(desk, row: CaseVisit, **typed: object):
    given = {"result": "reached", "is_solved": "yes", "seen_step": str(newest_step(row.case_id))}
    return desk.post(f"/visits/{row.pk}/", given | typed)


def test_the_desk_shows_what_waits_and_the_page_the_greeting_and_the_script():
    town = make_qingping()
    row = unrated(town)
    desk = sign_in(town.officer)

    assert "等回访 1 件" in page(desk.get("/visits/"))
    shown = page(desk.get(f"/visits/{row.pk}/"))
    rules = town.case(row.case_id).rulebook_version_id is not None
    assert rules
    for words in ("想听听您的意见", "路灯已换好", "没有评价", "138****0001", "凭这次回访结案"):
        assert words in shown
    assert "13800000001" not in shown


def test_the_telephone_is_shown_for_a_purpose_and_the_look_is_logged():
    town = make_qingping()
    row = unrated(town)
    desk = sign_in(town.officer)
    shown = page(desk.post(f"/cases/{row.case_id}/asker/", {"purpose": "回访"}, headers={"HX-Request": "true"}))

    assert "13800000001" in shown
    assert AuditEntry.objects.get(action=AuditAction.REVEALED).detail["purpose"] == "回访"


def test_what_is_recorded_closes_the_case_or_has_it_repaired():
    town = make_qingping()
    good, bad = unrated(town), unrated(town, "井盖坏了")
    desk = sign_in(town.officer)

    assert record(desk, good, closes="on", words="灯亮了").status_code == 302
    assert record(desk, bad, is_solved="no", words="没人来").status_code == 302
    assert town.case(good.case_id).state == State.CLOSED
    assert town.case(bad.case_id).state == State.DISPATCHED
    done = page(desk.get("/visits/?state=done"))
    assert "没有解决" in done
    assert "灯亮了" in page(desk.get(f"/visits/{good.pk}/"))
    assert "等回访 0 件" in page(desk.get("/visits/?whose=mine&state=late"))


def test_the_page_of_the_case_leads_to_its_visit_and_shows_what_came_of_it():
    town = make_qingping()
    row = unrated(town)
    desk, station = sign_in(town.officer), sign_in(town.policeman)
    before, link = page(desk.get(f"/cases/{row.case_id}/")), f'<a href="/visits/{row.pk}/">因“没有评价”回访</a>'
    record(desk, row, words="灯亮了")

    after, theirs = (page(one.get(f"/cases/{row.case_id}/")) for one in (desk, station))

    assert (link in before, "还没有回访" in before, "<b>解决了</b>" in before) == (True, True, False)
    assert (link in after, "<b>解决了</b>" in after) == (True, True)
    assert (link in theirs, "<b>解决了</b>" in theirs) == (False, True)


def test_a_try_in_vain_is_kept_and_offered_again_and_who_was_faster_is_told():
    town = make_qingping()
    row = unrated(town)
    desk, other = sign_in(town.officer), sign_in(town.lead)
    seen = str(newest_step(row.case_id))
    record(desk, row, result="again", is_solved="", words="关机")

    assert "第 1 次，没有联系上" in page(desk.get(f"/visits/{row.pk}/"))
    late = record(other, row, seen_step=seen, words="说好了")
    assert late.status_code == 409
    assert "说好了" in page(late)
    assert record(desk, row, is_solved="").status_code in (400, 422)


def test_T03_another_place_opens_no_visit():
    here, there = make_qingping(), make_other_town()
    row = unrated(there, "绿洲花园的路灯")
    desk = sign_in(here.officer)

    assert "绿洲花园" not in page(desk.get("/visits/"))
    assert desk.get(f"/visits/{row.pk}/").status_code == 404
    assert record(desk, row).status_code == 404
    assert sign_in(here.policeman).get("/visits/").status_code == 403


def test_the_pages_cost_the_same_at_any_size():
    town = make_qingping()
    row = unrated(town)
    desk = sign_in(town.officer)
    few = statements(desk, "/visits/"), statements(desk, f"/visits/{row.pk}/")
    for _ in range(3):
        unrated(town)

    assert (statements(desk, "/visits/"), statements(desk, f"/visits/{row.pk}/")) == few
    assert few[0] <= 6
    assert few[1] <= 11
    assert timezone.now() - row.planned_at < timedelta(minutes=5)
