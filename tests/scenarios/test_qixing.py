"""七星: calls and petitions are signed by the main leader, old ones are taken into custody (S3:32–34)."""

from datetime import datetime, timedelta

import pytest

from tests.cases.town import a_result, make_qingping
from tests.scenarios.mediated import agreed, by, reported
from tests.world import TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.access.queries import system_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case
from wangge.core.cases.operations import mediating, risks
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter
from wangge.core.cases.reports import CaseReport
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, 0, tzinfo=ZONE)


class Street:
    """A small 七星街道."""

    def __init__(self) -> None:
        self.area = make_town("七星街道", under=make_county("南湖区", code="330402"), number="015", place="qixing")
        self.community = make_village("湘家荡社区", under=self.area)
        self.centre = make_unit("street_centre", at=self.area)
        self.party = make_unit("community_party", at=self.community)
        self.desk = make_actor("street_desk", at=self.area, unit=self.centre, name="信息员")
        self.leader = make_actor("leader", at=self.area, unit=self.centre, name="主要领导")
        self.secretary = make_actor("community_lead", at=self.community, unit=self.party, name="书记")

    def report(self, channel: str, nth: int = 0, at: datetime = AT) -> Case:
        report = CaseReport(
            area_id=self.community.pk, channel=channel, body=f"小区门口积水一直没有修 {nth}",
            source_ref=f"{channel}:{nth}", name="李某", phone="13800000001",
        )  # fmt: skip
        found = ops.report_case(report=report, actor=system_actor(name=""), at=at)
        return Case.objects.everywhere("a test").get(pk=found.case_id)

    def work(self, case: Case, at: datetime) -> None:
        ops.accept_case(actor=self.desk, case_id=case.pk, at=at)
        ops.dispatch_case(actor=self.desk, case_id=case.pk, unit_id=self.party.pk, at=at)
        ops.sign_case(actor=self.secretary, case_id=case.pk, at=at)
        ops.handle_case(actor=self.secretary, case_id=case.pk, done=a_result("已面谈"), at=at)
        ops.verify_case(actor=self.desk, case_id=case.pk, at=at)


@pytest.mark.parametrize("channel", ["hotline", "petition"])
def test_X19_no_call_and_no_letter_is_answered_without_the_leaders_signature(channel):
    street = Street()
    case = street.report(channel)
    street.work(case, AT)

    with pytest.raises(Refusal, match="签批"):
        ops.answer_case(actor=street.desk, case_id=case.pk, answer="本周内修好", at=AT)
    ops.sign_off_case(actor=street.leader, case_id=case.pk, note="请社区书记负责到底", at=AT)
    ops.answer_case(actor=street.desk, case_id=case.pk, answer="本周内修好", at=AT)

    unsigned = Case.objects.everywhere("a test").filter(channel=channel).exclude(steps__action="sign_off")
    assert unsigned.filter(state__in=[State.ANSWERED, State.CLOSED]).count() == 0


def test_X20_X21_first_repeat_and_backlog_are_told_apart_and_a_backlog_has_its_leader():
    street = Street()
    first = street.report("petition", 1)
    again = street.report("petition", 2, at=AT + timedelta(days=40))
    assert (first.petition_kind, again.petition_kind) == ("first", "repeat")

    later = AT + timedelta(days=95)
    ops.mark_backlogs(at=later)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.petition_kind, again.petition_kind) == ("backlog", "repeat")
    ops.accept_case(actor=street.desk, case_id=first.pk, at=later)
    with pytest.raises(Refusal, match="积案"):
        ops.dispatch_case(actor=street.desk, case_id=first.pk, unit_id=street.party.pk, at=later)
    ops.take_custody(actor=street.leader, case_id=first.pk, responsible="书记", at=later)
    ops.dispatch_case(actor=street.desk, case_id=first.pk, unit_id=street.party.pk, at=later)


def test_X23_the_first_handler_stays_through_a_transfer():
    street = Street()
    case = street.report("visit", 3)
    first = case.first_unit_id
    street.work(case, AT)

    case.refresh_from_db()
    assert case.first_unit_id == first


def test_X24_170_disputes_with_23_hard_ones_are_all_resolved_and_the_rate_has_its_denominator():
    street, elsewhere = Street(), make_qingping()
    grid, officer = make_grid("湘家荡社区第一网格", under=street.community), street.desk
    make_unit("governance", at=street.area)
    make_unit("grid_team", at=grid)
    found = reported(grid, {"dispute_neighbour": 147, "dispute_land": 23}, channel="patrol", by=officer)
    others = reported(elsewhere.grid, {"dispute_family": 2}, channel="patrol", by=elsewhere.grid_leader)
    agreed(officer, found)
    agreed(elsewhere.village_officer, others)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert figures.total.success == (170, 170)
    hard = next(one for one in figures.by["grade"] if one.key == "hard")
    assert (hard.total, hard.success) == (23, (23, 23))
    assert sum(by(figures.by["grade"]).values()) == 170


def test_J28_Q22_where_the_report_names_neither_no_small_log_is_kept_and_nobody_is_referred_to_a_counsellor():
    street = Street()
    grid = make_grid("湘家荡社区第二网格", under=street.community)
    make_unit("governance", at=street.area)
    make_unit("grid_team", at=grid)
    with pytest.raises(Refusal, match="没有设小纠纷"):
        log_small_dispute(actor=street.desk, small=SmallDispute(grid.pk, "拌嘴", "和好", "form:small"), at=AT)
    (found,) = reported(grid, {"dispute_family": 1}, channel="patrol", by=street.desk)
    who = {"actor": street.desk, "case_id": found.case_id, "at": AT}
    mediating.open_dispute(facts=mediating.DisputeFacts(), **who)

    with pytest.raises(Refusal, match="没有设疏导员"):
        risks.refer_to_counselling(reason="整夜睡不着", **who)
