"""Meetings: a risk carries the cases its report counted, an issue goes on to the next meeting once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cases.town import Town, make_other_town, make_qingping
from wangge.core.cases import operations as ops
from wangge.ground.foundation.errors import Conflict
from wangge.practice.insight.lifecycle import ItemKind, Rhythm
from wangge.practice.insight.models import Meeting, MeetingItem
from wangge.practice.insight.operations import (
    Minutes,
    NewItem,
    add_item,
    fill_agenda,
    make_report,
    minute_meeting,
    open_weekly,
    plan_meetings,
)
from wangge.practice.insight.queries import Chosen, cases_behind, report_page

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 12)
EIGHT = datetime(2026, 3, 12, 8, tzinfo=ZONE)


@pytest.fixture
def town() -> Town:
    return make_qingping()


def items_of(meeting: Meeting) -> list[MeetingItem]:
    return list(MeetingItem.objects.everywhere("a test").filter(meeting=meeting).order_by("id"))


def test_S35_a_unit_that_is_late_stands_with_the_cases_that_the_report_counted(town):
    late = [town.report(at=EIGHT - timedelta(hours=200 + n)).case_id for n in range(5)]
    other = make_other_town()
    for n in range(5):
        other.report(at=EIGHT - timedelta(hours=200 + n))
    report = make_report(town_id=town.area.pk, rhythm=Rhythm.WEEK, day=DAY, at=EIGHT)
    for case_id in late[:2]:
        ops.accept_case(actor=town.officer, case_id=case_id, at=EIGHT)

    meeting = open_weekly(actor=town.lead, report_id=report.pk, at=EIGHT + timedelta(hours=1))

    page = report_page(actor=town.lead, report_id=report.pk)
    hint = next(one for one in page.figures.hints if one.rule == "overdue")
    item = next(one for one in items_of(meeting) if one.source_ref == hint.ref)
    behind = cases_behind(page=page, chosen=Chosen(hint.part, hint.value))
    assert set(item.case_ids) == {row.id for row in behind.rows} == set(late)
    assert (hint.count, "超期 5 件" in item.title) == (5, True)
    with pytest.raises(Conflict):
        open_weekly(actor=town.lead, report_id=report.pk, at=EIGHT + timedelta(hours=2))


def test_S32_an_open_issue_goes_from_meeting_to_meeting_as_one(town):
    meetings = plan_meetings(actor=town.lead, town_id=town.area.pk, year=2026, at=EIGHT)
    for title in ("路灯", "路口"):
        add_item(actor=town.lead, meeting_id=meetings[0].pk, new=NewItem(ItemKind.ISSUE, title), at=EIGHT)
    for n, meeting in enumerate(meetings[:5]):
        at = EIGHT + timedelta(days=n)
        if n:
            assert fill_agenda(actor=town.lead, meeting_id=meeting.pk, at=at) == 2
            assert fill_agenda(actor=town.lead, meeting_id=meeting.pk, at=at) == 0
        held = Minutes(at.date(), "各站所", "议了")
        minute_meeting(actor=town.lead, meeting_id=meeting.pk, given=held, at=at)

    assert [[item.title for item in items_of(meeting)] for meeting in meetings] == [["路灯", "路口"]] * 5 + [[]]
