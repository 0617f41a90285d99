"""Reports of the three rhythms, a weekly meeting with a task and a notice, a meeting of the six of the year."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.browser.pages import Address, at
from tests.browser.worlds import LONGEST_NAME, let_jobs_run
from tests.cases.town import Town
from wangge.ground.foundation.calendar.days import midnight
from wangge.practice.insight.lifecycle import MADE_AT, ItemKind, Rhythm
from wangge.practice.insight.operations import (
    Minutes,
    NewItem,
    Task,
    add_item,
    assign_item,
    make_report,
    minute_meeting,
    open_weekly,
    plan_meetings,
    publish_risk_notice,
)


def add_reports(town: Town) -> dict[str, UUID]:
    """What the pages of reports show, by name."""
    now = timezone.now()
    due = localdate(now - timedelta(hours=MADE_AT.hour))  # before eight the day's own is not over
    monday = midnight(due - timedelta(days=due.weekday()))
    numbers = []
    for n in range(4):
        words = f"河湾小区{LONGEST_NAME[:20]}楼下烧烤摊夜里噪音，第{n}次反映"
        numbers.append(town.report(words, at=monday - timedelta(days=3, hours=n), phone="13800004321").number)
    let_jobs_run()
    made = {}
    for rhythm in Rhythm:
        report = make_report(town_id=town.area.pk, rhythm=rhythm, day=due, at=now) or make_report(
            town_id=town.area.pk, rhythm=rhythm, day=due - timedelta(days=1), at=now
        )
        assert report is not None
        made[rhythm.value] = report.pk
    meeting = open_weekly(actor=town.lead, report_id=made["week"], at=now)
    new = NewItem(ItemKind.RISK, f"夜间噪音{LONGEST_NAME[:40]}", tuple(numbers))
    item = add_item(actor=town.lead, meeting_id=meeting.pk, new=new, at=now)
    minutes = Minutes(localdate(now), "各站所、各村", f"夜里十点后停工。{LONGEST_NAME}")
    minute_meeting(actor=town.lead, meeting_id=meeting.pk, given=minutes, at=now)
    task = Task("劝导、巡查", town.station.pk, "张三", localdate(now) + timedelta(days=7))
    assign_item(actor=town.lead, item_id=item.pk, task=task, at=now)
    notice = publish_risk_notice(
        actor=town.lead, item_id=item.pk, unit_ids=[town.station.pk], words="请加强夜间巡查", at=now
    )
    planned = plan_meetings(actor=town.lead, town_id=town.area.pk, year=localdate(now).year, at=now)
    return made | {"meeting": meeting.pk, "item": item.pk, "notice": notice.pk, "bimonthly": planned[-1].pk}


def of_reports(name: str, which: str, query: str = "") -> Address:
    """A page about a report, a meeting, an item of it or a notice."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.reports[which]]) + query


REPORTS: dict[tuple[str, str], Address] = {
    ("town_lead", "reports"): at("workbench:reports"),
    ("town_lead", "reports, monthly"): at("workbench:reports", query="?rhythm=month"),
    **{("town_lead", f"report, {which}"): of_reports("report", which) for which in ("day", "week", "month")},
    ("village_desk", "report, of a village"): of_reports("report", "day"),
    ("town_lead", "report-cases"): of_reports("report-cases", "day", "?part=open"),
    ("town_lead", "report-cases, none"): of_reports("report-cases", "day", "?part=open&category=none"),
    ("town_lead", "reports-backfill"): at("workbench:reports-backfill"),
    ("town_lead", "report-meeting"): of_reports("report-meeting", "week"),
    ("town_lead", "meetings"): at("workbench:meetings"),
    ("town_lead", "meetings, none"): at("workbench:meetings", query="?year=2001"),
    ("town_lead", "meetings-plan"): at("workbench:meetings-plan"),
    ("town_lead", "meeting"): of_reports("meeting", "meeting"),
    ("town_lead", "meeting, without items"): of_reports("meeting", "bimonthly"),
    **{
        ("town_lead", name): of_reports(name, "bimonthly")
        for name in ("meeting-minutes", "meeting-agenda", "meeting-add")
    },
    **{("town_lead", name): of_reports(name, "item") for name in ("meeting-item", "item-task", "item-notice")},
    ("department", "item-result"): of_reports("item-result", "item"),
    ("department", "meeting-item"): of_reports("meeting-item", "item"),
    ("department", "risk-notice"): of_reports("risk-notice", "notice"),
}
