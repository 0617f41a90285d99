"""矛盾纠纷 on the pages: recorded and settled by forms, names hidden, figures that lead to their cases, the file."""

import io
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.cases.disputes import a_dispute, agreed
from tests.cases.town import Town, make_other_town, make_qingping
from tests.faces.workbench.office import now, page, sign_in, statements
from tests.world import make_actor
from wangge.core.access.models import AuditEntry
from wangge.core.cases.models import Case, CounsellingReferral, Dispute, DisputeAgreement, DisputeRisk
from wangge.core.cases.queries import case_page
from wangge.faces.workbench.disputes.section import dispute_section

pytestmark = pytest.mark.django_db


def section(actor, case_id):
    """The section as the page of the case shows it."""
    found = case_page(actor=actor, case_id=case_id, at=now())
    return render_to_string("workbench/disputes/_section.html", dispute_section(found, actor, now()) | {"now": now()})


def days(many: int) -> str:
    return (localdate(now()) + timedelta(days=many)).isoformat()


def quarrel(town: Town) -> Case:
    return town.case(town.report("两家为院墙争起来", category="dispute_neighbour"))


def test_Q19_a_dispute_is_recorded_mediated_and_settled_by_forms():
    town = make_qingping()
    case = quarrel(town)
    desk = sign_in(town.village_officer)
    url = f"/disputes/{case.pk}"
    assert "登记纠纷" in section(town.village_officer, case.pk)
    assert "窗口集中接待" in section(town.village_officer, case.pk)

    typed = {
        "applicant": "甄有田", "respondent": "贾石墙", "scale": "01", "level": "04", "people": "2", "code": "0202",
        "unit_id": str(town.village_centre.pk),
    }  # fmt: skip
    assert "涉及人数" in page(desk.get(f"{url}/open/"))
    assert desk.post(f"{url}/open/", typed | {"people": "1"}).status_code == 200
    assert desk.post(f"{url}/open/", typed).headers["Location"] == f"/cases/{case.pk}/"
    shown = section(town.village_officer, case.pk)
    assert ("甄*田" in shown, "甄有田" in shown) == (True, False)
    for step, sent in (
        ("step", {"step": "on_site"}),
        ("invite", {"kind": "old_party_member", "name": "老党员甲"}),
        ("session", {"venue": "village", "unit_id": str(town.village_centre.pk), "words": "谈拢", "outcome": "agreed"}),
        ("line", {"kind": "witness", "subject": "邻居", "words": "看见的"}),
    ):
        assert page(desk.get(f"{url}/{step}/"))
        assert desk.post(f"{url}/{step}/", sent).status_code == 302, step
    agreement = {"is_written": "1", "facts": "院墙滴水", "terms": "装檐槽", "way": "2", "perform_by": days(9)}
    refused = desk.post(f"{url}/agree/", agreement)
    assert "书面协议要写明履行方式" in page(refused)
    assert "装檐槽" in page(refused)
    assert desk.post(f"{url}/agree/", agreement | {"perform_how": "请人装", "perform_where": "家里"}).status_code == 302
    assert desk.post(f"{url}/performance/", {"is_kept": "1", "words": "看了"}).status_code == 302

    assert (Dispute.objects.get().result, DisputeAgreement.objects.get().performance) == ("agreed", "done")
    shown = section(town.village_officer, case.pk)
    assert all(words in shown for words in ("老党员甲", "走访知情人", "邻居", "已履行", "现场调处化解"))


def test_what_is_no_dispute_has_no_section_and_costs_nothing(django_assert_num_queries):
    town = make_qingping()
    found = case_page(actor=town.officer, case_id=town.report(category="safety_road").case_id, at=now())

    with django_assert_num_queries(0):
        assert dispute_section(found, town.officer, now()) == {"dispute": None}


def test_the_section_costs_the_same_however_much_there_is():
    town = make_qingping()
    case_id = a_dispute(town)
    agreed(town, case_id)
    found = case_page(actor=town.officer, case_id=case_id, at=now())

    assert "贾*墙" in section(town.officer, case_id)
    assert dispute_section(found, town.officer, now())["dispute"]["agreement"]


def test_other_towns_see_nothing_and_who_only_looks_is_offered_nothing():
    town, other = make_qingping(), make_other_town()
    case_id = a_dispute(town)
    stranger = sign_in(other.officer)

    for path in ("open", "agree", "risk", "names", "agreement"):
        assert stranger.get(f"/disputes/{case_id}/{path}/").status_code == 404
    assert town.case(case_id).number not in page(stranger.get("/disputes/"))
    member = make_actor("linked_member", at=town.grid)
    assert "href" not in section(member, case_id)


def test_names_and_paper_are_given_for_a_reason_and_logged():
    town = make_qingping()
    case_id = a_dispute(town)
    agreed(town, case_id)
    desk = sign_in(town.officer)

    assert "甄有田" not in page(desk.get(f"/disputes/{case_id}/names/"))
    shown = desk.post(f"/disputes/{case_id}/names/", {"purpose": "通知到场"})
    assert "甄有田" in page(shown)
    paper = desk.post(f"/disputes/{case_id}/agreement/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.filter(action="revealed").count() == 2
    assert sign_in(make_actor("linked_member", at=town.grid)).get(f"/disputes/{case_id}/names/").status_code == 403


def test_Q22_a_small_one_is_logged_in_three_visible_fields_once():
    town = make_qingping()
    desk = sign_in(town.grid_leader)
    form = desk.get("/disputes/small/").context["form"]
    sent = {
        "area_id": str(town.grid.pk), "happened": "拌了几句嘴", "settled_by": "握手言和",
        "form_name": form["form_name"].value(),
    }  # fmt: skip

    assert len(form.visible_fields()) == 3
    first, second = desk.post("/disputes/small/", sent), desk.post("/disputes/small/", sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.everywhere("a test counts").get().state == "answered"


def test_Q24_a_risk_is_flagged_reviewed_and_its_reason_seen_only_by_those_who_work_on_it():
    town = make_qingping()
    case_id = a_dispute(town)
    desk = sign_in(town.village_officer)
    sent = {"reason": "扬言动手", "contact": "派出所 110", "review_on": days(5)}

    assert desk.post(f"/disputes/{case_id}/risk/", sent).status_code == 302
    assert "扬言动手" in section(town.village_officer, case_id)
    onlooker = section(make_actor("linked_member", at=town.grid), case_id)
    assert ("扬言动手" in onlooker, "已标注风险" in onlooker) == (False, True)
    assert "要复核风险" in page(desk.get("/disputes/"))
    assert desk.post(f"/disputes/{case_id}/risk-review/", {"words": "好了"}).status_code == 302
    assert DisputeRisk.objects.get().lifted_at is not None


def test_J28_counselling_is_read_on_the_counsellors_pages_only():
    town = make_qingping()
    case_id = a_dispute(town)
    desk, counsellor = sign_in(town.village_officer), sign_in(make_actor("counsellor", at=town.area))
    desk.post(f"/disputes/{case_id}/refer/", {"reason": "整夜睡不着"})
    url = f"/disputes/counselling/{CounsellingReferral.objects.get().pk}/"

    assert "整夜睡不着" in page(counsellor.get(url))
    assert counsellor.post(url, {"words": "说起了孩子"}).status_code == 302
    assert "说起了孩子" in page(counsellor.get(url))
    assert desk.get(url).status_code == 403
    shown = section(town.village_officer, case_id)
    assert ("已转介心理疏导" in shown, "睡不着" in shown, "孩子" in shown) == (True, False, False)
    assert town.case(case_id).number in page(counsellor.get("/disputes/counselling/"))


def test_figures_show_numerator_and_denominator_and_each_number_leads_to_its_cases():
    town = make_qingping()
    kept, _running = a_dispute(town), a_dispute(town, category="dispute_family")
    agreed(town, kept, perform_by=None)
    desk = sign_in(town.officer)

    shown = page(desk.get("/disputes/figures/"))
    assert "1 / 1，100.00%" in shown
    assert ("纠纷现场" in shown, "当事人家中" in shown) == (True, False)  # the place's own words
    listed = page(desk.get("/disputes/?category=dispute_neighbour&result=agreed"))
    assert (town.case(kept).number in listed, town.case(_running).number in listed) == (True, False)
    for query in (
        "grade=general",
        "venue=on_site",
        f"unit={Dispute.objects.get(pk=kept).unit_id}",
        "level=-",
        "from=2026-03-02",
    ):
        assert town.case(kept).number in page(desk.get(f"/disputes/?{query}")), query
    assert "这段时间没有矛盾纠纷" in page(desk.get("/disputes/figures/?to=2020-01-01"))


def test_the_file_holds_counts_and_cases_without_names_and_is_audited():
    town, other = make_qingping(), make_other_town()
    case_id, stranger = a_dispute(town), a_dispute(other)
    desk = sign_in(town.officer)

    assert desk.get("/disputes/figures/export/").status_code == 200
    sent = desk.post("/disputes/figures/export/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sent.streaming_content)))
    cells = " ".join(
        str(c) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row
    )

    assert (town.case(case_id).number in cells, other.case(stranger).number in cells, "甄有田" in cells) == (
        True, False, False,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="exported").count() == 1
    assert sign_in(town.grid_leader).get("/disputes/figures/export/").status_code == 403


def test_the_list_and_the_figures_cost_the_same_with_one_and_with_three():
    town = make_qingping()
    agreed(town, a_dispute(town))
    desk = sign_in(town.officer)
    one = [statements(desk, url) for url in ("/disputes/", "/disputes/figures/")]
    for _number in range(2):
        agreed(town, a_dispute(town))

    assert [statements(desk, url) for url in ("/disputes/", "/disputes/figures/")] == one
