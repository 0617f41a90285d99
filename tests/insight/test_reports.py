"""日报告、周研判、月分析: made without typing, equal to what is counted by other ways, the same when made again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.cases.town import RESIDENT, Town, make_other_town, make_qingping
from tests.world import make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import UNFINISHED
from wangge.core.cases.models import Case, CaseClock
from wangge.core.cases.reports import CaseReport
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.foundation.jobs import run_waiting
from wangge.practice.insight.kpi import KPIS
from wangge.practice.insight.lifecycle import Period, Rhythm, month_before, period_before, year_before
from wangge.practice.insight.models import Report
from wangge.practice.insight.operations import backfill_reports, make_due_reports, make_report
from wangge.practice.insight.queries import (
    Chosen,
    Window,
    cases_behind,
    figures_of,
    rates_of,
    report_list,
    report_page,
    rising_of,
)

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 12)
EIGHT = datetime(2026, 3, 12, 8, tzinfo=ZONE)
LIGHT, NOISE = "村口路灯坏了三天", "金河小区楼下搅拌站夜里施工噪音扰民"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The listener that makes groups asks for the moment; these tests live in March 2026."""
    monkeypatch.setattr("wangge.core.cases.clustering.timezone.now", lambda: EIGHT)


def hours(count: float) -> datetime:
    """So many hours before the report is made."""
    return EIGHT - timedelta(hours=count)


def finished(town: Town, *, reported: datetime, closed: datetime, score: int = 5) -> None:
    """A case that went all the way and was rated."""
    found = town.report(at=reported)
    at = reported
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=at)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, note="请办", at=at)
    ops.sign_case(actor=town.policeman, case_id=found.case_id, at=at)
    done = ops.handling.Done(words="已换灯泡", outcome="solved", no_evidence_reason="夜间")
    ops.handle_case(actor=town.policeman, case_id=found.case_id, done=done, at=at)
    ops.verify_case(actor=town.officer, case_id=found.case_id, at=at)
    ops.answer_case(actor=town.officer, case_id=found.case_id, answer="路灯已换好，谢谢您反映", at=at)
    ops.rate_case(
        number=found.number, code=found.tracking_code, score=score, words="灯又坏了" if score < 3 else "", at=closed
    )


@pytest.fixture
def town() -> Town:
    """Two brought forward (one closed in the period), three new (one rated badly), one closed long before."""
    town = make_qingping()
    town.report(at=hours(80))
    finished(town, reported=hours(70), closed=hours(10))
    finished(town, reported=hours(90), closed=hours(60))
    town.report(NOISE, at=hours(20))
    town.report(at=hours(3))
    finished(town, reported=hours(15), closed=hours(2), score=1)
    other = make_other_town()
    for n in range(7):
        other.report(NOISE, at=hours(n + 1))
    run_waiting()
    return town


def daily(town: Town, at: datetime = EIGHT) -> Report:
    report = make_report(town_id=town.area.pk, rhythm=Rhythm.DAY, day=DAY, at=at)
    assert report is not None
    return report


def test_S34_the_report_is_made_at_eight_without_typing_and_once():
    town, other = make_qingping(), make_other_town()

    before = make_due_reports(at=EIGHT - timedelta(minutes=1))
    made = make_due_reports(at=EIGHT)

    assert (made, make_due_reports(at=EIGHT)) == (2, 0)
    rows = Report.objects.everywhere("a test").filter(rhythm=Rhythm.DAY, until=EIGHT)
    assert set(rows.values_list("town_id", "made_by")) == {(town.area.pk, ""), (other.area.pk, "")}
    assert before > 0  # days of the week before that were missed


def test_S34_every_day_of_four_weeks_has_its_report_without_typing():
    town = make_qingping()
    for day in range(28):
        make_due_reports(at=EIGHT + timedelta(days=day))

    rows = Report.objects.everywhere("a test").filter(town_id=town.area.pk, rhythm=Rhythm.DAY, made_by="")
    assert rows.filter(until__gte=EIGHT).count() == 28


def test_S34_the_numbers_equal_counts_by_other_queries_at_the_same_moment(town):
    report = daily(town)

    cases = Case.objects.everywhere("counted by hand").filter(town_id=town.area.pk)
    since = EIGHT - timedelta(days=1)
    assert report.figures["flow"] == {
        "brought": cases.filter(Q(closed_at=None) | Q(closed_at__gte=since), reported_at__lt=since).count(),
        "new": cases.filter(reported_at__gte=since, reported_at__lt=EIGHT).count(),
        "reopened": 0,
        "closed": cases.filter(closed_at__gte=since, closed_at__lt=EIGHT).count(),
        "open": cases.filter(closed_at=None).count(),
    }
    assert report.figures["flow"] == {"brought": 2, "new": 3, "reopened": 0, "closed": 1, "open": 4}
    states = {s: cases.filter(state=s).count() for s in sorted(UNFINISHED) if cases.filter(state=s).exists()}
    assert report.figures["by_state"] == states
    late = cases.filter(closed_at=None, due_at__lt=EIGHT).exclude(due_kind="rate")
    clocks = CaseClock.objects.filter(case__in=late, stopped_at=None, due_at__lt=EIGHT)
    units = {str(unit): late.filter(owner_unit=unit).count() for unit in set(clocks.values_list("unit", flat=True))}
    assert report.figures["overdue"] == units
    assert sum(units.values()) > 0


def test_S34_every_number_leads_to_the_cases_it_counts(town):
    page = report_page(actor=town.lead, report_id=daily(town).pk)
    figures = page.figures

    numbers = {part: figures.flow[part] for part in figures.flow}
    assert {part: cases_behind(page=page, chosen=Chosen(part)).total for part in numbers} == numbers
    for unit, count in figures.overdue.items():
        assert cases_behind(page=page, chosen=Chosen("overdue", unit)).total == count
    for code, counts in figures.by_category.items():
        for part, count in counts.items():
            assert cases_behind(page=page, chosen=Chosen(part, category=code)).total == count
    for state, count in figures.by_state.items():
        found = cases_behind(page=page, chosen=Chosen("open", state=state))
        assert [found.total, {row.state for row in found.rows}] == [count, {state}]
    for key, ids in figures.lists.items():
        assert cases_behind(page=page, chosen=Chosen("listed", key)).total == len(ids)
    with pytest.raises(NotFound):
        cases_behind(page=page, chosen=Chosen("everything"))


def test_S34_made_again_later_it_says_the_same(town):
    report = daily(town)
    open_case = Case.objects.everywhere("to move on").filter(town_id=town.area.pk, closed_at=None).first()
    ops.accept_case(actor=town.officer, case_id=open_case.pk, at=EIGHT + timedelta(hours=1))
    imported = CaseReport(
        area_id=town.grid.pk, channel="qr", body=LIGHT, source_ref="late:1", reported_at=hours(4)
    )  # fmt: skip
    ops.report_case(report=imported, actor=RESIDENT, at=EIGHT + timedelta(hours=2))

    again = figures_of(window=Window(town.area.pk, town.area.path, report.since, report.until, report.made_at))
    later = Window(town.area.pk, town.area.path, report.since, report.until, EIGHT + timedelta(hours=3))

    assert (again.flow, again.by_state) == (report.figures["flow"], report.figures["by_state"])
    assert figures_of(window=later).flow["new"] == report.figures["flow"]["new"] + 1


def test_S34_counts_reconcile_with_the_day_before_or_say_that_they_do_not(town):
    make_report(town_id=town.area.pk, rhythm=Rhythm.DAY, day=DAY - timedelta(days=1), at=hours(24))
    late = CaseReport(area_id=town.grid.pk, channel="qr", body=LIGHT, source_ref="late:1", reported_at=hours(30))
    ops.report_case(report=late, actor=RESIDENT, at=hours(1))

    totals = report_page(actor=town.lead, report_id=daily(town).pk).totals

    assert [total.is_equal for total in totals] == [True, True, True, True, False]
    assert totals[-1].difference == 1


def test_S34_a_place_sees_its_own_reports_only(town):
    report = daily(town)
    other = make_actor("town_lead", at=make_other_town_area(), name="外镇")
    village = report_page(actor=make_actor("village_lead", at=town.village, name="书记"), report_id=report.pk)

    assert report_list(actor=other, town=village.town, rhythm=Rhythm.DAY) == []
    with pytest.raises(NotFound):
        report_page(actor=other, report_id=report.pk)
    with pytest.raises(NotFound):
        report_page(actor=town.lead, report_id=report.pk, area_code="320581111000")
    assert village.area.path == town.village.path
    assert village.figures.flow == report.figures["flow"]


def make_other_town_area():
    return Case.objects.everywhere("the other town").exclude(area_path__startswith="/621123/").first().area.town


def test_S34_statements_do_not_grow_with_the_cases(town):
    def cost() -> int:
        Report.objects.everywhere("made anew").delete()
        with CaptureQueriesContext(connection) as seen:
            daily(town)
        return len([q for q in seen if "SAVEPOINT" not in q["sql"]])

    few = cost()
    for n in range(12):
        town.report(NOISE, at=hours(n), phone="13800001234")
    run_waiting()

    assert cost() <= few + 2  # somebody calls again, an issue is hot: one each
    assert few <= 8


def test_S34_missing_days_are_made_later_each_as_of_its_day(town):
    first, last = DAY - timedelta(days=4), DAY
    with pytest.raises(NotAllowed):
        backfill(make_actor("village_lead", at=town.village, name="书记"), town, first, last)
    with pytest.raises(Refusal):
        backfill(town.lead, town, DAY + timedelta(days=9), DAY + timedelta(days=10))

    made = backfill(town.lead, town, first, last)

    assert [r.until.astimezone(ZONE).date() for r in made] == [first + timedelta(days=n) for n in range(5)]
    assert [r.figures["flow"]["open"] for r in made] == [0, 2, 2, 2, 4]
    assert backfill(town.lead, town, first, last) == []


def backfill(actor, town, first, last):
    return backfill_reports(
        actor=actor, town_id=town.area.pk, rhythm=Rhythm.DAY, first=first, last=last, at=EIGHT + timedelta(hours=1)
    )


def test_S35_hints_name_their_rule_and_the_cases_behind_it(town):
    for n in range(3):
        town.report(f"{NOISE}，第{n}次反映", at=hours(n + 1), phone="13800001234")
    run_waiting()

    page = report_page(actor=town.lead, report_id=daily(town).pk)

    hints = {hint.rule: hint for hint in page.figures.hints}
    assert set(hints) == {"hot", "caller", "unhappy"}
    assert hints["caller"].subject == "138****1234"
    assert hints["caller"].count == 3
    behind = cases_behind(page=page, chosen=Chosen(hints["caller"].part, hints["caller"].value))
    assert (behind.total, len(behind.rows)) == (3, 3)


def test_S35_the_weekly_pack_names_what_rises_against_four_weeks_before(town):
    for n in range(4):
        town.report("河边有人倒建筑垃圾", at=hours(n + 200), category="environment_litter")

    week = period_before(Rhythm.WEEK, date(2026, 3, 9))
    rising = rising_of(window=Window(town.area.pk, town.area.path, week.since, week.until, EIGHT))

    assert [(one["what"], one["key"], one["now"], one["before"]) for one in rising] == [
        ("category", "environment_litter", 4, 0),
        ("place", town.village.path, 5, 0),
    ]


def test_S36_the_month_has_each_rate_with_three_numbers_beside_month_and_year_before(town):
    report = make_report(
        town_id=town.area.pk, rhythm=Rhythm.MONTH, day=date(2026, 4, 1), at=datetime(2026, 4, 1, 8, tzinfo=ZONE)
    )

    rates = report.figures["rates"]
    assert set(rates) == {"now", "month", "year"}
    assert rates["now"]["satisfied"] == [2, 3, 0]
    assert rates["now"]["once"] == [2, 2, 0]
    assert rates["month"]["satisfied"] == [0, 0, 0]


@pytest.mark.parametrize(
    ("day", "since", "until"), [((2026, 4, 1), (2025, 3, 1), (2025, 4, 1)), ((2028, 4, 1), (2027, 3, 1), (2027, 4, 1))]
)
def test_S36_the_same_month_of_the_year_before_is_whole_also_as_the_database_tells_moments(day, since, until):
    month = period_before(Rhythm.MONTH, date(*day))
    told = Period(month.since.astimezone(UTC), month.until.astimezone(UTC))

    assert year_before(told) == year_before(month)
    assert year_before(told) == Period(datetime(*since, tzinfo=ZONE), datetime(*until, tzinfo=ZONE))
    assert month_before(told) == month_before(month) == Period(datetime(*day[:1], 2, 1, tzinfo=ZONE), month.since)


def test_S35_who_reports_in_confidence_is_in_no_list_of_callers(town):
    for n in range(3):
        town.report(f"{NOISE}，第{n}次反映", at=hours(n + 1), phone="13800001234", is_confidential=True)
    run_waiting()

    figures = daily(town).figures

    assert (figures["callers"], figures["flow"]["new"]) == ([], 6)


def test_K13_an_enterprise_demand_has_three_rates_each_by_itself(town):
    late, kept = (town.report(at=hours(90), asker_kind="enterprise") for _ in range(2))
    ops.accept_case(actor=town.officer, case_id=kept.case_id, at=hours(89.5))
    town.report(at=hours(90))
    window = Window(town.area.pk, town.area.path, hours(200), EIGHT, EIGHT)

    rates = rates_of(window=window)

    assert {"handed_over", "studied", "replied"} <= set(KPIS)
    assert rates["handed_over"][:2] == [1, 2]
    assert "studied" not in rates
    assert late.case_id != kept.case_id
