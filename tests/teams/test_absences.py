"""AB岗: while somebody is away the deputy is reached and may act, and afterwards no longer."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.cases.town import a_result
from tests.faces.workbench.office import page, sign_in
from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY, make_account, make_actor
from wangge.core.access.models import Account, Grant
from wangge.core.access.queries import actor_of, system_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.models import Notice
from wangge.core.teams.models import Appointment, AppointmentAbsence
from wangge.core.teams.operations import end_absence, record_absence
from wangge.core.teams.queries import absences_of, accounts_of_posts, acting_holders
from wangge.ground.foundation import jobs
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def town() -> Town:
    return make_qingping()


def staffed(town: Town) -> tuple[Account, Account]:
    """The leader of the first grid and the cadre who stands in for him."""
    leader, cadre = make_account("张一", at=town.area), make_account("干部", at=town.area)
    town.appoint("张一", account=leader)
    town.appoint("干部", "linked_cadre", unit=town.government, account=cadre)
    return leader, cadre


def away(
    town: Town, account: Account, *, since: date = TODAY, until: date = FRIDAY, at: datetime = MONDAY
) -> AppointmentAbsence:
    row = appointment(account)
    return record_absence(
        actor=town.keeper, appointment_id=row.pk, starts_on=since, ends_on=until, reason="休假", at=at
    )


def appointment(account: Account) -> Appointment:
    return Appointment.objects.everywhere("a test looks").get(account=account)


def acts(town: Town, account: Account, at: datetime) -> bool:
    """Whether the account acts for the group of the grid."""
    return town.group.pk in actor_of(account=account, at=at).units


def acting(town: Town, on: date) -> list[str]:
    found = acting_holders(area_id=town.grid.pk, post_kind="grid_leader", on=on)
    return [holder.person_name for holder in found]


def test_J52_the_deputy_gets_the_case_of_an_absent_holder_by_himself_and_after_the_return_no_longer(town):
    leader, cadre = staffed(town)
    now = timezone.now()  # who is told is decided when it is told
    today = localdate(now)
    assert not acts(town, cadre, now)
    absence = away(town, leader, since=today, until=today + timedelta(days=4), at=now)

    assert absence.deputies == "干部"
    assert acting(town, today) == ["干部"]
    report = CaseReport(area_id=town.grid.pk, channel="qr", body="路灯坏了", source_ref="form:1")
    found = ops.report_case(report=report, actor=system_actor(name=""), at=now)
    desk = make_actor("town_desk", at=town.area, unit=town.centre)
    ops.accept_case(actor=desk, case_id=found.case_id, at=now)
    ops.dispatch_case(actor=desk, case_id=found.case_id, unit_id=town.group.pk, at=now)
    jobs.run_waiting()
    told = Notice.objects.filter(account_id=cadre.pk)
    assert {notice.subject_id for notice in told} == {found.case_id}
    deputy = actor_of(account=cadre, at=now)
    ops.sign_case(actor=deputy, case_id=found.case_id, at=now)
    ops.handle_case(actor=deputy, case_id=found.case_id, done=a_result(), at=now)

    back = datetime.combine(today + timedelta(days=5), time(0, 1), ZONE)
    assert not acts(town, cadre, back)
    assert acting(town, back.date()) == ["张一"]
    assert acts(town, leader, back)


def test_J52_who_is_told_by_post_includes_the_deputy_while_it_lasts(town):
    leader, cadre = staffed(town)
    tell = {"codes": ["grid_leader"], "area_path": town.grid.path}
    assert accounts_of_posts(**tell, on=TODAY) == [leader.pk]
    away(town, leader)

    assert set(accounts_of_posts(**tell, on=TODAY)) == {leader.pk, cadre.pk}
    assert accounts_of_posts(**tell, on=date(2026, 3, 7)) == [leader.pk]


def test_J52_one_who_is_back_sooner_takes_the_post_back_at_once(town):
    leader, cadre = staffed(town)
    absence = away(town, leader)
    end_absence(actor=town.keeper, absence_id=absence.pk, at=MONDAY + timedelta(days=1))

    assert not acts(town, cadre, MONDAY + timedelta(days=1))
    assert acting(town, TODAY + timedelta(days=1)) == ["张一"]
    (row,) = absences_of(scope=town.scope, appointment_id=absence.appointment_id, on=FRIDAY)
    assert (row.ends_on, row.is_running, row.may_end) == (TODAY, False, False)
    with pytest.raises(Conflict):
        end_absence(actor=town.keeper, absence_id=absence.pk, at=MONDAY + timedelta(days=1))


def test_one_who_came_back_the_same_day_may_go_again(town):
    leader, cadre = staffed(town)
    end_absence(actor=town.keeper, absence_id=away(town, leader).pk, at=MONDAY)
    assert not acts(town, cadre, MONDAY)

    assert away(town, leader).deputies == "干部"
    assert acts(town, cadre, MONDAY)
    with pytest.raises(Conflict):
        away(town, leader)


def test_a_deputy_who_is_away_too_is_passed_over_and_none_is_said(town):
    leader, cadre = staffed(town)
    away(town, cadre)

    assert away(town, leader).deputies == ""
    assert acting(town, TODAY) == []
    assert not acts(town, cadre, MONDAY)


def test_the_holder_records_it_himself_and_strangers_do_not(town):
    leader, cadre = staffed(town)
    own = actor_of(account=leader, at=MONDAY)
    given = {"appointment_id": appointment(leader).pk, "starts_on": TODAY, "ends_on": FRIDAY, "at": MONDAY}
    with pytest.raises((NotFound, NotAllowed)):
        record_absence(actor=make_shanghu().keeper, **given)
    with pytest.raises((NotFound, NotAllowed)):
        record_absence(actor=actor_of(account=cadre, at=MONDAY), **given)
    record_absence(actor=own, **given)

    assert acts(town, cadre, MONDAY)
    assert Grant.objects.filter(source__startswith="absence:").count() == 1


def test_what_is_refused(town):
    leader, _cadre = staffed(town)
    with pytest.raises(Refusal, match="不能早于"):
        away(town, leader, until=TODAY - timedelta(days=1))
    with pytest.raises(Refusal, match="已经过去"):
        away(town, leader, at=MONDAY + timedelta(days=20))
    away(town, leader)
    with pytest.raises(Conflict, match="已经记过"):
        away(town, leader)


def test_whoever_leaves_for_good_is_no_longer_deputised_for(town):
    leader, cadre = staffed(town)
    away(town, leader)
    town.end(appointment(leader))

    assert not acts(town, cadre, MONDAY)


def test_days_away_are_recorded_on_the_page_of_the_post(town):
    leader, _cadre = staffed(town)
    row, desk = appointment(leader), sign_in(town.keeper)
    url = f"/teams/appointments/{row.pk}/"
    days = {"starts_on": row.starts_on.isoformat(), "ends_on": "2020-01-01"}
    assert "不能早于" in page(desk.post(f"{url}away/", days))
    assert desk.post(f"{url}away/", days | {"ends_on": "2027-01-01"}).status_code == 302

    shown = page(desk.get(url))
    assert "替岗：干部" in shown
    assert "现在不在岗" in shown
    absence = absences_of(scope=town.scope, appointment_id=row.pk, on=TODAY)[0]
    assert desk.post(f"{url}away/{absence.id}/").status_code == 302
    assert "现在不在岗" not in page(desk.get(url))
    assert sign_in(make_shanghu().keeper).get(f"{url}away/").status_code == 404
