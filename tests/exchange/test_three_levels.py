"""J15, J17: a ticket of 焦作's city platform goes down three centres with a clock at each; its result goes up."""

from datetime import timedelta

import pytest

from tests.browser.worlds import make_jiaozuo
from tests.cases.town import a_result
from tests.world import MONDAY
from wangge.core.access.queries import system_actor
from wangge.core.cases import operations
from wangge.core.cases.models import Case, CaseClock, CaseStep
from wangge.core.cases.operations.upstream import report_from_upstream
from wangge.core.cases.queries.upstream import result_of_ticket
from wangge.core.cases.reports import CaseReport
from wangge.core.cases.tickets import UpstreamTicket
from wangge.core.teams.models import Organisation

pytestmark = pytest.mark.django_db


def test_J15_a_ticket_moves_among_the_three_levels_with_clocks():
    zone = make_jiaozuo()
    unit = {one.unit_kind: one for one in Organisation.objects.filter(place="jiaozuo")}
    ticket = UpstreamTicket(system="city", upstream_id="SJ-7", status="派单", due_at=MONDAY + timedelta(days=7))
    report = CaseReport(
        area_id=zone.grid.pk, channel="upstream", body="小区路灯不亮", source_ref="", phone="13800000001"
    )

    taken = report_from_upstream(ticket=ticket, report=report, actor=system_actor(name="市平台"), at=MONDAY)
    case_id, steps = taken.reported.case_id, [MONDAY + timedelta(minutes=10 * n) for n in range(1, 9)]
    owners = [_case(case_id).owner_unit_id]
    operations.accept_case(actor=zone.operator, case_id=case_id, at=steps[0])
    for actor, down_to, at in (
        (zone.district, "town_centre", steps[1]), (zone.street_desk, "village_station", steps[3]),
    ):  # fmt: skip
        operations.dispatch_case(actor=actor, case_id=case_id, unit_id=unit[down_to].pk, note="请办理", at=at)
        owners.append(_case(case_id).owner_unit_id)
    operations.sign_case(actor=zone.station_desk, case_id=case_id, at=steps[4])
    operations.handle_case(actor=zone.station_desk, case_id=case_id, done=a_result(), at=steps[5])

    clocks = CaseClock.objects.filter(case_id=case_id).order_by("id").values_list("kind", "unit_id", "was_met")
    assert owners == [unit[kind].pk for kind in ("district_centre", "town_centre", "village_station")]
    assert ("accept", unit["district_centre"].pk, True) in clocks
    assert {unit_id for kind, unit_id, _met in clocks if kind == "sign"} == {
        unit["town_centre"].pk, unit["village_station"].pk,
    }  # fmt: skip
    assert CaseStep.objects.filter(case_id=case_id, action="dispatch").count() == 2
    result = result_of_ticket(case_id=case_id)
    assert (result.ref.upstream_id, result.state, result.outcome) == ("SJ-7", "handled", "solved")


def _case(case_id) -> Case:
    return Case.objects.everywhere("a test looks").get(pk=case_id)
