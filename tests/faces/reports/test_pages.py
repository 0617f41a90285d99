"""研判 on the pages: every number is a link to as many cases; paper, Excel; meetings, tasks, notices; two places."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in, statements
from wangge.core.notices.models import Notice
from wangge.ground.foundation.jobs import run_waiting
from wangge.practice.insight.lifecycle import Rhythm
from wangge.practice.insight.models import Meeting, MeetingItem, Report, RiskNotice
from wangge.practice.insight.operations import make_report, open_weekly

pytestmark = pytest.mark.django_db
NOISE = "金河小区楼下搅拌站夜里施工噪音扰民"
LINK = re.compile(r'href="([^"]*/cases/\?[^"]*)"[^>]*>(?:<b>)?(\d+)<')


@pytest.fixture
def town():
    """A town with some cases of the last two days and of the week before, and another town."""
    here, there = make_qingping(), make_other_town()
    now = timezone.now()
    last_week = now - timedelta(days=7 + localdate(now).weekday())
    for n in range(4):
        here.report(f"{NOISE}，第{n}次反映", at=last_week + timedelta(days=n % 2), phone="13800001234")
        here.report(at=now - timedelta(hours=30 + n))
        there.report(at=now - timedelta(hours=30 + n))
    here.report(at=now.replace(day=1) - timedelta(days=5))
    run_waiting()
    return here


def a_report(town, rhythm=Rhythm.DAY):
    now = timezone.now()
    day = localdate(now) - timedelta(days=1) if rhythm == Rhythm.DAY else localdate(now)
    found = make_report(town_id=town.area.pk, rhythm=rhythm, day=day, at=now)
    assert found is not None
    return found


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_S34_every_number_on_the_page_is_a_link_to_as_many_cases(town, rhythm):
    report, desk = a_report(town, rhythm), sign_in(town.lead)

    found = LINK.findall(page(desk.get(f"/reports/{report.pk}/")).replace("&amp;", "&"))

    assert len(found) >= 5
    for url, count in found:
        heading = strip_tags(re.search(r"<h1.*?</h1>", page(desk.get(url)), re.DOTALL)[0])
        assert f"：{count} 件" in heading, unquote(url)


def test_S34_the_list_leads_to_the_report_and_another_place_sees_nothing(town):
    report, desk = a_report(town), sign_in(town.lead)
    stranger = sign_in(make_other_lead())

    assert f"/reports/{report.pk}/" in page(desk.get("/reports/"))
    assert str(report.pk) not in page(stranger.get("/reports/"))
    for path in ("", "cases/?part=new", "paper.pdf", "figures.xlsx"):
        assert stranger.get(f"/reports/{report.pk}/{path}").status_code == 404
    assert sign_in(town.policeman).get("/reports/").status_code == 403


def make_other_lead():
    from tests.world import make_actor
    from wangge.core.areas.models import Area

    return make_actor("town_lead", at=Area.objects.get(name="尚湖镇"), name="外镇")


def test_S34_paper_and_file_show_the_same_figures(town):
    report, desk = a_report(town), sign_in(town.lead)

    paper = desk.get(f"/reports/{report.pk}/paper.pdf")
    book = CalamineWorkbook.from_filelike(BytesIO(desk.get(f"/reports/{report.pk}/figures.xlsx").content))

    assert paper.content.startswith(b"%PDF")
    rows = book.get_sheet_by_name("总量").to_python()
    assert [int(v) for v in rows[-3][:5] if v != ""] == list(report.figures["flow"].values())


def test_S34_a_page_costs_the_same_with_more_cases(town):
    report, desk = a_report(town), sign_in(town.lead)
    few = statements(desk, f"/reports/{report.pk}/cases/?part=open")
    for _n in range(6):
        town.report(at=timezone.now() - timedelta(hours=40))
    Report.objects.everywhere("made anew").delete()

    assert statements(desk, f"/reports/{a_report(town).pk}/cases/?part=open") == few
    assert few <= 8


def test_S34_missing_days_are_made_by_the_form(town):
    desk = sign_in(town.officer)
    today = localdate(timezone.now())
    sent = {"rhythm": "day", "first": today - timedelta(days=3), "last": today - timedelta(days=1)}

    assert desk.post("/reports/backfill/", sent).status_code == 302
    assert Report.objects.everywhere("made").count() == 3
    assert "值班员甲补做" in page(desk.get("/reports/"))


def test_S35_S36_from_the_weekly_pack_to_minutes_task_notice_and_result(town):
    report, desk = a_report(town, Rhythm.WEEK), sign_in(town.lead)
    assert {hint["rule"] for hint in report.figures["hints"]} >= {"caller"}
    assert "138****1234" in page(desk.get(f"/reports/{report.pk}/"))

    assert desk.post(f"/reports/{report.pk}/meeting/").status_code == 302
    meeting = Meeting.objects.everywhere("made").get()
    item = MeetingItem.objects.everywhere("made").get(source_ref__startswith="caller")
    assert len(item.case_ids) == 4

    minutes = {"held_on": localdate(timezone.now()), "attendees": "各站所", "minutes": "先停夜里施工"}
    assert desk.post(f"/reports/meetings/{meeting.pk}/minutes/", minutes).status_code == 302
    task = {
        "action": "夜里十点后停工", "owner_unit": town.station.name, "owner_name": "张三",
        "due_on": localdate(timezone.now()) + timedelta(days=7),
    }  # fmt: skip
    assert desk.post(f"/reports/items/{item.pk}/task/", task).status_code == 302
    told = {"words": "请各站所巡查夜间施工", "units": [str(town.station.pk)]}
    assert desk.post(f"/reports/items/{item.pk}/notice/", told).status_code == 302

    unit = sign_in(town.policeman)
    notice = RiskNotice.objects.everywhere("sent").get()
    shown = page(unit.get(f"/reports/notices/{notice.pk}/"))
    assert "请各站所巡查夜间施工" in shown
    assert "依据的事项 4 件" in shown
    inbox = Notice.objects.filter(account_id=town.policeman.account_id, kind__startswith="insight.")
    assert set(inbox.values_list("subject_kind", flat=True)) == {"risk_notice", "meeting_item"}
    assert unit.post(f"/reports/items/{item.pk}/result/", {"result": "已停工"}).status_code == 302
    shown = page(desk.get(f"/reports/meetings/{meeting.pk}/"))
    assert all(words in shown for words in ("先停夜里施工", "已停工", town.station.name))
    assert "100.00%（1÷1，不计 0）" in page(desk.get("/reports/meetings/"))
    assert desk.get(f"/reports/meetings/{meeting.pk}/paper.pdf").content.startswith(b"%PDF")
    stranger = sign_in(make_other_lead())
    for url in (f"meetings/{meeting.pk}/", f"items/{item.pk}/", f"notices/{notice.pk}/"):
        assert stranger.get(f"/reports/{url}").status_code == 404


def test_S36_a_notice_needs_evidence_and_units(town):
    desk, report = sign_in(town.lead), a_report(town, Rhythm.WEEK)
    meeting = open_weekly(actor=town.lead, report_id=report.pk, at=timezone.now())
    assert desk.post(f"/reports/meetings/{meeting.pk}/add/", {"kind": "risk", "title": "汛期"}).status_code == 302
    item = MeetingItem.objects.everywhere("made").get(title="汛期")

    refused = desk.post(f"/reports/items/{item.pk}/notice/", {"words": "注意", "units": [str(town.station.pk)]})

    assert "没有依据的事项" in page(refused)
    assert RiskNotice.objects.everywhere("none").count() == 0


def test_S32_six_meetings_a_year_take_open_issues_onto_the_agenda(town):
    desk, year = sign_in(town.lead), localdate(timezone.now()).year
    assert desk.post("/reports/meetings/plan/", {"year": year}).status_code == 302
    assert "已经排好" in page(desk.post("/reports/meetings/plan/", {"year": year}))
    rows = Meeting.objects.everywhere("planned").order_by("ordinal")
    assert [row.planned_on.month for row in rows] == [2, 4, 6, 8, 10, 12]

    first, second = rows[0], rows[1]
    assert desk.post(f"/reports/meetings/{first.pk}/agenda/").status_code == 302
    items = MeetingItem.objects.everywhere("agenda")
    risks = items.filter(meeting=first).count()
    assert risks >= 1
    desk.post(f"/reports/meetings/{first.pk}/agenda/")
    assert items.filter(meeting=first).count() == risks
    desk.post(f"/reports/meetings/{first.pk}/minutes/", {"held_on": localdate(timezone.now()), "minutes": "议了"})
    desk.post(f"/reports/meetings/{second.pk}/agenda/")

    carried = items.filter(meeting=second, kind="issue")
    assert carried.count() == risks
    assert "还没有结果" in carried[0].why
