"""凯旋: an enterprise's demand with its three clocks; every one has an answer and a place to rest (S0:59)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.cases.town import a_result
from tests.world import make_actor, make_county, make_town, make_unit
from wangge.core.access.queries import system_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.deadlines import deadline_of
from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.core.cases.models import Case, CaseClock, CaseEscalation, CaseStep
from wangge.core.cases.queries.registers import Register, RegisterFilter, register_page
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.models import Notice
from wangge.core.places.queries import rulebook_of_version
from wangge.core.teams.operations import NewAppointment, appoint
from wangge.ground.foundation import jobs
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Conflict, NotAllowed
from wangge.practice.insight.queries import Window, figures_of, rates_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, 0, tzinfo=ZONE)  # a Tuesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THREE = ("handed_over", "studied", "replied")
K, A = ClockKind, Action
HANDED = (K.SIGN, K.CONTACT, K.INTERIM, K.CLOSE)
STARTS = {A.REPORT: (K.ACCEPT,), A.ACCEPT: (K.DISPATCH,), A.DISPATCH: HANDED}
ENDS = {
    A.ACCEPT: (K.ACCEPT,), A.DISPATCH: (K.DISPATCH,), A.SIGN: (K.SIGN,), A.CONTACT: (K.CONTACT,),
    A.INTERIM: (K.INTERIM,), A.ANSWER: HANDED, A.HANDLE: (K.CONTACT,),
}  # fmt: skip


class Street:
    """A small 凯旋街道 with its studio and one partner."""

    def __init__(self, county: str = "上城区", code: str = "330102") -> None:
        self.area = make_town("凯旋街道", under=make_county(county, code=code), number="011", place="kaixuan")
        self.studio = make_unit("studio", at=self.area)
        make_unit("street_office", at=self.area)
        self.partner = make_unit("partner", at=self.area, name="税务所")
        self.officer = make_actor("desk", at=self.area, unit=self.studio, name="专员")
        self.lead = make_actor("lead", at=self.area, unit=self.studio, name="负责人")
        self.taxman = make_actor("department", unit=self.partner, name="税务员")
        self.discipline = make_unit("discipline", at=self.area)

    def demand(self, words: str = "招工难，想请街道牵线") -> Case:
        report = CaseReport(
            area_id=self.area.pk, channel="talk", category="enterprise_policy", body=words,
            source_ref=f"talk:{self.area.pk}:{words}",
            asker_kind="enterprise", name="某某科技", phone="13800000000",
        )  # fmt: skip
        found = ops.report_case(report=report, actor=system_actor(name=""), at=AT)
        self.found = found
        return Case.objects.everywhere("a test").get(pk=found.case_id)


def clocks(case: Case) -> dict[str, CaseClock]:
    return {clock.kind: clock for clock in CaseClock.objects.filter(case_id=case.pk)}


def test_K13_a_demand_has_three_clocks_handing_over_studying_and_replying():
    street = Street()
    case = street.demand()
    ops.accept_case(actor=street.officer, case_id=case.pk, at=AT + timedelta(hours=1))
    ops.dispatch_case(actor=street.officer, case_id=case.pk, unit_id=street.partner.pk, at=AT + timedelta(hours=1))
    ops.sign_case(actor=street.taxman, case_id=case.pk, at=AT + timedelta(hours=2))

    found = clocks(case)
    assert case.asker_kind == "enterprise"
    assert [found[kind].derivation["allowance"] for kind in ("accept", "interim", "close")] == [
        "4个工作小时", "3个工作日", "5个工作日",
    ]  # fmt: skip
    assert found["accept"].was_met is True

    late = AT + timedelta(days=7)
    ops.give_interim_answer(actor=street.taxman, case_id=case.pk, answer="已经会同人社部门研究", at=late)
    met = clocks(case)
    assert (met["interim"].was_met, met["close"].was_met) == (False, None)  # each is met or missed by itself


def test_K14_a_demand_is_closed_only_with_a_reply_and_the_firms_word_or_a_recorded_check():
    street = Street()
    case = street.demand()
    ops.accept_case(actor=street.officer, case_id=case.pk, at=AT)
    ops.dispatch_case(actor=street.officer, case_id=case.pk, unit_id=street.partner.pk, at=AT)
    ops.sign_case(actor=street.taxman, case_id=case.pk, at=AT)
    ops.handle_case(actor=street.taxman, case_id=case.pk, done=a_result("已办专场招聘"), at=AT)
    with pytest.raises(Conflict):
        ops.close_case(actor=street.officer, case_id=case.pk, check="不回复就结案", at=AT)
    ops.verify_case(actor=street.officer, case_id=case.pk, at=AT)
    ops.answer_case(actor=street.officer, case_id=case.pk, answer="本周六有专场招聘，已留展位", at=AT)
    ops.rate_case(number=street.found.number, code=street.found.tracking_code, score=5, at=AT + timedelta(days=1))

    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert clocks(case)[ClockKind.CLOSE].was_met is True


def test_J22_a_matter_of_an_enterprise_is_one_by_its_category_too():
    street = Street()
    told = {"area_id": street.area.pk, "channel": "portal"}
    firm = CaseReport(**told, body="房租补贴没有到账", source_ref="form:1", category="enterprise_policy")  # type: ignore[arg-type]
    person = CaseReport(**told, body="楼道灯坏了", source_ref="form:2")  # type: ignore[arg-type]
    made = [ops.report_case(report=one, actor=system_actor(name=""), at=AT).case_id for one in (firm, person)]

    kinds = dict(Case.objects.everywhere("a test").values_list("pk", "asker_kind"))
    assert [kinds[pk] for pk in made] == ["enterprise", "person"]


def rates(street: Street, until: datetime) -> dict[str, list[int]]:
    window = Window(street.area.pk, street.area.path, AT - DAY, until, until)
    return {code: three for code, three in rates_of(window=window).items() if code in THREE}


def worked(street: Street, words: str, *, accepted: float = 1, studied: float | None, replied: float | None) -> Case:
    """A demand handed over, studied and answered after so many hours."""
    case = street.demand(words)
    handed = AT + accepted * HOUR
    ops.accept_case(actor=street.officer, case_id=case.pk, at=handed)
    ops.dispatch_case(actor=street.officer, case_id=case.pk, unit_id=street.partner.pk, at=handed)
    ops.sign_case(actor=street.taxman, case_id=case.pk, at=handed)
    if studied is not None:
        ops.give_interim_answer(actor=street.taxman, case_id=case.pk, answer="研究过了", at=AT + studied * HOUR)
    if replied is not None:
        at = AT + replied * HOUR
        ops.handle_case(actor=street.taxman, case_id=case.pk, done=a_result("办好了"), at=at)
        ops.verify_case(actor=street.officer, case_id=case.pk, at=at)
        ops.answer_case(actor=street.officer, case_id=case.pk, answer="办好了", at=at)
    return case


def test_K13_three_rates_are_counted_each_by_itself_and_nothing_of_another_street():
    street, elsewhere = Street(), Street("拱墅区", "330105")
    worked(street, "招工难", studied=24, replied=48)
    worked(street, "房租贵", studied=24, replied=240)  # studied in time, answered late
    worked(street, "停车难", accepted=30, studied=200, replied=72)  # handed over late, studied late
    worked(elsewhere, "用电贵", studied=300, replied=None)

    assert rates(street, AT + 30 * DAY) == {"handed_over": [2, 3, 0], "studied": [2, 3, 0], "replied": [2, 3, 0]}
    other = rates(elsewhere, AT + 30 * DAY)
    assert (other["handed_over"], other["studied"], other["replied"]) == ([1, 1, 0], [0, 1, 0], [0, 1, 0])


def late_by_events(street: Street, at: datetime) -> set[UUID]:
    """Who is late, told from the history alone: each step starts and ends its clocks anew by the rules."""
    rows = Case.objects.everywhere("a test replays").filter(town_id=street.area.pk)
    return {case.pk for case in rows if any(due < at for due in _running(case, at).values())}


def _running(case: Case, at: datetime) -> dict[ClockKind, datetime]:
    place, running = rulebook_of_version(version_id=case.rulebook_version_id), dict[ClockKind, datetime]()
    for step in CaseStep.objects.filter(case_id=case.pk, at__lte=at).order_by("id"):
        for kind in ENDS.get(step.action, ()):
            running.pop(kind, None)
        for kind in STARTS.get(step.action, ()):
            found = deadline_of(place=place, kind=kind, case=case, start=step.at)
            if found is not None:
                running[kind] = found.due_at
    return running


def test_K20_the_list_of_what_is_late_goes_to_the_supervisors_and_is_told_again_from_the_events():
    street, elsewhere = Street(), Street("拱墅区", "330105")
    supervisor = make_actor("supervision", at=street.area, unit=street.discipline, name="监督员")
    where = (street.area.pk, street.discipline.pk)
    post = NewAppointment("discipline_officer", *where, "监督员", AT.date(), account_id=supervisor.account_id)
    appoint(actor=street.lead, new=post, at=AT)
    late = [
        worked(street, "停车难", studied=None, replied=None), worked(street, "房租贵", studied=24, replied=None),
    ]  # fmt: skip
    worked(street, "招工难", studied=24, replied=48)
    worked(elsewhere, "用电贵", studied=None, replied=None)
    at = AT + 14 * DAY
    for day in range(1, 15):
        ops.escalate_late(at=AT + day * DAY)
    jobs.run_waiting()

    late_ones = {"register": Register.OPEN, "where": RegisterFilter(is_late=True), "at": at}
    listed = register_page(scope=supervisor.scope("case.see"), **late_ones).rows
    assert {row.id for row in listed} == late_by_events(street, at) == {case.pk for case in late}
    for hours in (3, 30, 50, 74, 170, 14 * 24):  # and so at any moment of the past
        moment = AT + hours * HOUR
        counted = figures_of(window=Window(street.area.pk, street.area.path, AT - DAY, moment, moment)).overdue
        assert sum(counted.values()) == len(late_by_events(street, moment)), hours
    told = Notice.objects.filter(kind="case.escalated", account_id=supervisor.account_id)
    assert {notice.subject_id for notice in told} == {case.pk for case in late}

    # a reminder, not a finding of fault: units are named, no person is, and the supervisors handle nothing
    assert {row.owner_unit_id for row in listed} == {street.partner.pk}
    assert not {field.name for field in CaseEscalation._meta.fields} & {"account", "person", "score", "blame"}
    with pytest.raises(NotAllowed):
        ops.return_case(actor=supervisor, case_id=late[0].pk, reason="wrong_area", note="", at=at)
