"""The pages of matters: what they show, to whom, and what they let be done."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.faces.administration.office import links, page, rows, sign_in, statements, words
from tests.matters.desk import a_matter, a_power, approved, asked, held_fields, keep_lists, sent, taken_back
from tests.world import MONDAY, make_grid, make_unit
from wangge.core.access.models import AuditEntry
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.matters.lifecycle import Burden
from wangge.core.matters.models import AdmissionRequest, Demand
from wangge.core.matters.operations import NewReport, count_burden
from wangge.core.matters.queries import matters, tasks_of
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
FAR = date(2099, 12, 31)


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


@pytest.fixture
def lead(town):
    return sign_in(town.lead)


@pytest.fixture
def department(town):
    return sign_in(town.policeman)


def everything(model):
    return model.objects.everywhere("a test looks")


def test_T03_the_catalogue_shows_its_town_and_its_three_counts(town, other, lead):
    keep_lists(other, a_matter("X-1", "别处的事项"))
    keep_lists(town, a_matter(), taken_back())

    said = words(lead.get(url("matters")))
    one = words(lead.get(url("matters"), data={"duty": "taken_back"}))

    assert ("森林防火巡查" in said, "燃气经营许可" in said, "别处的事项" in said) == (True, True, False)
    assert "1 基本履职 · 0 配合履职 · 1 上级收回" in said
    assert ("森林防火巡查" in one, "县住房和城乡建设局" in one) == (False, True)
    assert lead.get(url("matters"), data={"town": other.area.code}).status_code == 404


def test_T03_a_line_is_added_changed_and_ended(town, lead):
    typed = {"code": "B-7", "name": "道路巡查", "duty": "basic", "legal_basis": "条例", "holder_level": "county"}
    assert lead.post(url("line-add", "matter"), typed).status_code == 302
    again = lead.post(url("line-add", "matter"), typed)
    assert (again.status_code, "B-7 已经有了" in page(again)) == (409, True)
    assert lead.post(url("line-change", "matter", "B-7"), {**typed, "name": "巡路"}).status_code == 302
    assert "巡路" in words(lead.get(url("matters")))
    assert lead.post(url("line-end", "matter", "B-7")).status_code == 302
    assert "巡路" not in words(lead.get(url("matters"))).replace("“巡路”已停用", "")
    assert lead.get(url("line-add", "nothing")).status_code == 404


def test_Q18_the_power_page_says_whom_to_call(town, lead):
    make_unit("town_function", at=town.area, name="庆坪镇综合执法队", phone="0932-4500123")
    typed = {
        "code": "P-1", "name": "占道经营处罚", "categories": ["environment"], "holder": "town_function",
        "handed_down_from": "county", "legal_basis": "赋权清单",
    }  # fmt: skip

    assert lead.post(url("line-add", "power"), typed).status_code == 302

    said = words(lead.get(url("powers"), data={"category": "environment_litter"}))
    assert "“垃圾清运”找谁 乡镇" in said.replace("镇（街道）", "乡镇") or "“垃圾清运”找谁" in said
    assert "庆坪镇综合执法队 0932-4500123" in said
    assert lead.get(url("line-change", "power", "P-1")).status_code == 200


def test_T03_the_registers_are_kept_on_their_pages(town, lead):
    field = {"code": "F-1", "name": "户主姓名", "about": "household", "where_held": "人房台账", "aliases": "户主、户长"}
    report = {"code": "R-1", "name": "月报", "asked_by": "县里", "frequency": "monthly", "fields_asked": "户长\n取暖"}

    assert lead.post(url("line-add", "field"), field).status_code == 302
    assert lead.post(url("line-add", "report"), report).status_code == 302

    assert "户主、户长" in words(lead.get(url("held-fields")))
    assert "1 / 2 项，50%" in words(lead.get(url("required-reports")))
    assert lead.post(url("line-end", "report", "R-1"), {"reason": "并表"}).status_code == 302
    assert "并表" in words(lead.get(url("required-reports"), data={"ended": "1"}))


def test_T03_a_department_asks_and_the_desk_sees_the_overlap_in_per_cent(town, other, department, lead):
    keep_lists(town)
    typed = {
        "unit": str(town.station.pk), "matter": "B-001", "title": "摸底", "legal_basis": "条例",
        "fields_asked": "户主姓名\n取暖方式", "frequency": "monthly", "expires_on": "2026-12-31",
    }  # fmt: skip
    far = {**typed, "expires_on": "2027-06-30"}

    made = department.post(url("admission-new"), far)

    assert made.status_code == 302, words(made)
    row = everything(AdmissionRequest).get()
    said = words(lead.get(url("admission", row.pk)))
    assert "1 / 2 项已有，重合 50%" in said
    assert "已有：人房台账" in said
    decided = lead.post(url("admission-decide", row.pk), {"decision": "refuse", "reason": ""})
    assert "不准入要写明理由" in page(decided)
    assert lead.post(url("admission-decide", row.pk), {"decision": "approve"}).status_code == 302
    assert rows(department.get(url("admissions"))) == ["摸底"]
    assert sign_in(other.lead).get(url("admission", row.pk)).status_code == 404


def test_T03_a_demand_that_is_not_admitted_is_refused_on_its_page_and_listed(town, department):
    keep_lists(town)
    typed = {
        "unit": str(town.station.pk), "matter": "B-001", "title": "三月摸底", "due_on": FAR.isoformat(),
        "token": "019ca000-0000-7000-8000-000000000001",
    }  # fmt: skip

    refused = department.post(url("demand-new"), typed)

    assert (refused.status_code, "没有经过准入" in page(refused)) == (400, True)
    assert rows(department.get(url("demands"), data={"which": "refused"})) == ["三月摸底"]
    assert "没有下派给网格" in words(department.get(url("demand", everything(Demand).get().pk)))


def test_Q11_a_grid_finds_the_demand_in_its_one_list_and_answers_there(town, other, lead):
    keep_lists(town)
    approved(town)
    found = sent(town)
    task = tasks_of(scope=EVERYWHERE, demand_id=found.pk)[0]
    leader = sign_in(town.grid_leader)

    assert "三月防火摸底" in words(leader.get(url("todo")))
    assert "三月防火摸底" not in words(sign_in(other.grid_leader).get(url("todo")))
    assert leader.post(url("demand-task", task.id), {"answer": "no_change"}).status_code == 302

    assert "三月防火摸底" not in words(leader.get(url("todo")))
    assert "没有变化" in words(lead.get(url("demand", found.pk)))
    assert sign_in(other.lead).get(url("demand", found.pk)).status_code == 404


def test_J30_the_month_shows_each_grid_its_numbers_as_links_and_no_person(town, other, lead):
    second = make_grid(under=town.village)
    keep_lists(town, NewReport("R-1", "月报", "县里", "monthly", ("人口数",)), *held_fields())
    subject = SubjectRef("demand", None, "一次走访办三件事")
    for place, count in ((town, 3), (other, 40)):
        count_burden(
            area_id=place.grid.pk, kind=Burden.DOORS_SAVED, count=count, source_ref="v:1", subject=subject, at=MONDAY
        )  # fmt: skip

    found = lead.get(url("burden"), data={"month": "2026-03"})

    said = words(found)
    assert ("荣星村第二网格" in said, "新和村" in said, "组长丁" in said) == (True, False, False)
    entries = next(link for link in links(found) if "entries" in link and str(town.grid.pk) in link)
    assert "一次走访办三件事" in words(lead.get(entries.replace("&amp;", "&")))
    assert not any(str(second.pk) in link for link in links(found))
    assert "1 / 1（100%）" in said


def test_J30_the_month_goes_out_as_a_file_and_that_is_audited(town, lead):
    count_burden(area_id=town.grid.pk, kind=Burden.DOORS_SAVED, count=3, source_ref="v:1", at=MONDAY)

    file = lead.get(url("burden-export"), data={"month": "2026-03"})

    table = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert table == [
        ["网格", "填写的项", "重复填写的项", "不用填写就报出的表", "少敲的门", "挡下的任务"],
        ["荣星村第一网格", 0, 0, 0, 3, 0],
    ]
    assert AuditEntry.objects.filter(action="exported", target="减负账").count() == 1


def test_T03_the_catalogue_goes_out_is_mended_and_comes_in(town, lead):
    keep_lists(town, a_matter(), taken_back())
    out = lead.get(url("matters-export"))

    same = lead.post(url("matters-import"), {"file": SimpleUploadedFile("清单.xlsx", out.content)})
    table = "编码,名称,履职方式,依据\nB-001,防火巡查,基本,条例\nB-002,,基本,条例\n".encode("gb18030")
    faulty = lead.post(url("matters-import"), {"file": SimpleUploadedFile("清单.csv", table)})
    good = lead.post(url("matters-import"), {"file": SimpleUploadedFile("清单.csv", table[:-20])})

    assert "2 项没有变" in words(same)
    assert "第 3 行“名称”：请填写名称" in words(faulty)
    packed = page(good).split('name="packed" value="')[1].split('"')[0]
    assert lead.post(url("matters-take-over"), {"packed": packed}).status_code == 302
    names = [row.name for row in matters(town_id=town.area.pk, at=MONDAY.replace(year=2099))]
    assert names == ["防火巡查", "燃气经营许可"]


def test_T03_only_those_who_may_change_and_decide(town, department):
    keep_lists(town)
    request = asked(town)
    for address in (url("line-add", "matter"), url("matters-import"), url("admission-decide", request.pk)):
        assert department.get(address).status_code == 403
    assert sign_in(town.grid_leader).get(url("admission-new")).status_code == 403
    with pytest.raises(Refusal):
        sent(town)


@pytest.mark.parametrize("count", [1, 3])
def test_T03_the_lists_cost_the_same_at_any_length(town, lead, count):
    for number in range(count):
        keep_lists(town, a_matter(f"B-{number}"), a_power(f"P-{number}"))
        approved(town, matter_code=f"B-{number}")
        sent(town, matter_code=f"B-{number}")

    costs = [statements(lead, url(name)) for name in ("matters", "powers", "admissions", "demands", "burden")]
    assert costs == [3, 3, 4, 4, 5]
