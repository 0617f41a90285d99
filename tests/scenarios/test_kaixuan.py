"""凯旋: an enterprise's demand with its three clocks; every one has an answer and a place to rest (S0:59)."""

from datetime import datetime, timedelta

import pytest

from tests.cases.town import a_result
from tests.world import make_actor, make_county, make_town, make_unit
from wangge.core.access.queries import system_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import ClockKind, State
from wangge.core.cases.models import Case, CaseClock
from wangge.core.cases.reports import CaseReport
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Conflict

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, 0, tzinfo=ZONE)  # a Tuesday


class Street:
    """A small 凯旋街道 with its studio and one partner."""

    def __init__(self) -> None:
        self.area = make_town("凯旋街道", under=make_county("上城区", code="330102"), number="011", place="kaixuan")
        self.studio = make_unit("studio", at=self.area)
        make_unit("street_office", at=self.area)
        self.partner = make_unit("partner", at=self.area, name="税务所")
        self.officer = make_actor("desk", at=self.area, unit=self.studio, name="专员")
        self.lead = make_actor("lead", at=self.area, unit=self.studio, name="负责人")
        self.taxman = make_actor("department", unit=self.partner, name="税务员")

    def demand(self, words: str = "招工难，想请街道牵线") -> Case:
        report = CaseReport(
            area_id=self.area.pk, channel="talk", category="enterprise_policy", body=words, source_ref=f"talk:{words}",
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
