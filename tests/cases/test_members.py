"""党员报到: party members are called by name, sign up and come; nobody is forced."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.muster import HOUR, LATER, Muster, make_member, with_members_whistle
from tests.cases.town import RESIDENT, make_other_town
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.areas.levels import Kind
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseClock, CaseMember
from wangge.core.cases.operations import Call
from wangge.core.cases.queries.whistles import (
    calls_of_case,
    waiting_whistles,
)
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.models import Notice
from wangge.core.teams.operations import NewAppointment, appoint
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def test_J37_party_members_are_called_by_name_sign_up_and_come_and_nobody_is_forced():
    with_members_whistle()
    muster, other = Muster(), Muster(make_other_town)
    town = muster.town
    one, two, far = make_member(town, "党员一"), make_member(town, "党员二"), make_member(other.town, "远处的")
    whistle = muster.asked(kind="members", lead=None, assist=())
    call = muster.call(kind="members", lead=None, assist=())
    approve = {"case_id": muster.case_id, "whistle_id": whistle.pk, "call": call, "at": MONDAY}
    with CaptureQueriesContext(connection) as seen:
        ops.approve_whistle(actor=town.village_officer, **approve)
    assert sum("SAVEPOINT" not in q["sql"] for q in seen) <= 10
    called = set(CaseMember.objects.values_list("account_id", "name"))
    assert called == {(one.account_id, "党员一"), (two.account_id, "党员二")}
    jobs.run_waiting()
    told = Notice.objects.filter(kind="case.whistle", title__contains="请报到").values_list("account_id", flat=True)
    assert {one.account_id, two.account_id} <= set(told)
    assert far.account_id not in set(told)

    mine = {"case_id": muster.case_id, "whistle_id": whistle.pk}
    assert [w.what for w in waiting_whistles(actor=one)] == ["sign_up"]
    ops.sign_up(actor=one, at=LATER, **mine)
    ops.come(actor=one, at=LATER + HOUR, **mine)
    with pytest.raises(NotFound):
        ops.sign_up(actor=far, at=LATER, **mine)
    with pytest.raises(NotFound, match="没有叫您"):
        ops.come(actor=town.grid_leader, at=LATER, **mine)

    rows = {m.name: (m.signed_up_at, m.arrived_at) for m in CaseMember.objects.all()}
    assert rows == {"党员一": (LATER, LATER + HOUR), "党员二": (None, None)}
    assert not CaseClock.objects.filter(case_id=muster.case_id, party__isnull=False).exists()
    ops.conclude_whistle(actor=town.grid_leader, conclusion="清完了", at=LATER + HOUR, **mine)
    assert calls_of_case(case_id=muster.case_id).whistles[0].state == "concluded"
    fields = {f.name for f in CaseMember._meta.fields}
    assert not fields & {"lon", "lat", "position", "score", "rank"}


def test_J37_in_jiaozuo_the_grid_team_asks_and_the_communitys_station_blows():
    street = make_town("文昌街道", under=make_county("示范区", code="410871"), number="062", place="jiaozuo")
    community = make_village("和美社区", under=street, kind=Kind.COMMUNITY)
    grid = make_grid("和美社区第一网格", under=community)
    make_unit("town_centre", at=street)
    team, station = make_unit("grid_team", at=grid), make_unit("village_station", at=community)
    worker = make_actor("grid_member", at=grid, unit=team, name="网格员")
    desk = make_actor("station_desk", at=community, unit=station, name="工作站")
    member = make_actor("linked_member", at=grid, unit=team, name="党员")
    keeper = make_actor("district_lead", at=street, name="管组织的")
    new = NewAppointment("linked_member", grid.pk, team.pk, "党员", TODAY, account_id=member.account_id)
    appoint(actor=keeper, new=new, at=MONDAY)
    found = ops.report_case(
        report=CaseReport(area_id=grid.pk, channel="qr", body="院里积雪要铲", source_ref="form:jz"), actor=RESIDENT,
        at=MONDAY,
    )  # fmt: skip
    ops.accept_case(actor=desk, case_id=found.case_id, at=MONDAY)
    call = Call(kind="members", reason="要人手", meeting_place="东门")
    who = {"case_id": found.case_id, "at": MONDAY}
    with pytest.raises(NotAllowed):
        ops.blow_whistle(actor=worker, call=call, **who)

    whistle = ops.ask_whistle(actor=worker, call=call, **who)
    ops.approve_whistle(actor=desk, whistle_id=whistle.pk, call=call, **who)
    ops.come(actor=member, whistle_id=whistle.pk, **who)

    assert list(CaseMember.objects.values_list("name", "signed_up_at", "arrived_at")) == [("党员", MONDAY, MONDAY)]


def test_J37_without_members_the_whistle_is_refused_and_nothing_is_written():
    with_members_whistle()
    muster = Muster()
    whistle = muster.asked(kind="members", lead=None, assist=())
    with pytest.raises(Refusal, match="没有可以叫的党员"):
        ops.approve_whistle(
            actor=muster.town.village_officer, case_id=muster.case_id, whistle_id=whistle.pk,
            call=muster.call(kind="members", lead=None, assist=()), at=MONDAY,
        )  # fmt: skip
    whistle.refresh_from_db()
    assert whistle.state == "asked"
    assert RESIDENT.account_id is None
